// A saved run flattened into named fields: what columns, filters and groups are made of.
//
// Fields of every run that could be read:
//   name, run_id, file, folder, created (UTC, ISO 8601), host, state, last_step, steps
//   duration, train_duration    seconds of the run, and of updates alone, at its newest reading
//   star, tags, note            what people noted; see annotation.h
// and where they apply:
//   reason                      why it ended
//   stop_step                   where unfreezing ended; see stop_step()
//   releases                    blocks released one by one
//   release_step.BLOCK          the step at which a block became trainable
//   trigger, trigger_step       the first trigger that fired
//   parent, parent_file, fork_step    of a fork: the parent's run id and file name, and where
//   config_id                   by it runs of one config are known: see config_identity.h
//   commands_by_hand            how often a person changed the training or a rule
//   resumed, copies             how often it was resumed; its other files, see run_copies.h
//   exact_continuation          false: it, or the run that it was forked from, went on under other
//                               circumstances than it was begun under, so that equal bits cannot be
//                               promised; true: not so, also of a run that was never interrupted.
//                               Not known where the program that resumed it compared less
//   different                   which circumstances those were
//   diverged_step               where the training loss ceased to be finite
//   ood                         names of the OOD splits, in one text
//   SERIES                      the newest value of a listed series (series_role.h):
//                               accuracy.ood_mean
//   best.SERIES, best_step.SERIES    its best value (SeriesInfo::better), and the first step that
//                               had it; where nobody knows which is better it has none
//   id_score, ood_score, best.id_score, ...    those of the run's main series (main_series()),
//                               whatever it is judged by: accuracy, R2
//   SECTION.KEY                 the resolved config: training.steps, run.seed, dataset.id,
//                               metrics.NAME.every, triggers.NAME.value, ood.SPLIT_INDEX.severity
#pragma once

#include "core/compare/field.h"
#include "core/compare/series_role.h"
#include "core/run/run_record.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace thaw {

// Nothing: not known. Numbers are doubles (a seed above 2^53 is rounded); NaN is a number. A list
// of texts is a set, such as tags.
using Fact = std::variant<std::monostate, bool, double, std::string, std::vector<std::string>>;

inline bool is_known(const Fact& fact) {
    return fact.index() != 0;
}
// Seventeen significant digits at most; texts as they are, lists with commas: for files and tests.
std::string to_text(const Fact& fact);
// An order over facts of any kind for sorting: unknown ones and NaN last, then by kind, then by
// value; texts by their bytes.
bool sorts_before(const Fact& a, const Fact& b);

struct RunFacts {
    std::filesystem::path file;
    std::string problem; // why the file cannot be read, a sentence; empty: it could be

    void set(Field field, Fact fact); // in place of an earlier one; an unknown one removes it
    // And the fields file and folder; nothing is noted about it yet: see annotation.h.
    void set_file(const std::filesystem::path& where);
    const Fact& find(Field field) const; // unknown where there is none
    // By field, sorted by name.
    const std::vector<std::pair<Field, Fact>>& all() const { return all_; }

    // NaN, "" where there is none of that kind.
    double number(Field field) const;
    const std::string& text(Field field) const;

  private:
    std::vector<std::pair<Field, Fact>> all_;
};

// Facts are shared and never changed once they are made: a list of thousands of runs is cheap to
// copy and may be read from any thread.
using SharedFacts = std::shared_ptr<const RunFacts>;
using RunList = std::vector<SharedFacts>;

// A listed series in short.
struct SeriesOutcome {
    std::string series;
    double last = 0;             // the newest value
    double best = 0;             // NaN: nobody knows which is better, or no value is a number
    std::int64_t best_step = -1; // where it was first
};
// REQUIRES: as many values as steps. Nothing is read yet: last is NaN.
SeriesOutcome outcome_of(const SeriesInfo& series, const std::vector<std::int64_t>& step,
                         const std::vector<double>& value);

// What of a run its facts are made from: little enough to be read from thousands of files.
struct RunOutline {
    RunHeader header;
    RunStatus status;
    std::vector<Event> events;
    std::vector<SeriesOutcome> outcomes;  // of the listed series that have readings
    double wall_time = 0, train_time = 0; // seconds at the newest reading
};
RunOutline outline_of(const RunRecord& record);

// Throws Error(damaged) if the config in it is not TOML.
RunFacts facts_of(const RunOutline& outline, const std::filesystem::path& file);
RunFacts facts_of(const RunRecord& record, const std::filesystem::path& file);
// A file that cannot be read: its name, folder, state "damaged" and the problem.
RunFacts unreadable(const std::filesystem::path& file, const std::string& problem);

// Whether one of the runs has a score that is not the accuracy under its usual name: columns of
// id_acc and ood_acc would tell nothing of it, those of id_score and ood_score do.
bool any_other_score(const RunList& runs);

// What kind of thing a field tells.
enum class FieldKind {
    run,     // what it is and what was done
    outcome, // the newest value of a series
    best,    // the best one and its step
    config,
};
FieldKind kind_of(Field field);

// Every field that some of these runs has, in reading order: what it is, what came out, what was
// done, then the config.
std::vector<Field> fields_of(const RunList& runs);

} // namespace thaw
