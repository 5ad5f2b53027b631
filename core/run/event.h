// What a training session gives: readings and events, in finished const bundles.
#pragma once

#include "core/run/value.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace thaw {

// One measured number. NaN and infinity are data: a diverged loss is stored as what it is.
struct Reading {
    double value = 0;
    double standard_error = 0; // NaN where the estimator has none; 0 for exact quantities
    std::int64_t count = 0;    // what the standard error is over: examples, draws or groups
};

// The readings of one metric at one step, aligned with the metric's series in the plan.
struct MetricReadings {
    std::size_t metric = 0; // index into Plan::metrics
    std::vector<Reading> readings;
    double seconds = 0; // what taking them cost
};

enum class EventKind {
    started,
    resumed,
    forked,
    released, // one block became trainable
    frozen,   // one block that was trainable is so no more
    held,
    released_all,
    learning_rate_set,
    trigger_fired,
    rule_set,     // a trigger was added or changed while the run went on
    rule_removed, // one was taken away
    checkpoint_saved,
    paused,
    went_on,
    refused,  // a command that could not be carried out
    diverged, // the training loss is not finite for the first time
    ended,
};
std::string to_text(EventKind kind);

enum class Actor { user, rule, system };
std::string to_text(Actor actor);

struct Event {
    std::int64_t step = 0; // completed steps when it took effect
    double wall_time = 0;  // seconds of the run, over all its sessions
    EventKind kind = EventKind::started;
    Actor actor = Actor::system;
    std::int64_t command = 0; // number of the command that it answers; 0: none
    Table details = {};       // block, trigger, action, reason, ... by kind; see FORMAT.md
    // The headline series' newest values when it was decided, by name.
    std::vector<std::pair<std::string, double>> values = {};
};

// The step at which unfreezing ended: that of release_all, else of the last release, or of the hold
// after which there was none. -1 where no block was ever released or held.
std::int64_t stop_step(const std::vector<Event>& events);

// Everything that one step boundary produced.
struct EventBundle {
    std::int64_t step = 0; // completed steps
    double epoch = 0;
    std::int64_t examples = 0; // training examples consumed so far
    double wall_time = 0;      // seconds since the run began, pauses included
    double train_time = 0;     // seconds spent in optimiser updates alone
    double learning_rate = 0;  // that the next update uses
    std::vector<MetricReadings> readings;
    std::vector<Event> events;
};
using SharedBundle = std::shared_ptr<const EventBundle>;

} // namespace thaw
