#include "core/training/optimisers/optimiser.h"

#include "core/run/greatest_factor.h"

namespace thaw {

#define OPTIMISER(name) CatalogueEntry<MakeOptimiser> name##_optimiser();
#include "core/training/optimisers/catalogue.def"
#undef OPTIMISER

const Catalogue<MakeOptimiser>& optimisers() {
    static const Catalogue<MakeOptimiser> all{
#define OPTIMISER(name) name##_optimiser(),
#include "core/training/optimisers/catalogue.def"
#undef OPTIMISER
    };
    return all;
}

Parameter learning_rate_parameter() {
    return {.key = "learning_rate",
            .fallback = 0.01,
            .label = translatable("Learning rate"),
            .help = translatable("The base rate; the schedule and the intervention multiply it."),
            .minimum = 0,
            .maximum = greatest_factor,
            .above_minimum = true};
}

Parameter body_factor_parameter() {
    return {.key = "body_factor",
            .fallback = 1.0,
            .label = translatable("Body's factor"),
            .help = translatable("The learning rate of all blocks but the head, as a multiple of "
                                 "the head's, which is the learning rate everywhere else in "
                                 "Thawscope. Below 1 for a pretrained body under a fresh head."),
            .minimum = 0,
            .maximum = greatest_factor};
}

Parameter weight_decay_parameter() {
    return {.key = "weight_decay",
            .fallback = 0.0,
            .label = translatable("Weight decay"),
            .help = translatable("How strongly weights are pulled to 0. Frozen blocks are not."),
            .minimum = 0,
            .maximum = greatest_factor};
}

} // namespace thaw
