#include "core/training/preparation.h"

#include "core/run/error.h"
#include "core/training/data/statistics.h"

#include <algorithm>
#include <array>

namespace thaw {

namespace {

// Means and deviations by which published networks were trained, of pixels in [0, 1].
struct Published {
    const char* word;
    std::array<double, 3> mean, deviation;
    bool reversed;
};
constexpr std::array<Published, 5> published = {{
    {"imagenet", {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, false},
    {"cifar10", {0.4914, 0.4822, 0.4465}, {0.2470, 0.2435, 0.2616}, false},
    {"cifar100", {0.5071, 0.4865, 0.4409}, {0.2673, 0.2564, 0.2762}, false},
    {"half", {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}, false},
    // Caffe's networks: blue, green, red from 0 to 255, less a mean.
    {"caffe", {104.0 / 255, 117.0 / 255, 123.0 / 255}, {1.0 / 255, 1.0 / 255, 1.0 / 255}, true},
}};

void take(const std::string& word, std::int64_t channels, Preparation& into) {
    const auto* found = std::find_if(published.begin(), published.end(),
                                     [&](const Published& each) { return each.word == word; });
    if (channels != 3)
        throw usage("dataset.statistics = \"{}\" is for images of three channels, but these have "
                    "{}; choose \"data\"",
                    word, channels);
    into.mean.assign(found->mean.begin(), found->mean.end());
    into.deviation.assign(found->deviation.begin(), found->deviation.end());
    into.reversed = found->reversed;
}

} // namespace

Preparation preparation_of(const Table& settings, const ExampleSource& train) {
    Preparation preparation;
    if (train.spec().kind != ElementKind::pixels)
        return preparation;
    preparation.pad = settings.integer("pad");
    preparation.crop = settings.integer("crop");
    const auto& shape = train.spec().shape;
    if (preparation.crop > std::min(shape.at(0), shape.at(1)))
        throw usage("dataset.crop is {}, but the images have {} x {} pixels; make it smaller",
                    preparation.crop, shape.at(1), shape.at(0));
    if (!settings.boolean("normalise"))
        return preparation;
    if (const std::string& whose = settings.text("statistics"); whose != "data") {
        take(whose, shape.at(2), preparation);
        return preparation;
    }
    const PixelStatistics found = pixel_statistics(train);
    preparation.mean = found.mean;
    preparation.deviation = found.deviation;
    return preparation;
}

} // namespace thaw
