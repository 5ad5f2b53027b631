#include "core/run/freeze_timeline.h"

#include <algorithm>

namespace thaw {

FreezeTimeline freeze_timeline(const RunConfig& config, const Plan& plan,
                               const std::vector<Event>& events, std::int64_t step) {
    const auto& entry = entry_of(interventions(), config.intervention.id);
    const auto intervention =
        entry.make(config.intervention.settings, plan.blocks.size(), config.seed("intervention"));
    // Which block follows is told by the events; the intervention itself only learns what was
    // asked of it, and "largest first" has no scores here.
    const BlockScores no_scores = [&] { return std::vector<double>(plan.blocks.size(), 0.0); };

    FreezeTimeline timeline;
    timeline.offers_release = entry.description.has_tag(offers_release);
    std::vector<bool> trainable = intervention->initial_blocks();
    for (const bool open : trainable)
        timeline.released_at.push_back(open ? 0 : -1);
    for (const auto& event : events) {
        if (event.kind == EventKind::held) {
            timeline.held_at = event.step;
            intervention->act(Action::hold, event.step, trainable, no_scores);
        }
        if (event.kind != EventKind::released || !event.details.is_text("block"))
            continue;
        if (event.details.is_text("action") &&
            event.details.text("action") == to_text(Action::release_next))
            intervention->act(Action::release_next, event.step, trainable, no_scores);
        const auto block =
            std::find_if(plan.blocks.begin(), plan.blocks.end(), [&](const BlockInfo& info) {
                return info.name == event.details.text("block");
            });
        if (block == plan.blocks.end())
            continue;
        const auto index = static_cast<std::size_t>(block - plan.blocks.begin());
        trainable[index] = true;
        timeline.released_at[index] = event.step;
    }
    timeline.over = std::all_of(trainable.begin(), trainable.end(), [](bool open) { return open; });
    if (!timeline.over)
        timeline.ahead = intervention->ahead(step, trainable);
    return timeline;
}

const Event* stop_event(const std::vector<Event>& events) {
    const Event* stop = nullptr;
    for (const auto& event : events) {
        if (event.kind == EventKind::released_all)
            return &event;
        const bool holds =
            event.kind == EventKind::held && (stop == nullptr || stop->kind != EventKind::held);
        if (holds || event.kind == EventKind::released)
            stop = &event;
    }
    return stop;
}

} // namespace thaw
