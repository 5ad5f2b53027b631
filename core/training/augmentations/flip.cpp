// Left and right exchanged.
#include "core/training/augmentations/augmentation.h"

namespace thaw {
namespace {

Augment make(const Table& settings, cv::Size) {
    return [probability = settings.real("probability")](ImageView& image, Random& random) {
        if (random.uniform() < probability)
            image.flip();
    };
}

} // namespace

CatalogueEntry<MakeAugmentation> augmentation_flip() {
    return {{.id = "flip",
             .label = translatable("Horizontal flip"),
             .help = translatable("Exchanges left and right with the given probability."),
             .parameters = {{.key = "probability",
                             .fallback = 0.5,
                             .label = translatable("Probability"),
                             .help = translatable("How often an image is flipped."),
                             .minimum = 0,
                             .maximum = 1}}},
            make};
}

} // namespace thaw
