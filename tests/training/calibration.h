// Real networks a few hundred steps into training, whose metrics are read under many seeds and
// compared with what they should be. Short, on made data, at every build; long, four networks on
// Fashion-MNIST with tables on stdout, where THAW_CALIBRATION is set:
//   THAW_CALIBRATION=all build/release/bin/test_training --gtest_filter='Calibration.*'
// or with the name of one of the networks instead of "all".
#pragma once

#include "core/training/libtorch_trainer.h"
#include "core/training/training.h"
#include "tests/training/small_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace thaw::test {

inline bool long_calibration() {
    return std::getenv("THAW_CALIBRATION") != nullptr;
}

struct CalibratedNetwork {
    std::string id, settings; // TOML
    int pad, seeds = 1;       // of training, for lambda_max
};

inline std::vector<CalibratedNetwork> calibrated_networks() {
    if (!long_calibration())
        return {{"mlp", "width = 24", 0}, {"lenet", "width = 3", 0}};
    const std::vector<CalibratedNetwork> all = {{"mlp", "width = 32", 0, 2},
                                                {"lenet", "width = 4", 0, 2},
                                                {"vgg11", "width = 3", 2},
                                                {"resnet18", "width = 3", 0}};
    const std::string wanted = std::getenv("THAW_CALIBRATION");
    std::vector<CalibratedNetwork> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                 [&](const auto& each) { return wanted == "all" || wanted == each.id; });
    return some;
}

// Which blocks train: every one, the head alone, or one more every 40 steps.
enum class Freezing { none, head_alone, gradual };
constexpr std::pair<Freezing, const char*> freezings[] = {{Freezing::none, "all blocks"},
                                                          {Freezing::head_alone, "head alone"},
                                                          {Freezing::gradual, "gradual"}};

class CalibratedRun {
  public:
    CalibratedRun(const CalibratedNetwork& network, Freezing freezing, int seed)
        : freezing_(freezing), config_(config(network, seed)), trainer_(*config_) {
        for (const auto& block : trainer_.plan().blocks)
            subject_.blocks.push_back(block.name);
        for (const auto& split : trainer_.data().splits())
            subject_.splits.push_back(split.info());
        subject_.task = test::make_task("classification");
        subject_.batch_size = trainer_.plan().batch_size;
    }

    // Trains up to `step`; `before` is told of every update, as a metric is.
    void train_to(std::int64_t step, const std::function<void()>& before = {}) {
        for (; done_ < step; ++done_) {
            freeze();
            if (before)
                before();
            trainer_.update(done_, learning_rate);
        }
        freeze();
        trainer_.network().eval();
    }
    std::unique_ptr<Metric> metric(const std::string& id, const Settings& changes = {}) const {
        const auto& entry = entry_of(metrics(), id);
        return entry.make(id, settings(id, changes), subject_);
    }
    static Table settings(const std::string& id, const Settings& changes) {
        return settings_of(entry_of(metrics(), id).description, changes);
    }
    // `train`: in the place of the training set; `step`: of the draws.
    MetricContext context(std::uint64_t seed, const ExampleSet& train, std::int64_t step) {
        return {trainer_.network(),
                trainer_.task(),
                train,
                trainer_.data().splits(),
                nullptr,
                step,
                false,
                learning_rate,
                seed,
                not_interrupted_};
    }
    MetricContext context(std::uint64_t seed) {
        return context(seed, trainer_.data().train(), done_);
    }
    Network& network() { return trainer_.network(); }
    const ExampleSet& train() const { return trainer_.data().train(); }
    std::size_t blocks() const { return subject_.blocks.size(); }

  private:
    static constexpr double learning_rate = 0.01;

    static std::unique_ptr<RunConfig> config(const CalibratedNetwork& network, int seed) {
        const std::string data = long_calibration()
                                     ? "id = \"fashion_mnist\"\n"
                                     : "id = \"synthetic\"\ntrain_examples = 1200\nsize = 16\n";
        const std::string text = "[run]\nthreads = 1\n[training]\nsteps = 1000\nbatch_size = 128\n"
                                 "[dataset]\n" +
                                 data + "pad = " + std::to_string(network.pad) +
                                 "\n[network]\nid = \"" + network.id + "\"\n" + network.settings +
                                 "\n[optimiser]\nid = \"sgd\"\nmomentum = 0.9\n";
        return std::make_unique<RunConfig>(
            parse_config(text, "calibration", vocabulary(), {"run.seed=" + std::to_string(seed)}));
    }
    void freeze() {
        std::vector<bool> trainable(blocks(), freezing_ == Freezing::none);
        trainable.back() = true;
        for (std::size_t b = 1; b < blocks() && freezing_ == Freezing::gradual; ++b)
            trainable[blocks() - 1 - b] = done_ >= 40 * static_cast<std::int64_t>(b);
        trainer_.set_trainable(trainable, true);
    }

    Freezing freezing_;
    std::unique_ptr<RunConfig> config_; // at a fixed place: the trainer keeps a reference
    LibTorchTrainer trainer_;
    MetricSubject subject_;
    std::int64_t done_ = 0;
    Interrupted not_interrupted_ = [] { return false; };
};

} // namespace thaw::test
