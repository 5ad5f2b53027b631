#include "core/run/event.h"

#include "core/run/freeze_timeline.h"

namespace thaw {

std::string to_text(EventKind kind) {
    switch (kind) {
    case EventKind::started:
        return "started";
    case EventKind::resumed:
        return "resumed";
    case EventKind::forked:
        return "forked";
    case EventKind::released:
        return "released";
    case EventKind::frozen:
        return "frozen";
    case EventKind::held:
        return "held";
    case EventKind::released_all:
        return "released_all";
    case EventKind::learning_rate_set:
        return "learning_rate_set";
    case EventKind::trigger_fired:
        return "trigger_fired";
    case EventKind::rule_set:
        return "rule_set";
    case EventKind::rule_removed:
        return "rule_removed";
    case EventKind::checkpoint_saved:
        return "checkpoint_saved";
    case EventKind::paused:
        return "paused";
    case EventKind::went_on:
        return "went_on";
    case EventKind::refused:
        return "refused";
    case EventKind::diverged:
        return "diverged";
    case EventKind::ended:
        return "ended";
    }
    return {};
}

std::int64_t stop_step(const std::vector<Event>& events) {
    const Event* stop = stop_event(events);
    return stop == nullptr ? -1 : stop->step;
}

std::string to_text(Actor actor) {
    switch (actor) {
    case Actor::user:
        return "user";
    case Actor::rule:
        return "rule";
    case Actor::system:
        return "system";
    }
    return {};
}

} // namespace thaw
