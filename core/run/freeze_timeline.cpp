#include "core/run/freeze_timeline.h"

#include <algorithm>

namespace thaw {

namespace {

class Teller {
  public:
    Teller(const RunConfig& config, const Plan& plan)
        : plan_(plan), intervention_(entry_of(interventions(), config.intervention.id)
                                         .make(config.intervention.settings, plan.blocks.size(),
                                               config.seed("intervention"))),
          trainable_(intervention_->initial_blocks()) {
        for (const bool open : trainable_) {
            out_.released_at.push_back(open ? 0 : -1);
            out_.frozen.push_back(open ? std::vector<FrozenSpan>{} : std::vector{FrozenSpan{}});
        }
        out_.parameters = intervention_->parameter_order().has_value();
    }

    void take(const Event& event) {
        if (event.kind == EventKind::held) {
            out_.held_at = event.step;
            act(Action::hold, event.step);
        }
        if ((event.kind != EventKind::released && event.kind != EventKind::frozen) ||
            !event.details.is_text("block"))
            return;
        if (event.details.is_text("action") &&
            event.details.text("action") == to_text(Action::release_next))
            act(Action::release_next, event.step);
        const auto block =
            std::find_if(plan_.blocks.begin(), plan_.blocks.end(), [&](const BlockInfo& info) {
                return info.name == event.details.text("block");
            });
        if (block == plan_.blocks.end())
            return;
        const auto index = static_cast<std::size_t>(block - plan_.blocks.begin());
        if (event.kind == EventKind::frozen)
            freeze(index, event.step);
        else
            release(index, event.step);
    }

    FreezeTimeline told(std::int64_t step) {
        if (!began_ && intervention_->freezes_at() >= step)
            out_.freezes_at = intervention_->freezes_at();
        out_.over = out_.freezes_at < 0 && !act(Action::release_all, step);
        if (!out_.over)
            out_.ahead = intervention_->ahead(step, trainable_);
        return std::move(out_);
    }

  private:
    // Which block follows is told by the events; the intervention itself only learns what was
    // asked of it, and "largest first" has no scores here.
    std::optional<std::vector<std::size_t>> act(Action action, std::int64_t step) {
        return intervention_->act(action, step, trainable_,
                                  [&] { return std::vector<double>(plan_.blocks.size(), 0.0); });
    }
    void freeze(std::size_t block, std::int64_t step) {
        if (!began_)
            intervention_->freezes(step, trainable_); // it learns when it began
        began_ = true;
        trainable_[block] = false;
        out_.released_at[block] = -1;
        out_.frozen[block].push_back({.from = step});
    }
    void release(std::size_t block, std::int64_t step) {
        trainable_[block] = true;
        out_.released_at[block] = step;
        if (!out_.frozen[block].empty())
            out_.frozen[block].back().to = step;
    }

    const Plan& plan_;
    std::unique_ptr<Intervention> intervention_;
    std::vector<bool> trainable_;
    bool began_ = false; // an unfreezing that starts in mid-training has
    FreezeTimeline out_;
};

} // namespace

FreezeTimeline freeze_timeline(const RunConfig& config, const Plan& plan,
                               const std::vector<Event>& events, std::int64_t step) {
    Teller teller(config, plan);
    for (const auto& event : events)
        teller.take(event);
    FreezeTimeline timeline = teller.told(step);
    timeline.offers_release =
        entry_of(interventions(), config.intervention.id).description.has_tag(offers_release);
    return timeline;
}

std::vector<FrozenSpan> untrained(const FreezeTimeline& timeline, std::size_t block) {
    std::vector<FrozenSpan> spans = timeline.frozen[block];
    if (timeline.parameters) // with the first release every block has some that train
        for (FrozenSpan& span : spans)
            for (const auto& others : timeline.frozen)
                for (const FrozenSpan& other : others)
                    if (other.from == span.from && other.to >= 0)
                        span.to = span.to < 0 ? other.to : std::min(span.to, other.to);
    return spans;
}

bool covers(const std::vector<FrozenSpan>& spans, std::int64_t step) {
    return std::any_of(spans.begin(), spans.end(), [&](const FrozenSpan& span) {
        return span.from <= step && (span.to < 0 || step < span.to);
    });
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
