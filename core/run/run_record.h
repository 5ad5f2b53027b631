// A run as read back from its file: what the screen, exports, comparison, resume and fork see.
#pragma once

#include "core/run/event.h"
#include "core/run/run_header.h"

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

// One curve's columns; all as long as the metric's `step`.
struct SeriesColumns {
    std::vector<double> value, standard_error;
    std::vector<std::int64_t> count;
};

// One metric's rows.
struct MetricColumns {
    std::vector<std::int64_t> step, examples;
    std::vector<double> epoch, wall_time, train_time, seconds;
    std::vector<SeriesColumns> series; // aligned with MetricInfo::series
};

struct CheckpointInfo {
    std::int64_t step = 0;
    std::string file = {}; // name inside the run's checkpoint folder
    std::string sha256 = {};
    std::int64_t bytes = 0;
    bool pinned = false;
};

// How a run stands. `running` is believed only while its process lives and beats.
enum class RunState { running, finished, stopped, paused, failed, interrupted };
std::string to_text(RunState state);

struct RunStatus {
    RunState state = RunState::running;
    std::int64_t last_step = 0;
    double heartbeat = 0; // Unix time, seconds, of the newest flush
    std::int64_t pid = 0;
    std::int64_t process_start = 0; // clock ticks since boot: tells a reused pid
    std::int64_t pid_namespace = 0; // in which `pid` means something; 0: not known
    std::string host, boot_id;
    std::string reason; // why it ended
};

struct RunRecord {
    RunHeader header;
    std::vector<MetricColumns> metrics; // aligned with header.plan.metrics
    std::vector<Event> events;
    std::vector<CheckpointInfo> checkpoints; // by step, those kept
    RunStatus status;

    // What a run that goes on from the checkpoint of boundary `step` begins with: rows and events
    // before that boundary, and checkpoints up to it. Of later events only the history of sessions
    // stays (started, resumed, forked, ended): all others are going to happen again. Status is
    // cleared.
    RunRecord before(std::int64_t step) const;
    // The same rows and events under another header: those of its metrics that are here by name,
    // series by series; a series that is not has NaN. No checkpoints: they belong to this run.
    RunRecord under(const RunHeader& other) const;
};

} // namespace thaw
