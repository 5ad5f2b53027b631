// What is done to training on purpose during its early period. A policy without arithmetic: it
// says which blocks are trainable and by what the learning rate is multiplied; the session carries
// it out. Registered by one line in catalogue.def.
#pragma once

#include "core/run/command.h"
#include "core/run/description.h"
#include "core/run/plan.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace thaw {

// tr(F) of every block, measured only when a policy asks for it.
using BlockScores = std::function<std::vector<double>()>;

// A release that the plan foresees, for the freeze timeline.
struct PlannedRelease {
    std::int64_t step = 0;
    std::size_t block = 0;
};

class Intervention {
  public:
    virtual ~Intervention() = default;

    // Which blocks are trainable at the first step.
    virtual std::vector<bool> initial_blocks() const = 0;
    // The step at which all blocks but the head are frozen after having trained; -1: at none.
    virtual std::int64_t freezes_at() const { return -1; }
    // Where it releases single parameters rather than blocks: the seed of their order. The releases
    // of blocks then say how many parameters of all blocks below the head train: as many as the
    // released ones have.
    virtual std::optional<std::uint64_t> parameter_order() const { return {}; }
    // Whether the BatchNorm statistics of frozen blocks go on.
    virtual bool frozen_statistics_update() const { return true; }
    // Factor on the learning rate for the update after `step` completed ones.
    virtual double learning_rate_factor(std::int64_t /*step*/) const { return 1; }

    // Trainable blocks that the plan freezes now, after `step` completed updates.
    virtual std::vector<std::size_t> freezes(std::int64_t /*step*/,
                                             const std::vector<bool>& /*trainable*/) {
        return {};
    }
    // Blocks that the plan releases now, after `step` completed updates. `trainable` is the
    // present state.
    virtual std::vector<std::size_t> due(std::int64_t step, const std::vector<bool>& trainable,
                                         const BlockScores& scores) = 0;
    // Carries out release_next, hold or release_all: the blocks to release. No value: it does not
    // offer the action, or there is nothing left to release.
    virtual std::optional<std::vector<std::size_t>> act(Action action, std::int64_t step,
                                                        const std::vector<bool>& trainable,
                                                        const BlockScores& scores) = 0;
    // The releases still ahead as planned now; empty where they depend on what is not known yet.
    virtual std::vector<PlannedRelease> ahead(std::int64_t step,
                                              const std::vector<bool>& trainable) const = 0;

    // What a checkpoint must hold beside the trainable blocks.
    virtual Table state() const { return {}; }
    virtual void restore(const Table& /*state*/) {}
};

// `seed` is for random orders.
using MakeIntervention = std::function<std::unique_ptr<Intervention>(
    const Table& settings, std::size_t blocks, std::uint64_t seed)>;

const Catalogue<MakeIntervention>& interventions();

// The tag of interventions that offer release_next, hold and release_all.
inline constexpr const char* offers_release = "offers_release";

} // namespace thaw
