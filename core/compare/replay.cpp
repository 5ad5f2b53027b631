#include "core/compare/replay.h"

#include "core/compare/config_diff.h"
#include "core/run/error.h"
#include "core/run/random.h"
#include "core/run/rule.h"
#include "core/run/watching_rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>

namespace thaw {

namespace {

std::int64_t last_boundary(const RunRecord& record) {
    std::int64_t last = record.status.last_step;
    for (const auto& metric : record.metrics)
        if (!metric.step.empty())
            last = std::max(last, metric.step.back());
    return last;
}

} // namespace

Firing replay(const RunRecord& record, const Item& rule, std::optional<std::int64_t> set_at) {
    Firing firing;
    if (!rule.settings.boolean("enabled"))
        return {.watched = false};
    const std::int64_t first = set_at ? *set_at + 1 : 0, last = last_boundary(record);
    ReplayedReadings readings(
        record, rule.settings.has("metric") ? rule.settings.text("metric") : std::string(), first);
    if (!readings.is_watched())
        return {.watched = false};
    const auto trigger = entry_of(triggers(), rule.id).make(rule.settings);
    for (std::int64_t step = first; step <= last; ++step)
        if (auto why = trigger->observe(step, readings.at(step))) {
            const std::int64_t stop = stop_step(record.events);
            return {.step = step, .why = std::move(*why), .after_stop = stop >= 0 && step > stop};
        }
    return firing;
}

std::string kind_but_stop(const ComparedRun& run) {
    return config_text_but(run, {"run.", "seeds.", "checkpoints.", "metrics", "triggers",
                                 "commands", "intervention.interval"});
}

double Replay::winning_rate() const {
    return compared == 0 ? std::nan("") : static_cast<double>(won) / static_cast<double>(compared);
}

namespace {

// A run that could be the nearest one, with what came of it.
struct Candidate {
    SharedRun run;
    RunOutcome outcome;
};
using Kind = std::pair<std::string, std::int64_t>; // kind_but_stop() and seed

// One stop at a time, each the first of its runs, but the one at `but`.
std::vector<const Candidate*> other_stops(const std::vector<Candidate>& kin, std::int64_t but) {
    std::map<std::int64_t, const Candidate*> by_stop;
    for (const Candidate& candidate : kin)
        if (candidate.outcome.stop != but && std::isfinite(candidate.outcome.ood))
            by_stop.emplace(candidate.outcome.stop, &candidate);
    std::vector<const Candidate*> all;
    for (const auto& [stop, candidate] : by_stop)
        all.push_back(candidate);
    return all;
}

// Leaves `most_random` of them, drawn without putting back.
void draw(std::vector<const Candidate*>& stops, Random& random) {
    for (std::size_t i = 0; i < std::min(stops.size(), Replay::most_random); ++i)
        std::swap(stops[i], stops[i + random.below(stops.size() - i)]);
    if (stops.size() > Replay::most_random)
        stops.resize(Replay::most_random);
}

} // namespace

Replay replay(const ComparedRuns& runs, const Item& rule, const std::string& id_series,
              const std::string& ood_series, const Judgement& judgement, std::uint64_t draw_seed) {
    std::map<Kind, std::vector<Candidate>> candidates;
    std::vector<const std::vector<Candidate>*> kin;
    for (const auto& run : runs) {
        auto& same = candidates[{kind_but_stop(*run), run->seed()}];
        kin.push_back(&same);
        const RunOutcome of_run = outcome(*run, id_series, ood_series, judgement);
        if (of_run.stop >= 0)
            same.push_back({run, of_run});
    }
    const Better better = better_of(runs, ood_series);
    Random random(draw_seed);
    Replay all;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        ReplayedRun replayed{.run = runs[i], .firing = replay(runs[i]->record, rule)};
        if (replayed.firing.step >= 0) {
            ++all.fired;
            const auto distance = [&](const Candidate& candidate) {
                return std::abs(candidate.outcome.stop - replayed.firing.step);
            };
            const auto nearest = std::min_element(
                kin[i]->begin(), kin[i]->end(),
                [&](const Candidate& a, const Candidate& b) { return distance(a) < distance(b); });
            if (nearest != kin[i]->end()) {
                replayed.nearest = nearest->run;
                replayed.outcome = nearest->outcome;
                auto stops = other_stops(*kin[i], nearest->outcome.stop);
                draw(stops, random);
                for (const Candidate* other : stops) {
                    if (!std::isfinite(replayed.outcome.ood))
                        break;
                    ++replayed.compared;
                    const double ours = replayed.outcome.ood, theirs = other->outcome.ood;
                    replayed.won += better == Better::less ? ours < theirs : ours > theirs;
                }
            }
        }
        all.won += replayed.won;
        all.compared += replayed.compared;
        all.runs.push_back(std::move(replayed));
    }
    return all;
}

namespace {

// What is a number to people and too large for TOML is no word.
void refuse_beyond_range(const std::string& value) {
    using Limits = std::numeric_limits<std::int64_t>;
    const std::size_t sign = value.starts_with('+') ? 1 : 0; // which from_chars() does not know
    std::int64_t whole = 0;
    const auto [end, error] =
        std::from_chars(value.data() + sign, value.data() + value.size(), whole);
    if (error == std::errc::result_out_of_range && end == value.data() + value.size())
        throw usage("the number {} is out of range; whole numbers go from {} to {}", value,
                    Limits::min(), Limits::max());
}

} // namespace

Item rule_from_text(const std::string& text) {
    std::string id;
    Table settings;
    std::set<std::string> keys;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string part = text.substr(begin, end - begin);
        const std::size_t equals = part.find('=');
        begin = end + 1;
        if (equals == std::string::npos || equals == 0)
            throw usage("'{}' is not key=value; a rule reads like "
                        "id=stabilisation,metric=fisher_trace,tau=8",
                        part);
        const std::string key = part.substr(0, equals), value = part.substr(equals + 1);
        if (!keys.insert(key).second)
            throw usage("'{}' is given more than once in the rule; leave one of them out", key);
        if (key == "id") {
            id = value;
            continue;
        }
        try { // a number or a truth value as TOML has it, else a bare word
            settings.set(key, table_from_toml("x = " + value).values().at("x"));
        } catch (const std::exception&) {
            refuse_beyond_range(value);
            settings.set(key, value);
        }
    }
    std::string ids;
    for (const auto& entry : triggers()) {
        if (entry.description.id == id) {
            if (!settings.has("action"))
                settings.set("action", std::string("release_all"));
            return make_rule(id, settings);
        }
        ids += (ids.empty() ? "" : ", ") + entry.description.id;
    }
    throw usage("the rule's id is '{}'; it must be one of: {}", id, ids);
}

} // namespace thaw
