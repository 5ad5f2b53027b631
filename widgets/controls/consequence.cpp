#include "widgets/controls/consequence.h"

#include "core/run/freeze_timeline.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

namespace {

// The blocks that the intervention would release next; none where only a measurement can tell.
std::vector<std::size_t> next_blocks(const RunConfig& config, const Plan& plan, std::int64_t step,
                                     const std::vector<bool>& trainable) {
    bool measured = false;
    const BlockScores scores = [&] {
        measured = true;
        return std::vector<double>(plan.blocks.size(), 0.0);
    };
    const auto intervention =
        entry_of(interventions(), config.intervention.id)
            .make(config.intervention.settings, plan.blocks.size(), config.seed("intervention"));
    const auto blocks = intervention->act(Action::release_next, step, trainable, scores);
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

    const auto next = next_blocks(run.config(), plan, step, trainable);
    if (next.size() == 1)
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
    said.release_all =
        say("ends unfreezing: every block trains from step {} on", shown_integer(step));
    return said;
}

} // namespace thaw
