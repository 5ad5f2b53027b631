#include "core/run/session_state.h"

#include "core/run/error.h"

#include <stdexcept>

namespace thaw {

namespace {
const std::string trigger_prefix = "trigger.";
const std::string rule_prefix = "rule.";
const std::string removed_prefix = "removed.";
} // namespace

std::map<std::string, std::string> to_notes(const SessionState& state) {
    Table session;
    session.set("step", state.step);
    session.set("wall_time", state.wall_time);
    session.set("train_time", state.train_time);
    session.set("base_learning_rate", state.base_learning_rate);
    session.set("configured_learning_rate", state.configured_learning_rate);
    session.set("intervention", state.intervention_id);
    session.set("last_command", state.last_command);
    session.set("last_loss", state.last_loss);
    session.set("diverged", state.diverged);
    session.set("trainable",
                std::vector<std::int64_t>(state.trainable.begin(), state.trainable.end()));
    Table headline;
    for (const auto& [name, value] : state.headline)
        headline.set(name, value);
    std::map<std::string, std::string> notes{
        {"format", "thaw-checkpoint 1"},      {"run_id", state.run_id},
        {"step", std::to_string(state.step)}, {"session", to_toml(session)},
        {"headline", to_toml(headline)},      {"intervention", to_toml(state.intervention)},
        {"budget", to_toml(state.budget)}};
    for (const auto& [name, trigger] : state.triggers) {
        Table table = trigger.table;
        table.set("id", trigger.id);
        table.set("fired", trigger.fired);
        table.set("place", trigger.place);
        notes[trigger_prefix + name] = to_toml(table);
        if (!trigger.settings.values().empty())
            notes[rule_prefix + name] = to_toml(trigger.settings);
    }
    for (const auto& name : state.removed_rules)
        notes[removed_prefix + name] = "";
    return notes;
}

SessionState state_from_notes(const std::map<std::string, std::string>& notes) {
    try {
        SessionState state;
        if (const auto run = notes.find("run_id"); run != notes.end())
            state.run_id = run->second;
        const Table session = table_from_toml(notes.at("session"));
        state.step = session.integer("step");
        state.wall_time = session.real("wall_time");
        state.train_time = session.real("train_time");
        state.base_learning_rate = session.real("base_learning_rate");
        state.configured_learning_rate = session.real("configured_learning_rate");
        state.intervention_id = session.text("intervention");
        state.last_command = session.integer("last_command");
        state.last_loss = session.real("last_loss");
        state.diverged = session.boolean("diverged");
        for (const auto block : session.integers("trainable"))
            state.trainable.push_back(block != 0);
        const Table headline = table_from_toml(notes.at("headline"));
        for (const auto& [name, value] : headline.values())
            state.headline[name] = std::get<double>(value);
        state.intervention = table_from_toml(notes.at("intervention"));
        if (const auto budget = notes.find("budget"); budget != notes.end())
            state.budget = table_from_toml(budget->second);
        for (const auto& [key, text] : notes)
            if (key.starts_with(trigger_prefix)) {
                const Table table = table_from_toml(text);
                state.triggers[key.substr(trigger_prefix.size())] = {
                    .id = table.text("id"),
                    .fired = table.boolean("fired"),
                    .table = table,
                    .place = table.has("place") ? table.integer("place") : -1};
            }
        for (const auto& [key, text] : notes) {
            if (key.starts_with(rule_prefix))
                state.triggers.at(key.substr(rule_prefix.size())).settings = table_from_toml(text);
            if (key.starts_with(removed_prefix))
                state.removed_rules.push_back(key.substr(removed_prefix.size()));
        }
        return state;
    } catch (const std::logic_error&) { // a missing key or another type
        throw damaged("the checkpoint does not hold the state of a session; use another one");
    } catch (const std::bad_variant_access&) {
        throw damaged("the checkpoint does not hold the state of a session; use another one");
    }
}

} // namespace thaw
