// Gradual unfreezing (Howard & Ruder 2018; Liu & Gurevych, arXiv 2403.15210, algorithm 1): the
// head alone for the first k steps, then one more block every k steps. And the controls that its
// reviewers ask for, as settings: another order, single parameters for blocks, blocks that stay
// frozen, a start in mid-training.
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
          kept_(std::min(static_cast<std::size_t>(settings.integer("keep_frozen")), blocks - 1)),
          start_(settings.integer("start")), begun_(start_ == 0 ? 0 : -1),
          interval_(settings.is_text("interval") ? 0 : settings.integer("interval")) {
        if (settings.text("order") == "parameters")
            parameter_order_ = stream_seed(seed, "gradual_unfreezing.parameters");
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
        std::vector<bool> trainable(blocks_, begun_ < 0);
        trainable.back() = true;
        return trainable;
    }
    std::int64_t freezes_at() const override { return start_ == 0 ? -1 : start_; }
    std::optional<std::uint64_t> parameter_order() const override { return parameter_order_; }
    bool frozen_statistics_update() const override { return statistics_update_; }

    std::vector<std::size_t> freezes(std::int64_t step,
                                     const std::vector<bool>& trainable) override {
        if (begun_ >= 0 || step < start_)
            return {};
        begun_ = step;
        return in_order(trainable, true);
    }

    std::vector<std::size_t> due(std::int64_t step, const std::vector<bool>& trainable,
                                 const BlockScores& scores) override {
        if (held_ || interval_ == 0 || begun_ < 0 || step <= begun_ ||
            (step - begun_) % interval_ != 0 || step == answered_)
            return {};
        return all_at_once_ ? releasable(trainable) : next(trainable, scores);
    }

    std::optional<std::vector<std::size_t>> act(Action action, std::int64_t step,
                                                const std::vector<bool>& trainable,
                                                const BlockScores& scores) override {
        if (begun_ < 0 || releasable(trainable).empty())
            return {}; // it has not begun, or is over
        switch (action) {
        case Action::hold:
            held_ = true;
            return std::vector<std::size_t>{};
        case Action::release_all:
            return releasable(trainable);
        case Action::release_next:
            answered_ = step; // the plan does not release a second block at the same step
            if (interval_ == 0 && !held_)
                interval_ = std::max<std::int64_t>(step - begun_, 1); // "auto": it sets k
            return all_at_once_ ? releasable(trainable) : next(trainable, scores);
        default:
            return {};
        }
    }

    std::vector<PlannedRelease> ahead(std::int64_t step,
                                      const std::vector<bool>& trainable) const override {
        std::vector<PlannedRelease> planned;
        if (held_ || interval_ == 0 || by_score_)
            return planned;
        const std::int64_t begun = begun_ < 0 ? std::max(start_, step) : begun_;
        std::int64_t at = begun + std::max<std::int64_t>(step - begun, 0) / interval_ * interval_;
        for (const std::size_t block :
             releasable(begun_ < 0 ? std::vector<bool>(blocks_, false) : trainable))
            planned.push_back({planned.empty() || !all_at_once_ ? at += interval_ : at, block});
        return planned;
    }

    Table state() const override {
        Table table;
        table.set("held", held_);
        table.set("interval", interval_);
        table.set("answered", answered_);
        table.set("start", start_);
        table.set("begun", begun_);
        return table;
    }
    void restore(const Table& state) override {
        held_ = state.boolean("held");
        answered_ = state.integer("answered");
        // Another start begins afresh: nothing of the plan has happened yet. Earlier programs knew
        // none.
        if (const std::int64_t start = state.has("start") ? state.integer("start") : 0;
            start == start_)
            begun_ = state.has("begun") ? state.integer("begun") : 0;
        if (interval_ == 0) // only "auto" learns its interval
            interval_ = state.integer("interval");
    }

  private:
    std::vector<std::size_t> in_order(const std::vector<bool>& flags, bool wanted) const {
        std::vector<std::size_t> blocks;
        std::copy_if(order_.begin(), order_.end(), std::back_inserter(blocks),
                     [&](std::size_t block) { return flags[block] == wanted; });
        return blocks;
    }
    // The frozen blocks but for those that stay so: the last of all.
    std::vector<std::size_t> releasable(const std::vector<bool>& trainable) const {
        auto blocks = in_order(trainable, false);
        blocks.resize(blocks.size() - std::min(kept_, blocks.size()));
        return blocks;
    }

    std::vector<std::size_t> next(const std::vector<bool>& trainable,
                                  const BlockScores& scores) const {
        const auto ordered = releasable(trainable);
        if (ordered.empty())
            return {};
        if (!by_score_)
            return {ordered.front()};
        const auto candidates = in_order(trainable, false); // as long as enough stay, any of them
        const auto score = scores();
        return {
            *std::max_element(candidates.begin(), candidates.end(),
                              [&](std::size_t a, std::size_t b) { return score[a] < score[b]; })};
    }

    std::size_t blocks_;
    bool by_score_, all_at_once_, statistics_update_;
    std::size_t kept_;           // blocks that stay frozen
    std::int64_t start_, begun_; // begun_: the step at which the body was frozen; -1: not yet
    std::int64_t interval_;      // 0: not known yet
    std::optional<std::uint64_t> parameter_order_;
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
                   "then fine-tuning); parameters: no blocks but single parameters of all blocks "
                   "below the head, drawn by the seed, as many as the block of top_down has. The "
                   "others keep their values, momentum and all. Diagnostics of trainable blocks "
                   "then look at whole blocks, at all of them from the first release on."),
               .words = {"top_down", "bottom_up", "random", "fisher", "lp_ft", "parameters"}},
              {.key = "start",
               .fallback = std::int64_t{0},
               .label = translatable("Start"),
               .help = translatable("Completed steps at which unfreezing begins: until then every "
                                    "block trains, then all but the head are frozen, and k counts "
                                    "from there. 0: from the first step, as in the paper. Until "
                                    "then triggers and people have nothing to release."),
               .unit = translatable("steps"),
               .minimum = 0},
              {.key = "keep_frozen",
               .fallback = std::int64_t{0},
               .label = translatable("Blocks that stay frozen"),
               .help = translatable(
                   "Frozen to the end, whatever is asked: so many blocks, the last in the order "
                   "(under fisher those left; release_all then keeps those nearest to the input). "
                   "All blocks below the head: the head alone is trained."),
               .minimum = 0},
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
