// A window at a random place of the padded image.
#include "core/training/augmentations/augmentation.h"

#include <algorithm>

namespace thaw {
namespace {

Augment make(const Table& settings, cv::Size size) {
    const auto padding = static_cast<int>(settings.integer("padding"));
    return [=](const cv::Mat& image, Random& random) {
        const int width = std::min(size.width, image.cols + 2 * padding);
        const int height = std::min(size.height, image.rows + 2 * padding);
        const auto place = [&](int room) {
            return static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1));
        };
        const int x = place(image.cols + 2 * padding - width) - padding;
        const int y = place(image.rows + 2 * padding - height) - padding;
        const cv::Rect seen = cv::Rect(x, y, width, height) & cv::Rect({}, image.size());
        if (seen.empty())
            return cv::Mat(height, width, image.type(), cv::Scalar::all(0));
        cv::Mat window;
        cv::copyMakeBorder(image(seen), window, seen.y - y, y + height - seen.br().y, seen.x - x,
                           x + width - seen.br().x, cv::BORDER_CONSTANT | cv::BORDER_ISOLATED,
                           cv::Scalar::all(0));
        return window;
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
