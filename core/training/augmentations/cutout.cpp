// A square that is blanked (DeVries & Taylor 2017, arXiv 1708.04552).
#include "core/training/augmentations/augmentation.h"

#include <algorithm>

namespace thaw {
namespace {

Augment make(const Table& settings, cv::Size) {
    const auto side = static_cast<int>(settings.integer("size"));
    return [side](ImageView& picture, Random& random) {
        const cv::Mat& image = picture.pixels();
        const auto centre = [&](int length) {
            return static_cast<int>(random.below(static_cast<std::uint64_t>(length)));
        };
        const int y = centre(image.rows) - side / 2;
        const int x = centre(image.cols) - side / 2;
        const cv::Rect square = cv::Rect(x, y, side, side) & cv::Rect({0, 0}, image.size());
        cv::Mat result = image.clone();
        result(square).setTo(cv::mean(image));
        picture.become(result);
    };
}

} // namespace

CatalogueEntry<MakeAugmentation> augmentation_cutout() {
    return {{.id = "cutout",
             .label = translatable("Cutout"),
             .help = translatable("Blanks a square about a random pixel with the image's mean "
                                  "colour; at the edges a part of it lies outside (DeVries & "
                                  "Taylor 2017, arXiv 1708.04552: 16 pixels for CIFAR-10, 8 for "
                                  "CIFAR-100)."),
             .parameters = {{.key = "size",
                             .fallback = std::int64_t{16},
                             .label = translatable("Side length"),
                             .help = translatable("Of the square."),
                             .unit = translatable("pixels"),
                             .minimum = 1,
                             .maximum = 1024}}},
            make};
}

} // namespace thaw
