// Training in which every block is trainable from the start: the base of interventions that leave
// the blocks alone.
#pragma once

#include "core/run/interventions/intervention.h"

namespace thaw {

class StandardTraining : public Intervention {
  public:
    explicit StandardTraining(std::size_t blocks) : blocks_(blocks) {}

    std::vector<bool> initial_blocks() const override { return std::vector<bool>(blocks_, true); }
    std::vector<std::size_t> due(std::int64_t /*step*/, const std::vector<bool>& trainable,
                                 const BlockScores& /*scores*/) override;
    std::optional<std::vector<std::size_t>> act(Action /*action*/, std::int64_t /*step*/,
                                                const std::vector<bool>& /*trainable*/,
                                                const BlockScores& /*scores*/) override {
        return {};
    }
    std::vector<PlannedRelease> ahead(std::int64_t /*step*/,
                                      const std::vector<bool>& /*trainable*/) const override {
        return {};
    }

  private:
    std::size_t blocks_;
};

} // namespace thaw
