// A window at a random place of the padded image.
#include "core/training/augmentations/augmentation.h"

#include <algorithm>

namespace thaw {
namespace {

Augment make(const Table& settings, cv::Size size) {
    const auto padding = static_cast<int>(settings.integer("padding"));
    return [=](ImageView& image, Random& random) {
        const cv::Size padded = image.size() + cv::Size(2 * padding, 2 * padding);
        const int width = std::min(size.width, padded.width);
        const int height = std::min(size.height, padded.height);
        const auto place = [&](int room) {
            return static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1));
        };
        const int x = place(padded.width - width) - padding;
        const int y = place(padded.height - height) - padding;
        image.cut({x, y, width, height});
    };
}

} // namespace

CatalogueEntry<MakeAugmentation> augmentation_crop() {
    return {{.id = "crop",
             .label = translatable("Random crop"),
             .help = translatable("Pads the image with black and cuts out a window of the size "
                                  "that the network sees, at a random place. With padding = 4 the "
                                  "usual augmentation of CIFAR."),
             .parameters = {{.key = "padding",
                             .fallback = std::int64_t{4},
                             .label = translatable("Padding"),
                             .help = translatable("Black pixels added on every side first."),
                             .unit = translatable("pixels"),
                             .minimum = 0,
                             .maximum = 256}}},
            make};
}

} // namespace thaw
