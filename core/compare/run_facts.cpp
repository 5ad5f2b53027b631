#include "core/compare/run_facts.h"

#include "core/compare/annotation.h"
#include "core/run/config_identity.h"
#include "core/run/error.h"
#include "core/run/flat_table.h"
#include "core/run/session.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace thaw {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::string number_text_exact(double x) {
    char buffer[32];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), x).ptr;
    return {std::begin(buffer), end};
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

Fact fact_of(const Value& value) {
    if (const auto* x = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*x);
    if (const auto* x = std::get_if<double>(&value))
        return *x;
    if (const auto* x = std::get_if<bool>(&value))
        return *x;
    if (const auto* x = std::get_if<std::string>(&value))
        return *x;
    return to_toml(value);
}

bool by_name(const std::pair<Field, Fact>& entry, const Field& field) {
    return entry.first < field;
}

void add_events(const std::vector<Event>& events, RunFacts& facts) {
    int releases = 0;
    int resumed = 0;
    bool all_compared = true;
    std::string differences;
    const auto set_first = [&](const char* name, Fact fact) {
        if (!is_known(facts.find(Field(name))))
            facts.set(Field(name), std::move(fact));
    };
    for (const Event& event : events) {
        const auto step = static_cast<double>(event.step);
        if (event.kind == EventKind::released && event.details.is_text("block")) {
            ++releases;
            facts.set(Field("release_step." + event.details.text("block")), step);
        }
        if (event.kind == EventKind::trigger_fired && event.details.is_text("trigger")) {
            set_first("trigger_step", step);
            set_first("trigger", event.details.text("trigger"));
        }
        if (event.kind == EventKind::diverged)
            set_first("diverged_step", step);
        resumed += event.kind == EventKind::resumed ? 1 : 0;
        if (event.kind == EventKind::resumed || event.kind == EventKind::forked) {
            all_compared = all_compared && event.details.is_text("different");
            for (const char* key : {"inherited", "different"})
                if (event.details.is_text(key) && !event.details.text(key).empty())
                    differences += (differences.empty() ? "" : "; ") + event.details.text(key);
        }
    }
    if (all_compared || !differences.empty())
        facts.set(Field("exact_continuation"), differences.empty());
    if (!differences.empty())
        facts.set(Field("different"), differences);
    facts.set(Field("releases"), static_cast<double>(releases));
    if (const auto commands = recorded_commands(events); !commands.empty())
        facts.set(Field("commands_by_hand"), static_cast<double>(commands.size()));
    if (resumed > 0)
        facts.set(Field("resumed"), static_cast<double>(resumed));
    if (const auto step = stop_step(events); step >= 0)
        facts.set(Field("stop_step"), static_cast<double>(step));
}

void add_header(const RunHeader& header, RunFacts& facts) {
    const Table config = flat_table_from_toml(header.config);
    for (const auto& [key, value] : config.values())
        facts.set(Field(key), fact_of(value));
    facts.set(Field("config_id"), config_identity(header.config));
    facts.set(Field("name"), header.name);
    facts.set(Field("run_id"), header.run_id);
    facts.set(Field("created"), header.created);
    facts.set(Field("steps"), static_cast<double>(header.plan.steps));
    std::vector<std::string> ood;
    for (const SplitInfo& split : header.plan.splits)
        if (split.role == SplitRole::ood)
            ood.push_back(split.name);
    if (!ood.empty())
        facts.set(Field("ood"), joined(ood));
    if (header.parent) {
        facts.set(Field("parent"), header.parent->run_id);
        facts.set(Field("parent_file"), header.parent->file);
        facts.set(Field("fork_step"), static_cast<double>(header.parent->step));
    }
}

// The fields that tell what a run is and what was done, in reading order, and where outcomes and
// the config follow.
constexpr std::array reading_order{"name",           "state",
                                   "run.seed",       "stop_step",
                                   "id_score",       "ood_score",
                                   "star",           "tags",
                                   "note",           "trigger",
                                   "trigger_step",   "releases",
                                   "fork_step",      "parent",
                                   "parent_file",    "last_step",
                                   "steps",          "duration",
                                   "train_duration", "created",
                                   "resumed",        "exact_continuation",
                                   "different",      "diverged_step",
                                   "reason",         "ood",
                                   "host",           "file",
                                   "folder",         "copies",
                                   "run_id",         "commands_by_hand",
                                   "config_id"};

int rank(Field field) {
    const auto found = std::find(reading_order.begin(), reading_order.end(), field.name());
    if (found != reading_order.end())
        return static_cast<int>(found - reading_order.begin());
    return static_cast<int>(reading_order.size()) + static_cast<int>(kind_of(field));
}

} // namespace

std::string to_text(const Fact& fact) {
    if (const auto* x = std::get_if<bool>(&fact))
        return *x ? "true" : "false";
    if (const auto* x = std::get_if<double>(&fact))
        return number_text_exact(*x);
    if (const auto* x = std::get_if<std::string>(&fact))
        return *x;
    if (const auto* x = std::get_if<std::vector<std::string>>(&fact))
        return joined(*x);
    return {};
}

bool sorts_before(const Fact& a, const Fact& b) {
    const auto is_nan = [](const Fact& fact) {
        const auto* x = std::get_if<double>(&fact);
        return x != nullptr && std::isnan(*x);
    };
    // What has a value, then NaN, then what is unknown.
    const auto group = [&](const Fact& fact) { return !is_known(fact) ? 2 : is_nan(fact) ? 1 : 0; };
    if (group(a) != group(b) || group(a) != 0)
        return group(a) < group(b);
    return a < b;
}

void RunFacts::set(Field field, Fact fact) {
    // Read from a file they come in order: thousands of runs need not search.
    const bool last = all_.empty() || all_.back().first < field;
    auto at = last ? all_.end() : std::lower_bound(all_.begin(), all_.end(), field, by_name);
    const bool there = at != all_.end() && at->first == field;
    if (!is_known(fact)) {
        if (there)
            all_.erase(at);
    } else if (there)
        at->second = std::move(fact);
    else
        all_.emplace(at, field, std::move(fact));
}

void RunFacts::set_file(const std::filesystem::path& where) {
    file = where;
    set(Field("file"), where.filename().string());
    set(Field("folder"), where.parent_path().string());
    annotate(*this, {});
}

const Fact& RunFacts::find(Field field) const {
    static const Fact unknown;
    const auto at = std::lower_bound(all_.begin(), all_.end(), field, by_name);
    return at != all_.end() && at->first == field ? at->second : unknown;
}

double RunFacts::number(Field field) const {
    const auto* x = std::get_if<double>(&find(field));
    return x == nullptr ? nothing : *x;
}

const std::string& RunFacts::text(Field field) const {
    static const std::string none;
    const auto* x = std::get_if<std::string>(&find(field));
    return x == nullptr ? none : *x;
}

SeriesOutcome outcome_of(const SeriesInfo& series, const std::vector<std::int64_t>& step,
                         const std::vector<double>& value) {
    SeriesOutcome outcome{series.name, value.empty() ? nothing : value.back(), nothing};
    for (std::size_t i = 0; i < value.size() && series.better != Better::unknown; ++i) {
        const bool better = beats(series.better, value[i], outcome.best);
        if (std::isnan(value[i]) || !(better || std::isnan(outcome.best)))
            continue;
        outcome.best = value[i];
        outcome.best_step = step[i];
    }
    return outcome;
}

RunOutline outline_of(const RunRecord& record) {
    RunOutline outline{record.header, record.status, record.events, {}};
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& columns = record.metrics[m];
        if (columns.step.empty())
            continue;
        outline.wall_time = std::max(outline.wall_time, columns.wall_time.back());
        outline.train_time = std::max(outline.train_time, columns.train_time.back());
        const auto& infos = record.header.plan.metrics[m].series;
        for (std::size_t s = 0; s < infos.size(); ++s)
            if (is_listed(infos[s]))
                outline.outcomes.push_back(
                    outcome_of(infos[s], columns.step, columns.series[s].value));
    }
    return outline;
}

RunFacts facts_of(const RunOutline& outline, const std::filesystem::path& file) {
    RunFacts facts;
    add_header(outline.header, facts);
    facts.set_file(file);
    facts.set(Field("state"), to_text(outline.status.state));
    facts.set(Field("last_step"), static_cast<double>(outline.status.last_step));
    facts.set(Field("host"), outline.status.host);
    if (!outline.status.reason.empty())
        facts.set(Field("reason"), outline.status.reason);
    facts.set(Field("duration"), outline.wall_time);
    facts.set(Field("train_duration"), outline.train_time);
    add_events(outline.events, facts);
    for (const SeriesOutcome& outcome : outline.outcomes) {
        facts.set(Field(outcome.series), outcome.last);
        if (outcome.best_step < 0)
            continue;
        facts.set(Field("best." + outcome.series), outcome.best);
        facts.set(Field("best_step." + outcome.series), static_cast<double>(outcome.best_step));
    }
    for (const auto& [word, role] :
         {std::pair("id_score", SplitRole::id), std::pair("ood_score", SplitRole::ood)})
        if (const SeriesInfo* main = main_series(outline.header.plan, role))
            for (const std::string beginning : {"", "best.", "best_step."})
                facts.set(Field(beginning + word), facts.find(Field(beginning + main->name)));
    return facts;
}

RunFacts facts_of(const RunRecord& record, const std::filesystem::path& file) {
    return facts_of(outline_of(record), file);
}

RunFacts unreadable(const std::filesystem::path& file, const std::string& problem) {
    RunFacts facts;
    facts.set_file(file);
    facts.problem = problem;
    std::string name = file.filename().string();
    for (const std::string end : {".h5", ".thaw"})
        if (name.ends_with(end))
            name.resize(name.size() - end.size());
    facts.set(Field("name"), name);
    facts.set(Field("state"), std::string("damaged"));
    return facts;
}

bool any_other_score(const RunList& runs) {
    return std::any_of(runs.begin(), runs.end(), [](const SharedFacts& run) {
        return is_known(run->find(Field("id_score"))) && !is_known(run->find(field_of("id_acc")));
    });
}

FieldKind kind_of(Field field) {
    const std::string& name = field.name();
    for (const char* section :
         {"run.", "training.", "seeds.", "checkpoints.", "dataset.", "ood.", "network.",
          "optimiser.", "schedule.", "intervention.", "metrics.", "triggers.", "commands."})
        if (name.starts_with(section))
            return FieldKind::config;
    if (name.starts_with("best.") || name.starts_with("best_step."))
        return FieldKind::best;
    const bool known =
        std::find(reading_order.begin(), reading_order.end(), name) != reading_order.end();
    return known || name.starts_with("release_step.") ? FieldKind::run : FieldKind::outcome;
}

std::vector<Field> fields_of(const RunList& runs) {
    std::unordered_set<const std::string*> seen; // by their only copy: there are thousands of runs
    std::vector<Field> fields;
    for (const auto& run : runs)
        for (const auto& [field, fact] : run->all())
            if (seen.insert(&field.name()).second)
                fields.push_back(field);
    std::sort(fields.begin(), fields.end());
    std::stable_sort(fields.begin(), fields.end(),
                     [](Field a, Field b) { return rank(a) < rank(b); });
    return fields;
}

} // namespace thaw
