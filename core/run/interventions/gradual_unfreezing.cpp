// Gradual unfreezing (Howard & Ruder 2018; Liu & Gurevych, arXiv 2403.15210, algorithm 1): the
// head alone for the first k steps, then one more block every k steps.
#include "core/run/interventions/intervention.h"
#include "core/run/random.h"

#include <algorithm>
#include <numeric>

namespace thaw {

namespace {

class GradualUnfreezing final : public Intervention {
  public:
    GradualUnfreezing(const Table& settings, std::size_t blocks, std::uint64_t seed)
        : blocks_(blocks), by_score_(settings.text("order") == "fisher"),
          all_at_once_(settings.text("order") == "lp_ft"),
          statistics_update_(settings.text("frozen_batch_norm") == "update"),
          interval_(settings.is_text("interval") ? 0 : settings.integer("interval")) {
        order_.resize(blocks - 1);
        std::iota(order_.rbegin(), order_.rend(), 0); // from the last block below the head down
        if (settings.text("order") == "bottom_up")
            std::reverse(order_.begin(), order_.end());
        if (settings.text("order") == "random") {
            Random random(seed, "gradual_unfreezing.order");
            std::copy_n(permutation(static_cast<std::int64_t>(blocks) - 1, random).begin(),
                        order_.size(), order_.begin());
        }
    }

    std::vector<bool> initial_blocks() const override {
        std::vector<bool> trainable(blocks_, false);
        trainable.back() = true;
        return trainable;
    }
    bool frozen_statistics_update() const override { return statistics_update_; }

    std::vector<std::size_t> due(std::int64_t step, const std::vector<bool>& trainable,
                                 const BlockScores& scores) override {
        if (held_ || interval_ == 0 || step == 0 || step % interval_ != 0 || step == answered_)
            return {};
        return all_at_once_ ? frozen(trainable) : next(trainable, scores);
    }

    std::optional<std::vector<std::size_t>> act(Action action, std::int64_t step,
                                                const std::vector<bool>& trainable,
                                                const BlockScores& scores) override {
        if (frozen(trainable).empty())
            return {}; // the intervention is over
        switch (action) {
        case Action::hold:
            held_ = true;
            return std::vector<std::size_t>{};
        case Action::release_all:
            return frozen(trainable);
        case Action::release_next:
            answered_ = step; // the plan does not release a second block at the same step
            if (interval_ == 0 && !held_)
                interval_ = std::max<std::int64_t>(step, 1); // "auto": its first release sets k
            return all_at_once_ ? frozen(trainable) : next(trainable, scores);
        default:
            return {};
        }
    }

    std::vector<PlannedRelease> ahead(std::int64_t step,
                                      const std::vector<bool>& trainable) const override {
        std::vector<PlannedRelease> planned;
        if (held_ || interval_ == 0 || by_score_)
            return planned;
        std::int64_t at = step / interval_ * interval_;
        for (const std::size_t block : order_)
            if (!trainable[block])
                planned.push_back({planned.empty() || !all_at_once_ ? at += interval_ : at, block});
        return planned;
    }

    Table state() const override {
        Table table;
        table.set("held", held_);
        table.set("interval", interval_);
        table.set("answered", answered_);
        return table;
    }
    void restore(const Table& state) override {
        held_ = state.boolean("held");
        answered_ = state.integer("answered");
        if (interval_ == 0) // only "auto" learns its interval
            interval_ = state.integer("interval");
    }

  private:
    std::vector<std::size_t> frozen(const std::vector<bool>& trainable) const {
        std::vector<std::size_t> blocks;
        std::copy_if(order_.begin(), order_.end(), std::back_inserter(blocks),
                     [&](std::size_t block) { return !trainable[block]; });
        return blocks;
    }

    std::vector<std::size_t> next(const std::vector<bool>& trainable,
                                  const BlockScores& scores) const {
        const auto candidates = frozen(trainable);
        if (candidates.empty())
            return {};
        if (!by_score_)
            return {candidates.front()};
        const auto score = scores();
        return {
            *std::max_element(candidates.begin(), candidates.end(),
                              [&](std::size_t a, std::size_t b) { return score[a] < score[b]; })};
    }

    std::size_t blocks_;
    bool by_score_, all_at_once_, statistics_update_;
    std::int64_t interval_; // 0: not known yet
    std::vector<std::size_t> order_;
    bool held_ = false;
    std::int64_t answered_ = -1; // the step of the last release that was asked for
};

} // namespace

CatalogueEntry<MakeIntervention> gradual_unfreezing_intervention() {
    return {
        {.id = "gradual_unfreezing",
         .label = translatable("Gradual unfreezing"),
         .help = translatable(
             "Trains the head alone for the first k steps and then releases one block every k "
             "steps (Liu & Gurevych, arXiv 2403.15210, algorithm 1). Removed at the right moment "
             "of the early period it can raise OOD accuracy at almost no cost in ID accuracy."),
         .parameters =
             {{.key = "interval",
               .fallback = std::int64_t{100},
               .label = translatable("Interval k"),
               .help = translatable("Steps between two releases. \"auto\": the head alone until "
                                    "the first release_next, by a trigger or by hand, at step t; "
                                    "then one block every t steps."),
               .unit = translatable("steps"),
               .minimum = 1,
               .words = {"auto"}},
              {.key = "order",
               .fallback = std::string("top_down"),
               .label = translatable("Order"),
               .help = translatable(
                   "Which block comes next. top_down: from the head to the input, as in the "
                   "paper; bottom_up: the reverse; random: drawn by the seed; fisher: the frozen "
                   "block with the largest tr(F); lp_ft: all at the first release (linear probing, "
                   "then fine-tuning)."),
               .words = {"top_down", "bottom_up", "random", "fisher", "lp_ft"}},
              {.key = "frozen_batch_norm",
               .fallback = std::string("update"),
               .label = translatable("BatchNorm of frozen blocks"),
               .help = translatable("update: running statistics go on, as PyTorch does; eval: they "
                                    "rest and are used. The paper does not say which it used."),
               .words = {"update", "eval"}}},
         .tags = {offers_release}},
        [](const Table& settings, std::size_t blocks, std::uint64_t seed) {
            return std::make_unique<GradualUnfreezing>(settings, blocks, seed);
        }};
}

} // namespace thaw
