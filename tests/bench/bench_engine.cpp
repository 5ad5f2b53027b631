// What diagnostics cost, in training steps, and how exact they are: lenet with 16 and 32 channels
// and 120 units, and resnet18 of width 16, on Fashion-MNIST, batches of 128, 2 threads.
//   bench_engine [--quick] [--network ID] [--json FILE] [--rounds N]
//                [--width N] [--dataset ID]   another network, other data: limits are still those
//                [--without-avx512]           as on a processor that has none, in every library
//                [--smoke]                    two rounds of little-trained networks, within a
//                minute
//   bench_engine --stock ID    the plain step of a program as it is started, alone: milliseconds
//   bench_engine --own ID      our step alone
#include "app/environment.h"
#include "core/training/controlled_sharpness.h"
#include "core/training/engine/kernels/elementwise.h"
#include "core/training/fisher.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/objective.h"
#include "core/training/training.h"
#include "tests/bench/engine_table.h"
#include "tests/bench/plain_networks.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <hwy/targets.h>
#include <unistd.h>

namespace thaw::bench {

namespace {

struct Figures { // of one network: what is to be reached
    std::string id;
    std::int64_t width, training_steps;
    double own, cut, cached, sampled, pairs, early_pairs, exact, head, perturbed, average, worst,
        lambda;
    std::string dataset = "fashion_mnist";
};

const std::vector<Figures> all_figures = {
    {"lenet", 16, 600, 0.62, 0.38, 0.02, 0.95, 1.6, 3.0, 5.5, 0.38, 0.36, 5.5, 5, 7.5},
    {"resnet18", 16, 300, 0.78, 0.35, 0.005, 0.90, 1.2, 1.9, 5.6, 0.35, 0.30, 4.5, 5, 8.2}};

RunConfig config_of(const Figures& figures) {
    const std::string text = R"(
[run]
threads = 2
[training]
steps = 100000
batch_size = 128
[dataset]
id = ")" + figures.dataset + R"("
[network]
id = ")" + figures.id +
                             "\"\nwidth = " + std::to_string(figures.width) +
                             (figures.id == "lenet"
                                  ? "\nsecond_width = " + std::to_string(2 * figures.width) +
                                        "\nhidden_width = 120"
                                  : "") +
                             R"(
[optimiser]
id = "sgd"
learning_rate = 0.01
momentum = 0.9
[[metrics]]
id = "lambda_max"
batch_size = 128
)";
    return parse_config(text, "bench", vocabulary(), {});
}

at::Generator generator(std::uint64_t seed) {
    return at::make_generator<at::CPUGeneratorImpl>(seed);
}

double once_milliseconds(int rounds, const std::function<void()>& run) {
    std::vector<double> all;
    for (int i = 0; i < rounds + 3; ++i) {
        const auto before = std::chrono::steady_clock::now();
        run();
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
        if (i >= 3)
            all.push_back(spent.count() * 1e3);
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

class NetworkBench {
  public:
    explicit NetworkBench(const Figures& figures)
        : figures_(figures), config_(config_of(figures)), trainer_(config_), resting_(config_),
          plain_(figures.id, figures.width), batch_(trainer_.data().train().slice(0, 128)) {
        trainer_.set_trainable(all(), true);
    }

    void train(std::int64_t steps) {
        for (; step_ < steps; ++step_)
            trainer_.update(step_, 0.01);
    }
    double own_alone(int rounds) {
        return once_milliseconds(rounds, [&] { trainer_.update(step_++, 0.01); });
    }
    double plain_alone(int rounds) {
        return once_milliseconds(rounds, [&] { plain_.step(batch_.inputs, batch_.targets); });
    }

    nlohmann::json early(int rounds) {
        train(30);
        EngineTable table;
        add_step(table);
        add_fisher(table, "tr(F), pairs", FisherLabels::pairs, all(), figures_.early_pairs);
        table.measure(rounds);
        auto json = table.print(figures_.id + " after 30 steps");
        json["accuracy"] = fisher_accuracy();
        return json;
    }

    nlohmann::json trained(int rounds) {
        train(figures_.training_steps);
        EngineTable table;
        table.add({"plain step", "", 0, [&] { plain_.step(batch_.inputs, batch_.targets); }});
        add_step(table, "plain step", figures_.own);
        table.add({"step, head only, graph cut", "own step", figures_.cut, [&] {
                       trainer_.set_trainable(head(), true);
                       trainer_.update(step_++, 0.01);
                       trainer_.set_trainable(all(), true);
                   }});
        fill_prefix_cache();
        table.add({"step, head only, prefix cached", "own step", figures_.cached,
                   [&] { resting_.update(resting_step_++, 0.01); }});
        add_fisher(table, "tr(F), sampled label", FisherLabels::sampled, all(), figures_.sampled);
        add_fisher(table, "tr(F), pairs", FisherLabels::pairs, all(), figures_.pairs);
        add_fisher(table, "tr(F), all labels", FisherLabels::expected, all(), figures_.exact);
        add_fisher(table, "tr(F), sampled label, head only", FisherLabels::sampled, head(),
                   figures_.head);
        add_objective_rows(table);
        table.measure(rounds);
        auto json = table.print(figures_.id + " after " + std::to_string(figures_.training_steps) +
                                " steps");
        json["accuracy"] = fisher_accuracy();
        json["sharpness"] = sharpness_accuracy();
        return json;
    }

  private:
    std::vector<bool> all() const { return std::vector<bool>(trainer_.plan().blocks.size(), true); }
    std::vector<bool> head() const {
        std::vector<bool> blocks(trainer_.plan().blocks.size(), false);
        blocks.back() = true;
        return blocks;
    }
    // An epoch in which what rests is computed; later steps look it up.
    void fill_prefix_cache() {
        resting_.set_trainable(head(), false);
        for (; resting_step_ <= resting_.plan().steps_per_epoch; ++resting_step_)
            resting_.update(resting_step_, 0.01);
    }
    void eval() { trainer_.network().eval(); }

    void add_step(EngineTable& table, const std::string& unit = "", double limit = 0) {
        table.add({"own step", unit, limit, [&] { trainer_.update(step_++, 0.01); }});
    }

    void add_fisher(EngineTable& table, const std::string& what, FisherLabels labels,
                    const std::vector<bool>& blocks, double limit) {
        table.add({what, "own step", limit, [this, labels, blocks] {
                       eval();
                       fisher_traces(trainer_.network(), trainer_.task(), batch_, blocks, labels,
                                     128, generator(draw_++), {});
                   }});
    }

    std::unique_ptr<Objective> objective() {
        eval();
        return batch_objective(trainer_.network(), trainer_.task(), batch_, all());
    }

    // With the default effort: to 15 %, or what the budget leaves.
    std::optional<Reading> average_sharpness_reading(double rho) {
        eval();
        return controlled_sharpness(trainer_.network(), trainer_.task(), batch_, all(),
                                    {rho, Norm::l2, true}, {}, 1, {});
    }

    void add_objective_rows(EngineTable& table) {
        table.add({"one perturbed loss", "own step", figures_.perturbed, [&] {
                       const auto loss = objective();
                       const auto w = loss->origin();
                       loss->loss(w + 0.01 * w.abs());
                   }});
        table.add({"gradient", "own step", 0, [&] {
                       const auto loss = objective();
                       loss->gradient(loss->origin());
                   }});
        table.add({"S_avg to 15 %, rho 0.01", "own step", figures_.average,
                   [&] { average_sharpness_reading(0.01); }});
        table.add({"S_worst, 5 full steps, rho 0.25", "own step", figures_.worst, [&] {
                       worst_place_ = full_radius_sharpness(*objective(), {0.25, Norm::l2, true}, 5,
                                                            {}, worst_place_)
                                          ->z;
                   }});
        for (std::size_t m = 0; m < trainer_.plan().metrics.size(); ++m)
            if (trainer_.plan().metrics[m].id == "lambda_max")
                table.add({"lambda_max to 1 %", "own step", figures_.lambda,
                           [this, m] { trainer_.measure(m, step_, 0.01, {}); }});
    }

    // Spread of the estimators around the mean over all labels, on one batch.
    nlohmann::json fisher_accuracy() {
        eval();
        const auto total = [&](FisherLabels labels, std::uint64_t seed) {
            return fisher_traces(trainer_.network(), trainer_.task(), batch_, all(), labels, 128,
                                 generator(seed), {})
                ->parts.sum(0)
                .mean()
                .item<double>();
        };
        const double exact = total(FisherLabels::expected, 0);
        nlohmann::json json = {{"exact", exact}};
        const std::pair<const char*, FisherLabels> words[] = {{"pairs", FisherLabels::pairs},
                                                              {"sampled", FisherLabels::sampled},
                                                              {"paper", FisherLabels::paper}};
        for (const auto& [word, labels] : words) {
            double squares = 0;
            constexpr int draws = 20;
            for (std::uint64_t seed = 1; seed <= draws; ++seed) {
                const double off = total(labels, seed) / exact - 1;
                squares += off * off;
            }
            json[word] = std::sqrt(squares / draws);
            std::printf("tr(F) %s: %.2f %% from the mean over all labels (rms of %d)\n", word,
                        100 * std::sqrt(squares / draws), draws);
        }
        return json;
    }

    nlohmann::json sharpness_accuracy() {
        nlohmann::json json;
        for (const double rho : {0.01, 0.05}) {
            const auto found = average_sharpness_reading(rho);
            const double error = found->standard_error / std::abs(found->value);
            std::printf("S_avg at rho %.2f: %.3e, standard error %.0f %%\n", rho, found->value,
                        100 * error);
            json["average"].push_back({{"rho", rho}, {"value", found->value}, {"error", error}});
        }
        for (const double rho : {0.01, 0.25, 0.5}) {
            const Neighbourhood near{rho, Norm::l2, true};
            const double fast = full_radius_sharpness(*objective(), near, 15, {})->rise;
            const double slow = worst_sharpness(*objective(), near, 20, {})->rise;
            std::printf("S_worst at rho %.2f: %.4f, %.1f %% of APGD-20's\n", rho, fast,
                        100 * fast / slow);
            json["worst"].push_back({{"rho", rho}, {"part", fast / slow}});
        }
        return json;
    }

    Figures figures_;
    RunConfig config_;
    LibTorchTrainer trainer_, resting_;
    PlainTraining plain_;
    Examples batch_;
    torch::Tensor worst_place_; // where the last reading of S_worst ended
    std::int64_t step_ = 0, resting_step_ = 0;
    std::uint64_t draw_ = 1;
};

// The same program without what we set before libraries load, and LibTorch's two threads.
double stock_milliseconds(const std::string& program, const std::string& way,
                          const std::string& id) {
    const std::string command = "env -u OMP_WAIT_POLICY -u GOMP_SPINCOUNT -u "
                                "OPENBLAS_NUM_THREADS -u OPENBLAS_CORETYPE -u "
                                "MALLOC_MMAP_THRESHOLD_ -u MALLOC_TRIM_THRESHOLD_ '" +
                                program + "' --" + way + " " + id;
    FILE* pipe = popen(command.c_str(), "r");
    double milliseconds = 0;
    if (pipe == nullptr || fscanf(pipe, "%lf", &milliseconds) != 1)
        std::printf("no answer from %s\n", command.c_str());
    if (pipe != nullptr)
        pclose(pipe);
    return milliseconds;
}

nlohmann::json as_started(const std::string& id, int rounds) {
    const std::string program = "/proc/" + std::to_string(getpid()) + "/exe";
    std::vector<double> ratios;
    for (int i = 0; i < rounds; ++i)
        ratios.push_back(stock_milliseconds(program, "stock", id) /
                         stock_milliseconds(program, "own", id));
    std::sort(ratios.begin(), ratios.end());
    std::printf("%s: the stock program's step takes %.2f times ours as started (%.2f-%.2f, n %d)\n",
                id.c_str(), ratios[ratios.size() / 2], ratios.front(), ratios.back(), rounds);
    return {
        {"median", ratios[ratios.size() / 2]}, {"least", ratios.front()}, {"most", ratios.back()}};
}

// Starts the program again where every library believes that there is no AVX-512.
void forbid_avx512(char** arguments) {
    bool changed = false;
    const std::pair<const char*, const char*> words[] = {
        {"DNNL_MAX_CPU_ISA", "AVX2"},     {"ATEN_CPU_CAPABILITY", "avx2"},
        {"OPENBLAS_CORETYPE", "Haswell"}, {"OMP_WAIT_POLICY", "passive"},
        {"GOMP_SPINCOUNT", "1000"},       {"OPENBLAS_NUM_THREADS", "1"}};
    for (const auto& [name, value] : words) {
        changed = changed || std::getenv(name) == nullptr;
        setenv(name, value, 0);
    }
    if (changed)
        execv("/proc/self/exe", arguments);
#if defined(__x86_64__)
    hwy::DisableTargets(HWY_AVX2 - 1); // better targets have lower bits
#endif
}

} // namespace
} // namespace thaw::bench

int main(int count, char** arguments) {
    using namespace thaw::bench;
    std::string only, json_file, stock, own, width, dataset;
    bool quick = false, smoke = false, without_avx512 = false;
    int rounds = 0;
    for (int i = 1; i < count; ++i) {
        const std::string word = arguments[i];
        const std::string next = i + 1 < count ? arguments[i + 1] : "";
        smoke = smoke || word == "--smoke";
        quick = quick || word == "--quick" || smoke;
        without_avx512 = without_avx512 || word == "--without-avx512";
        for (const auto& [name, target] : {std::pair{"--network", &only},
                                           {"--json", &json_file},
                                           {"--width", &width},
                                           {"--dataset", &dataset},
                                           {"--stock", &stock},
                                           {"--own", &own}})
            if (word == name)
                *target = next;
        if (word == "--rounds")
            rounds = std::atoi(next.c_str());
    }
    if (without_avx512)
        forbid_avx512(arguments);
    else if (stock.empty())
        thaw::settle_environment(arguments);
    at::set_num_threads(2);
    const bool alone = !stock.empty() || !own.empty();
    if (rounds == 0)
        rounds = alone ? 60 : smoke ? 2 : quick ? 5 : 15;
    nlohmann::json json = {{"instruction_set", thaw::kernels::instruction_set()}};
    for (auto figures : all_figures) {
        if (!width.empty())
            figures.width = std::atol(width.c_str());
        if (!dataset.empty())
            figures.dataset = dataset;
        if (smoke)
            figures.training_steps = 40;
        const std::string& wanted = !stock.empty() ? stock : !own.empty() ? own : only;
        if (!wanted.empty() && wanted != figures.id)
            continue;
        NetworkBench bench(figures);
        if (alone) {
            std::printf("%f\n",
                        stock.empty() ? bench.own_alone(rounds) : bench.plain_alone(rounds));
            return 0;
        }
        json[figures.id]["early"] = bench.early(rounds);
        json[figures.id]["trained"] = bench.trained(rounds);
        if (without_avx512 || smoke)
            continue;
        json[figures.id]["as_started"] = as_started(figures.id, quick ? 1 : 5);
    }
    if (!json_file.empty())
        std::ofstream(json_file) << json.dump(2) << "\n";
}
