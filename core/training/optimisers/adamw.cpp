#include "core/training/optimisers/adaptive.h"

#include <torch/optim/adamw.h>

namespace thaw {

CatalogueEntry<MakeOptimiser> adamw_optimiser() {
    return {{.id = "adamw",
             .label = translatable("AdamW"),
             .help = translatable("Adam with weight decay apart from the gradient (Loshchilov & "
                                  "Hutter 2019); the paper's choice for text. lambda_max has no "
                                  "stability limit under it, see Adam."),
             .parameters = adaptive_parameters(0.01)},
            [](const Moved& moved, const Table& settings) {
                return std::make_unique<Adaptive<torch::optim::AdamW, torch::optim::AdamWOptions,
                                                 torch::optim::AdamWParamState>>(moved, settings);
            }};
}

} // namespace thaw
