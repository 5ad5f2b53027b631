// Runs of a few steps on made data, carried out by the real trainer and kept in memory.
#pragma once

#include "core/run/session.h"
#include "core/training/libtorch_trainer.h"
#include "core/training/training.h"
#include "tests/run/memory_recorder.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw::test {

// A config on the synthetic data set; `more` is TOML that is added at its end.
inline RunConfig tiny_config(const std::string& network, const std::string& more,
                             const std::vector<std::string>& overrides = {}) {
    const std::string text = R"(
[run]
threads = 2
[training]
steps = 10
batch_size = 6
[dataset]
id = "synthetic"
train_examples = 40
test_examples = 20
[[ood]]
shift = ["stripe", "translate"]
[checkpoints]
every = 1
[network]
)" + network + "\n" + more;
    return parse_config(text, "tiny.toml", vocabulary(), overrides);
}

struct TinyRun {
    explicit TinyRun(RunConfig with)
        : config(std::make_unique<RunConfig>(std::move(with))), trainer(*config) {}

    SessionEnd go(const std::string& checkpoint = {}, SessionOptions options = {},
                  EventKind how = EventKind::resumed) {
        Session session(*config, trainer, recorder, commands, nullptr, std::move(options));
        if (!checkpoint.empty())
            session.continue_from(checkpoint, how, {});
        return session.run();
    }
    // step, then value, error and count of every series, by metric; NaN as a text, which equals
    // itself.
    std::vector<std::string> rows(std::int64_t from = 0) const {
        std::vector<std::string> all;
        for (const auto& bundle : recorder.bundles)
            for (const auto& of_metric : bundle->readings) {
                if (bundle->step < from)
                    continue;
                std::string row = fmt::format("{} {}", bundle->step, of_metric.metric);
                for (const auto& r : of_metric.readings)
                    row += fmt::format(" {}/{}/{}", r.value, r.standard_error, r.count);
                all.push_back(row);
            }
        return all;
    }

    std::unique_ptr<RunConfig> config; // at a fixed place: the trainer keeps a reference
    LibTorchTrainer trainer;
    MemoryRecorder recorder;
    CommandQueue commands;
};

} // namespace thaw::test
