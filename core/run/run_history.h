// A run as the screen knows it: what its file held, then bundle after bundle. A live run, a
// reopened file and a file that another process is writing all pass through here, so that they
// look the same.
#pragma once

#include "core/run/config.h"
#include "core/run/run_record.h"
#include "core/run/summed_column.h"

#include <cstdint>
#include <vector>

namespace thaw {

// Used from one thread, the screen's. Columns only grow, in order of their steps.
//
// Memory: a row of a metric holds 48 bytes and each of its readings 24, as they are in the file;
// what sums a reading up adds 1.2, and 2.4 more in series that have standard errors.
class RunHistory {
  public:
    // A record without rows is a run that has just begun.
    explicit RunHistory(RunRecord record);

    // What one boundary of a live run produced. Readings of a step that is there already (a
    // resumed session takes its boundary again) are passed over.
    void append(const EventBundle& bundle);
    // What `newer`, the same file read again, has beyond this. If it is not a continuation of this
    // (the run was resumed from an earlier checkpoint), it takes its place whole, and false is
    // returned.
    bool follow(RunRecord newer);

    const RunRecord& record() const { return record_; }
    const Plan& plan() const { return record_.header.plan; }
    const std::vector<Event>& events() const { return record_.events; }
    const MetricColumns& columns(std::size_t metric) const { return record_.metrics[metric]; }
    // One series' values; what it returns looks at the columns, until the next append() or
    // follow().
    SummedColumn values(std::size_t metric, std::size_t series) const;
    // Value - standard error and value + standard error, NaN where there is no standard error.
    // REQUIRES: has_errors(), some standard error so far is neither 0 nor NaN.
    bool has_errors(std::size_t metric, std::size_t series) const;
    SummedColumn lower(std::size_t metric, std::size_t series) const;
    SummedColumn upper(std::size_t metric, std::size_t series) const;

    // Completed steps so far; seconds of the run; of updates alone; the next update's rate (NaN
    // where it is not known: a file holds it in the train metric's series only).
    std::int64_t last_step() const { return last_step_; }
    double wall_time() const { return wall_time_; }
    double train_time() const { return train_time_; }
    double learning_rate() const { return learning_rate_; }
    // Changes with every append() and follow() that brought something.
    std::uint64_t revision() const { return revision_; }

    void set_status(const RunStatus& status);

  private:
    struct Summary {
        SummaryPyramid values;
        SummaryPyramid lower, upper; // empty until there is an error to show
    };
    void make_room(std::size_t metric);
    void summarise(std::size_t metric, std::size_t first_row);
    void rebuild();

    RunRecord record_;
    std::vector<std::vector<Summary>> summaries_; // [metric][series]
    std::int64_t last_step_ = 0;
    double wall_time_ = 0, train_time_ = 0, learning_rate_ = 0;
    std::uint64_t revision_ = 0;
};

} // namespace thaw
