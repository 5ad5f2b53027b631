// What a run consists of, known whole before its first step: the run file is created from it, the
// screen lays itself out by it.
#pragma once

#include "core/run/cadence.h"
#include "core/run/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

// A block of the network: what gradual unfreezing releases at once.
struct BlockInfo {
    std::string name; // [a-z0-9_]+
    std::int64_t parameters = 0;
};

// What a set of examples is for. Nothing that judges counts a validation split unless asked: with
// it a stop can be chosen before the test sets are looked at.
enum class SplitRole { train, validation, id, ood };
std::string to_text(SplitRole role);

// A set of examples with its role.
struct SplitInfo {
    std::string name; // train, id_test, a domain, or the shift with its settings: shot_noise_5
    SplitRole role = SplitRole::ood;
    std::string source; // the dataset and part: "fashion_mnist test"
    std::string shift;  // shift id; empty where no shift made it
    Table settings;     // of the shift: severity, angle
    std::int64_t examples = 0;
    std::string digest;      // SHA-256 over inputs and targets
    std::string domain = {}; // where its examples are from, if the dataset has domains
    bool paired = false;     // example i is the ID test set's example i, changed
};

// Which of two values of a series is the better one.
enum class Better { unknown, greater, less };
std::string to_text(Better better);

// One curve. Its name is unique in the run: "fisher_trace", "fisher_trace.layer4",
// "accuracy.fog_5".
struct SeriesInfo {
    std::string name;
    std::string label = {}; // English, translatable
    std::string symbol = {};
    std::string unit = {};
    bool headline = false; // among the few that tell a run's story; noted with every decision
    // What is measured: "accuracy", "loss", "fisher_trace"; series of one quantity share an axis.
    std::string quantity = {};
    // A split, a block, or what splits give together (ood_mean, ood_worst); empty: the whole.
    std::string part = {};
    std::optional<SplitRole> role = {}; // of the split or splits that it is over
    Better better = Better::unknown;
    bool share = false; // lies between 0 and 1; tables show it in per cent
};

// One configured metric: its series are read together, at the same steps.
struct MetricInfo {
    std::string name; // unique; the id unless the config names it
    std::string id;
    Cadence cadence;
    Table settings;
    std::vector<SeriesInfo> series;
    double steps_per_reading = 0; // about what one reading costs, in training steps
};

struct Plan {
    std::vector<BlockInfo> blocks; // from the input to the head; the head is last
    std::int64_t steps = 0;        // optimiser updates in the whole run
    std::int64_t steps_per_epoch = 0;
    std::int64_t train_examples = 0;
    std::int64_t batch_size = 0;
    std::vector<SplitInfo> splits;
    std::vector<MetricInfo> metrics;

    // Examples that `step` updates have consumed; the last batch of an epoch may be smaller.
    std::int64_t examples_seen(std::int64_t step) const;
    double epoch(std::int64_t step) const;
    // (metric, series) indices of a series name, or {-1, -1}.
    std::pair<int, int> find_series(std::string_view name) const;
    const SeriesInfo* series_info(std::string_view name) const; // null: no such series
};

} // namespace thaw
