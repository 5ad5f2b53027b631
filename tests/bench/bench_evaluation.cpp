// What evaluation costs: the forward pass of test images by the network as LibTorch runs it, by a
// plain LibTorch program, and by the engine in portions of several sizes. Ratios in one run,
// medians of rounds that alternate.
//
//   build/release/bin/bench_evaluation [ROUNDS]
//
// Needs Debian's Fashion-MNIST.
#include "core/run/config.h"
#include "core/training/engine/engine.h"
#include "core/training/forward_pass.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/training.h"
#include "tests/bench/plain_networks.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>

namespace {

using namespace thaw;
using torch::Tensor;

RunConfig config_of(const std::string& network) {
    return parse_config("[training]\nsteps = 4\nbatch_size = 128\n[dataset]\nid = "
                        "\"fashion_mnist\"\n[network]\n" +
                            network + "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.01\n",
                        "bench", vocabulary(), {});
}

struct Way {
    std::string name;
    std::function<void()> run;
    std::vector<double> seconds = {};
};

double median(std::vector<double> all) {
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

void compare(const std::string& id, const std::string& settings, std::int64_t width, int rounds) {
    const RunConfig config = config_of("id = \"" + id + "\"\n" + settings);
    LibTorchTrainer trainer(config);
    for (std::int64_t step = 0; step < 4; ++step)
        trainer.update(step, 0.01);
    Network& network = trainer.network();
    network.eval();
    const ExampleSet& test = trainer.data().splits().front();
    const std::int64_t n = 5000;
    const auto in_portions = [&](std::int64_t portion,
                                 const std::function<Tensor(const Tensor&)>& f) {
        const torch::NoGradGuard no_grad;
        for (std::int64_t begin = 0; begin < n; begin += portion)
            f(test.slice(begin, std::min(n, begin + portion)).inputs);
    };
    std::vector<Way> ways;
    ways.push_back({"network, 500", [&] {
                        in_portions(500, [&](const Tensor& x) { return network.forward(x); });
                    }});
    auto plain = bench::plain_network(id, width);
    plain->eval();
    for (const std::int64_t portion : {128, 500})
        ways.push_back({fmt::format("plain LibTorch, {}", portion), [&, portion] {
                            in_portions(portion,
                                        [&](const Tensor& x) { return plain->forward(x); });
                        }});
    auto engine = Engine::of(network);
    engine->set_weights(engine->weights());
    for (const std::int64_t portion : {32, 64, 100, 128, 250, 500})
        ways.push_back({fmt::format("engine, {}", portion), [&, portion] {
                            in_portions(portion, [&](const Tensor& x) {
                                return engine->forward(x, network.size());
                            });
                        }});
    ForwardPass pass(network);
    ways.push_back({"as evaluation does it",
                    [&] { in_portions(500, [&](const Tensor& x) { return pass.outputs(x); }); }});
    ways.push_back({"images alone", [&] { in_portions(500, [](const Tensor& x) { return x; }); }});
    for (int round = 0; round <= rounds; ++round)
        for (Way& way : ways) {
            const auto before = std::chrono::steady_clock::now();
            way.run();
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
            if (round > 0)
                way.seconds.push_back(spent.count());
        }
    const double before = median(ways.front().seconds);
    fmt::print("{} {}: microseconds an image, times as fast as the network in portions of 500\n",
               id, width);
    for (const Way& way : ways)
        fmt::print("  {:24} {:8.1f} {:6.2f}\n", way.name,
                   1e6 * median(way.seconds) / static_cast<double>(n),
                   before / median(way.seconds));
}

} // namespace

int main(int count, char** words) {
    const int rounds = count > 1 ? std::atoi(words[1]) : 7;
    compare("lenet", "width = 16\nsecond_width = 32\nhidden_width = 120\n", 16, rounds);
    compare("resnet18", "width = 8\n", 8, rounds);
    return 0;
}
