// A run as comparison sees it: its file, all that was read from it, and its facts.
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/run_record.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct ComparedRun {
    std::filesystem::path file;
    RunRecord record;
    RunFacts facts;    // of the record
    Table config = {}; // resolved, flat: flat_table_from_toml()

    std::int64_t seed() const { return config.integer("run.seed"); } // what runs are paired by
    std::int64_t stop() const { return stop_step(record.events); }
    std::string label() const; // for lists and legends: the file's name without its ending
};
// Shared, since views on the screen and work on other threads look at the same runs; never changed.
using SharedRun = std::shared_ptr<const ComparedRun>;
using ComparedRuns = std::vector<SharedRun>;

// Throws Error(damaged) if the config in it is not TOML, or has no seed.
SharedRun compared_run(std::filesystem::path file, RunRecord record);

// Values of one series of a run with the steps they were read at; looks at the run.
struct SeriesLook {
    const MetricColumns* metric = nullptr; // null where the run has no such series
    const SeriesColumns* series = nullptr;
    explicit operator bool() const { return series != nullptr; }
};
SeriesLook find_series(const RunRecord& record, std::string_view name);

// Names of the series that at least one of the runs has, in the order of their plans; with
// `headline` only those that a metric calls a headline.
std::vector<std::string> series_names(const ComparedRuns& runs, bool headline = false);
// What the first of the runs that has it says of it; null where none has. Looks at the run.
const SeriesInfo* series_info(const ComparedRuns& runs, std::string_view name);
// Which of two values of it is better; unknown where none has it.
Better better_of(const ComparedRuns& runs, std::string_view name);
// How a quantity is headed, translated: "Accuracy"; empty where no run has such series.
std::string quantity_text(const ComparedRuns& runs, std::string_view quantity);
// What a person reads for a series' name, translated: its label and symbol, and what tells it from
// others with the same label ("Accuracy, ID test"; of blocks, the whole needs nothing). The name
// itself where no run has it.
std::string series_text(const ComparedRuns& runs, const std::string& name);

// Runs that agree in one fact.
struct RunGroup {
    Fact value;       // unknown: the runs that do not have it
    std::string name; // see group_name()
    ComparedRuns runs;
};
// By sorts_before() of the value; runs keep their order.
std::vector<RunGroup> grouped(const ComparedRuns& runs, Field field);
std::string group_name(Field field, const Fact& value); // "Stop step: 300", translated

} // namespace thaw
