#include "widgets/shown_run.h"

namespace thaw {

ShownRun::ShownRun(RunRecord record, RunConfig config, RunMode mode, QObject* parent)
    : QObject(parent), history_(std::move(record)), config_(std::move(config)), mode_(mode) {
    take_in_events(0);
}

void ShownRun::take_in_events(std::size_t first) {
    const auto& events = history_.events();
    for (std::size_t i = first; i < events.size(); ++i) {
        if (events[i].kind == EventKind::paused)
            paused_ = true;
        if (events[i].kind == EventKind::went_on || events[i].kind == EventKind::started ||
            events[i].kind == EventKind::resumed || events[i].kind == EventKind::forked ||
            events[i].kind == EventKind::ended)
            paused_ = false;
    }
    if (first < events.size() || first == 0)
        rules_ = rules_in_force(config_, events);
}

void ShownRun::append(const std::vector<SharedBundle>& bundles, std::size_t dropped) {
    if (bundles.empty())
        return;
    const std::size_t first = history_.events().size();
    const bool was_paused = paused_;
    for (const auto& bundle : bundles)
        history_.append(*bundle);
    dropped_ += dropped;
    const bool more_events = history_.events().size() > first;
    if (more_events)
        take_in_events(first);
    Q_EMIT grew();
    if (more_events)
        Q_EMIT events_came(first);
    if (paused_ != was_paused)
        Q_EMIT state_changed();
}

void ShownRun::follow(RunRecord newer) {
    const std::uint64_t revision = history_.revision();
    const std::size_t first = history_.events().size();
    const RunState state = history_.record().status.state;
    const bool another = !history_.follow(std::move(newer));
    if (history_.revision() == revision)
        return;
    take_in_events(another ? 0 : first);
    if (another)
        Q_EMIT replaced();
    else
        Q_EMIT grew();
    if (!another && history_.events().size() > first)
        Q_EMIT events_came(first);
    if (history_.record().status.state != state)
        Q_EMIT state_changed();
}

void ShownRun::set_mode(RunMode mode) {
    mode_ = mode;
    Q_EMIT state_changed();
}

void ShownRun::set_status(const RunStatus& status) {
    history_.set_status(status);
    Q_EMIT state_changed();
}

} // namespace thaw
