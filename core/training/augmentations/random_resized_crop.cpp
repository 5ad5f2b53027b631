// A part of random area and aspect ratio, resized (Szegedy et al. 2015, arXiv 1409.4842, section
// 6).
#include "core/training/augmentations/augmentation.h"
#include "core/training/data/resize.h"

#include <algorithm>
#include <cmath>

namespace thaw {
namespace {

// The part that is taken: ten tries, then the largest one in the middle whose ratio is allowed.
cv::Rect part_of(cv::Size image, double least, double greatest, double ratio, Random& random) {
    const double area = static_cast<double>(image.width) * image.height;
    for (int tries = 0; tries < 10; ++tries) {
        const double wanted = area * random.uniform(least, greatest);
        const double aspect = std::exp(random.uniform(-std::log(ratio), std::log(ratio)));
        const int width = static_cast<int>(std::lround(std::sqrt(wanted * aspect)));
        const int height = static_cast<int>(std::lround(std::sqrt(wanted / aspect)));
        if (width < 1 || height < 1 || width > image.width || height > image.height)
            continue;
        const auto place = [&](int room) {
            return static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1));
        };
        const int y = place(image.height - height);
        const int x = place(image.width - width);
        return {x, y, width, height};
    }
    const int width = std::min(image.width, static_cast<int>(std::lround(image.height * ratio)));
    const int height = std::min(image.height, static_cast<int>(std::lround(image.width * ratio)));
    return {(image.width - width) / 2, (image.height - height) / 2, width, height};
}

Augment make(const Table& settings, cv::Size size) {
    const double least = settings.real("scale");
    const double ratio = settings.real("ratio");
    return [=](ImageView& image, Random& random) {
        const cv::Rect part = part_of(image.size(), least, 1, ratio, random);
        image.become(resized(image.pixels()(part), size.width, size.height));
    };
}

} // namespace

CatalogueEntry<MakeAugmentation> augmentation_random_resized_crop() {
    return {{.id = "random_resized_crop",
             .label = translatable("Random resized crop"),
             .help = translatable("Cuts out a part whose area is a random share of the image, "
                                  "between `scale` and 1, and whose aspect ratio is drawn evenly "
                                  "on a logarithmic scale, and resizes it to what the network "
                                  "sees (Szegedy et al. 2015, arXiv 1409.4842). The usual "
                                  "augmentation of ImageNet; 0.7 in DomainBed."),
             .parameters = {{.key = "scale",
                             .fallback = 0.08,
                             .label = translatable("Least area"),
                             .help = translatable("The smallest share of the image's area."),
                             .minimum = 0,
                             .maximum = 1,
                             .above_minimum = true},
                            {.key = "ratio",
                             .fallback = 4.0 / 3,
                             .label = translatable("Aspect ratio"),
                             .help = translatable("Width over height lies between 1 / ratio and "
                                                  "ratio."),
                             .minimum = 1,
                             .maximum = 10}}},
            make};
}

} // namespace thaw
