#include "widgets/controls/consequence.h"

#include "core/run/freeze_timeline.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {

// The blocks that the intervention would release; none where only a measurement can tell.
std::vector<std::size_t> blocks_of(Action action, const RunConfig& config, const Plan& plan,
                                   std::int64_t step, const std::vector<bool>& trainable) {
    bool measured = false;
    const BlockScores scores = [&] {
        measured = true;
        return std::vector<double>(plan.blocks.size(), 0.0);
    };
    const auto intervention =
        entry_of(interventions(), config.intervention.id)
            .make(config.intervention.settings, plan.blocks.size(), config.seed("intervention"));
    intervention->freezes(step, trainable); // one that starts in mid-training has begun
    const auto blocks = intervention->act(action, step, trainable, scores);
    return blocks && !measured ? *blocks : std::vector<std::size_t>{};
}

QString stays_frozen(qint64 frozen) {
    return say("{} [block stays|blocks stay] frozen", shown_integer(frozen));
}

} // namespace

Consequences consequences(const ShownRun& run) {
    const Plan& plan = run.plan();
    const RunHistory& history = run.history();
    // A session takes commands at its next boundary; one that waits is there already.
    const std::int64_t step =
        std::min(history.last_step() + (run.steerable() && !run.paused() ? 1 : 0), plan.steps);
    const FreezeTimeline timeline =
        freeze_timeline(run.config(), plan, history.events(), history.last_step());

    Consequences said;
    if (!timeline.offers_release) {
        said.situation = say("This run's intervention has no blocks to release");
        return said;
    }
    const auto& since = timeline.released_at;
    if (timeline.freezes_at >= 0) {
        said.situation = say("Every block trains until step {}, then the head alone",
                             shown_integer(timeline.freezes_at));
        return said;
    }
    if (const auto kept = std::count(since.begin(), since.end(), -1); timeline.over && kept > 0) {
        said.situation = say("Nothing is left to release: {}", stays_frozen(kept));
        return said;
    }
    if (timeline.over) {
        said.situation = say("Every block has been trainable since step {}",
                             shown_integer(*std::max_element(since.begin(), since.end())));
        return said;
    }
    std::vector<bool> trainable;
    for (const auto at : since)
        trainable.push_back(at >= 0);
    const auto frozen = std::count(trainable.begin(), trainable.end(), false);
    said.may_release = true;
    said.may_hold = timeline.held_at < 0;
    said.situation = say("frozen: {} of {} [block|blocks]", shown_integer(frozen),
                         shown_integer(plan.blocks.size()));

    const auto next = blocks_of(Action::release_next, run.config(), plan, step, trainable);
    if (next.size() == 1 && timeline.parameters)
        said.release_next = say("releases as many random parameters as {} has at step {}",
                                plan.blocks[next[0]].name, shown_integer(step));
    else if (next.size() == 1)
        said.release_next =
            say("releases {} at step {}", plan.blocks[next[0]].name, shown_integer(step));
    else if (next.empty())
        said.release_next =
            say("releases the frozen block that scores highest at step {}", shown_integer(step));
    else
        said.release_next =
            say("releases all {} frozen [block|blocks] at step {}",
                shown_integer(static_cast<qint64>(next.size())), shown_integer(step));
    said.hold = said.may_hold ? stays_frozen(frozen)
                              : say("held since step {}", shown_integer(timeline.held_at));
    const auto last = blocks_of(Action::release_all, run.config(), plan, step, trainable);
    const auto kept = frozen - static_cast<std::ptrdiff_t>(last.size());
    said.release_all =
        kept > 0 ? say("ends unfreezing at step {}: {}", shown_integer(step), stays_frozen(kept))
                 : say("ends unfreezing: every block trains from step {} on", shown_integer(step));
    return said;
}

} // namespace thaw
