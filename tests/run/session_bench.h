// A session on a bench: the scripted trainer in front, a recorder in memory behind.
#pragma once

#include "core/run/session.h"
#include "tests/run/memory_recorder.h"
#include "tests/run/scripted_trainer.h"
#include "tests/run/test_vocabulary.h"

namespace thaw::test {

inline constexpr std::int64_t steps = 40;

inline RunConfig config_with(const std::string& more,
                             const std::vector<std::string>& overrides = {}) {
    return parse_config(std::string(good_config) + more, "a.toml", small_vocabulary(), overrides);
}

struct Bench {
    explicit Bench(RunConfig with) : config(std::move(with)), trainer(steps) {}

    SessionEnd go(SessionOptions options = {}, const std::string& checkpoint = {},
                  EventKind as = EventKind::resumed) {
        Session session(config, trainer, recorder, commands, &feed, std::move(options));
        if (!checkpoint.empty())
            session.continue_from(checkpoint, as, {});
        return session.run();
    }

    RunConfig config;
    ScriptedTrainer trainer;
    MemoryRecorder recorder;
    CommandQueue commands;
    LiveFeed feed;
};

inline RunCommand command(Action action, double learning_rate = 0) {
    RunCommand c;
    c.action = action;
    c.learning_rate = learning_rate;
    return c;
}

} // namespace thaw::test
