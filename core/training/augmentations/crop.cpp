// A window at a random place of the padded image.
#include "core/training/augmentations/augmentation.h"

#include <algorithm>

namespace thaw {
namespace {

Augment make(const Table& settings, cv::Size size) {
    const auto padding = static_cast<int>(settings.integer("padding"));
    return [=](const cv::Mat& image, Random& random) {
        cv::Mat padded;
        cv::copyMakeBorder(image, padded, padding, padding, padding, padding, cv::BORDER_CONSTANT,
                           cv::Scalar::all(0));
        const int width = std::min(size.width, padded.cols);
        const int height = std::min(size.height, padded.rows);
        const auto place = [&](int room) {
            return static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1));
        };
        const int x = place(padded.cols - width);
        const int y = place(padded.rows - height);
        return padded(cv::Rect(x, y, width, height)).clone();
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
