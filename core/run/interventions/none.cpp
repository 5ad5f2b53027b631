#include "core/run/interventions/standard_training.h"

namespace thaw {

// A fork may come here with blocks still frozen: standard training frees them at once.
std::vector<std::size_t> StandardTraining::due(std::int64_t /*step*/,
                                               const std::vector<bool>& trainable,
                                               const BlockScores& /*scores*/) {
    std::vector<std::size_t> frozen;
    for (std::size_t block = 0; block < trainable.size(); ++block)
        if (!trainable[block])
            frozen.push_back(block);
    return frozen;
}

CatalogueEntry<MakeIntervention> none_intervention() {
    return {{.id = "none",
             .label = translatable("Standard training"),
             .help = translatable("Every block is trainable from the first step: the baseline that "
                                  "an intervention is compared with.")},
            [](const Table&, std::size_t blocks, std::uint64_t) {
                return std::make_unique<StandardTraining>(blocks);
            }};
}

} // namespace thaw
