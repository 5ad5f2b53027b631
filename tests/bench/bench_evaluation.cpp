// What evaluation costs: the metric on the quickstart's 18 splits, against a plain LibTorch program
// that loops over the same images as tensors, and against the network as evaluation ran it before
// it had a forward pass of its own; all blocks but the head frozen, too. Then the forward pass
// alone in portions of several sizes.
//
//   build/release/bin/bench_evaluation [--rounds N] [--examples N] [--threads N]
//
// --examples: of each split; 10000 is all of them. Needs Debian's Fashion-MNIST.
#include "app/environment.h"
#include "core/run/config.h"
#include "core/training/engine/engine.h"
#include "core/training/forward_pass.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/parallel.h"
#include "core/training/training.h"
#include "tests/bench/paired.h"
#include "tests/bench/plain_networks.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

namespace {

using namespace thaw;
using torch::Tensor;

struct Options {
    std::int64_t rounds = 5, examples = 500, threads = 1;
};

RunConfig config_of(const std::string& network, const Options& options) {
    const std::string text = fmt::format(R"(
[run]
threads = {}
[training]
steps = 4
batch_size = 128
[dataset]
id = "fashion_mnist"
[[ood]]
shift = "mnist_c"
[[ood]]
shift = "rotation"
angle = [30, 60]
[network]
{}
[optimiser]
id = "sgd"
learning_rate = 0.01
[[metrics]]
id = "evaluation"
max_examples = {}
)",
                                         options.threads, network, options.examples);
    return parse_config(text, "bench", vocabulary(), {});
}

void in_portions(std::int64_t n, std::int64_t portion,
                 const std::function<void(std::int64_t, std::int64_t)>& take) {
    const torch::NoGradGuard no_grad;
    for (std::int64_t begin = 0; begin < n; begin += portion)
        take(begin, std::min(n, begin + portion));
}

// Losses and right answers, as a loop over a test set has them.
void judge(const Tensor& outputs, const Tensor& targets, double& loss, double& right) {
    loss += torch::cross_entropy_loss(outputs, targets, {}, torch::Reduction::Sum).item<double>();
    right += outputs.argmax(1).eq(targets).sum().item<double>();
}

void compare(const std::string& id, const std::string& settings, std::int64_t width,
             const Options& options) {
    const RunConfig config = config_of("id = \"" + id + "\"\n" + settings, options);
    LibTorchTrainer trainer(config);
    for (std::int64_t step = 0; step < 4; ++step)
        trainer.update(step, 0.01);
    Network& network = trainer.network();
    network.eval();
    auto plain = bench::plain_network(id, width);
    plain->eval();
    const auto& splits = trainer.data().splits();
    const std::int64_t n = options.examples;
    std::vector<Examples> tensors;
    for (const ExampleSet& split : splits)
        tensors.push_back(split.slice(0, n));
    const auto loop = [&](const std::function<Tensor(const Tensor&)>& forward) {
        double loss = 0, right = 0;
        for (const Examples& split : tensors)
            in_portions(n, 500, [&](std::int64_t begin, std::int64_t end) {
                const Examples batch = split.slice(begin, end);
                judge(forward(batch.inputs), batch.targets, loss, right);
            });
    };
    bench::Paired whole;
    whole.add("plain LibTorch, tensors",
              [&] { loop([&](const Tensor& x) { return plain->forward(x); }); });
    whole.add("our network, tensors, as before",
              [&] { loop([&](const Tensor& x) { return network.forward(x); }); });
    // As an update leaves them: evaluation looks up what blocks made that are to the bit the same.
    const auto move = [&](std::size_t block) {
        const torch::NoGradGuard no_grad;
        network.block_parameters(block)[0].add_(1e-3);
    };
    const auto evaluate = [&] { trainer.measure(0, 4 - 1, 0.01, {}); };
    whole.add("evaluation", evaluate, [&] { move(0); });
    whole.add("evaluation, the head alone trains", evaluate, [&] {
        for (int i = 0; i < 2; ++i) {
            evaluate();
            move(network.size() - 1);
        }
    });
    whole.measure(static_cast<int>(options.rounds));
    whole.print(fmt::format("{} {}: {} splits of {} images", id, width, splits.size(), n));

    const Tensor& images = tensors.front().inputs;
    bench::Paired forward;
    forward.add("the network, 500", [&] {
        in_portions(n, 500,
                    [&](auto begin, auto end) { network.forward(images.slice(0, begin, end)); });
    });
    auto engine = Engine::of(network);
    engine->set_weights(engine->weights());
    for (const std::int64_t portion : {25, 50, 100, 250, 500})
        forward.add(fmt::format("engine, {}", portion), [&, portion] {
            in_portions(n, portion, [&](auto begin, auto end) {
                engine->forward(images.slice(0, begin, end), network.size());
            });
        });
    ForwardPass pass(network);
    forward.add("as evaluation does it", [&] { pass.outputs(images); });
    forward.add("images alone", [&] { splits.front().slice(0, n); });
    forward.measure(static_cast<int>(options.rounds));
    forward.print(fmt::format("{} {}: forward pass of {} images", id, width, n));
}

} // namespace

int main(int count, char** words) {
    thaw::settle_environment(words);
    Options options;
    for (int i = 1; i + 1 < count; i += 2)
        for (const auto& [name, target] : {std::pair{"--rounds", &options.rounds},
                                           {"--examples", &options.examples},
                                           {"--threads", &options.threads}})
            if (name == std::string(words[i]))
                *target = std::atol(words[i + 1]);
    compare("lenet", "width = 16\nsecond_width = 32\nhidden_width = 120\n", 16, options);
    compare("resnet18", "width = 8\n", 8, options);
    return 0;
}
