#include "core/run/sentences.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace thaw {

std::string duration_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string reason_text(const std::string& reason) {
    const std::string by_rule = "trigger ";
    return reason.starts_with(by_rule) ? sentence("trigger {}", reason.substr(by_rule.size()))
                                       : tr(reason);
}

std::string number_text(double value) {
    return fmt::format("{:.5g}", value);
}

std::string action_text(Action action) {
    switch (action) {
    case Action::release_next:
        return tr("release next");
    case Action::hold:
        return tr("hold");
    case Action::release_all:
        return tr("release all");
    case Action::set_learning_rate:
        return tr("set learning rate");
    case Action::checkpoint:
        return tr("save checkpoint");
    case Action::pause:
        return tr("pause");
    case Action::go_on:
        return tr("go on");
    case Action::step_once:
        return tr("step once");
    case Action::stop:
        return tr("stop");
    case Action::set_rule:
        return tr("set rule");
    case Action::remove_rule:
        return tr("remove rule");
    }
    return {};
}

std::string rule_text(const Item& rule) {
    const Table& settings = rule.settings;
    std::string when;
    if (rule.id == "threshold") {
        const bool above = settings.text("direction") == "above";
        const std::string series =
            settings.boolean("relative")
                ? sentence("{} / its reading at step {}", settings.text("metric"),
                           settings.integer("reference_step"))
                : settings.text("metric");
        when = sentence(above ? translatable("{} above {}") : translatable("{} below {}"), series,
                        number_text(settings.real("value")));
        if (settings.integer("patience") > 1)
            when = sentence("{} for {} readings", when, settings.integer("patience"));
    } else if (rule.id == "stabilisation") {
        when = sentence("{} steady: change at most {} over {} [reading|readings]",
                        settings.text("metric"), number_text(settings.real("epsilon")),
                        settings.integer("tau"));
    } else if (rule.id == "divergence") {
        when = settings.real("factor") > 0
                   ? sentence("{} not finite or above {} times its least", settings.text("metric"),
                              number_text(settings.real("factor")))
                   : sentence("{} not finite", settings.text("metric"));
        if (settings.integer("patience") > 1)
            when = sentence("{} for {} readings", when, settings.integer("patience"));
    } else if (rule.id == "at_step") {
        when = sentence("at step {}", settings.integer("step"));
    } else {
        when = rule.id;
    }
    const auto action = action_from_text(settings.text("action"));
    std::string then = action ? action_text(*action) : settings.text("action");
    if (action == Action::set_learning_rate)
        then = sentence("set learning rate to {}", number_text(settings.real("learning_rate")));
    return settings.boolean("enabled") ? when + ": " + then
                                       : sentence("{}: {} (disabled)", when, then);
}

std::string state_text(RunState state) {
    switch (state) {
    case RunState::running:
        return tr("running");
    case RunState::finished:
        return tr("finished");
    case RunState::stopped:
        return tr("stopped");
    case RunState::paused:
        return tr("paused");
    case RunState::failed:
        return tr("failed");
    case RunState::interrupted:
        return tr("interrupted");
    }
    return {};
}

std::string status_text(const RunStatus& status) {
    return status.state == RunState::interrupted
               ? sentence("interrupted at step {}", status.last_step)
               : state_text(status.state);
}

std::int64_t diverged_step(const std::vector<Event>& events) {
    for (const auto& event : events)
        if (event.kind == EventKind::diverged)
            return event.step;
    return -1;
}

std::string with_divergence(const std::string& state, std::int64_t diverged_step) {
    return diverged_step < 0 ? state : sentence("{}, diverged at step {}", state, diverged_step);
}

namespace {

std::string detail(const Event& event, const char* key) {
    return event.details.is_text(key) ? event.details.text(key) : std::string();
}

// An action's name as it stands in an event.
std::string acted(const Event& event, const char* key) {
    const auto action = action_from_text(detail(event, key));
    return action ? action_text(*action) : detail(event, key);
}

std::string elsewhere(const std::string& text, const Event& event) {
    const std::string different = detail(event, "different");
    return different.empty()
               ? text
               : sentence("{}; equal bits cannot be promised: recorded with {}", text, different);
}

std::string what(const Event& event) {
    switch (event.kind) {
    case EventKind::started:
        return tr("started");
    case EventKind::resumed:
        return elsewhere(tr("resumed"), event);
    case EventKind::forked:
        return elsewhere(tr("forked"), event);
    case EventKind::released:
        return event.details.has("parameters")
                   ? sentence("{} random [parameter|parameters] released, as many as {} has",
                              event.details.integer("parameters"), detail(event, "block"))
                   : sentence("{} released", detail(event, "block"));
    case EventKind::frozen:
        return sentence("{} frozen", detail(event, "block"));
    case EventKind::held:
        return tr("held: nothing more is released by plan");
    case EventKind::released_all:
        return tr("all blocks released");
    case EventKind::learning_rate_set:
        return sentence("learning rate set to {}", event.details.real("learning_rate"));
    case EventKind::trigger_fired:
        return sentence("trigger {} fired: {}", detail(event, "trigger"), acted(event, "decides"));
    case EventKind::rule_set:
        return sentence("rule {} set: {}", detail(event, "trigger"), rule_text(rule_of(event)));
    case EventKind::rule_removed:
        return sentence("rule {} removed", detail(event, "trigger"));
    case EventKind::checkpoint_saved:
        return tr("checkpoint saved");
    case EventKind::paused:
        return tr("paused");
    case EventKind::went_on:
        return tr("continued");
    case EventKind::refused:
        return sentence("{} refused: {}", acted(event, "action"), tr(detail(event, "reason")));
    case EventKind::diverged:
        return tr("the training loss is no longer finite");
    case EventKind::ended:
        return sentence("ended: {}", reason_text(detail(event, "reason")));
    }
    return {};
}

} // namespace

std::string event_sentence(const Event& event) {
    return sentence("step {}: {}", event.step, event_text(event));
}

std::string event_text(const Event& event) {
    std::string text;
    try {
        text = what(event);
    } catch (const std::exception&) { // a file that is damaged may have lost them
        return sentence("{}, without its details", to_text(event.kind));
    }
    const std::string trigger = detail(event, "trigger");
    const bool named = event.kind == EventKind::trigger_fired ||
                       event.kind == EventKind::rule_set || event.kind == EventKind::rule_removed;
    if (!named && !trigger.empty())
        text += " (" + trigger + ")";
    return text;
}

} // namespace thaw
