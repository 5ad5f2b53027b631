#include "core/training/data/sample.h"

#include "core/training/data/resize.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace thaw {

namespace {

cv::Mat shown(const cv::Mat& image) {
    const int longer = std::max(image.rows, image.cols);
    if (longer <= Picture::most_side)
        return image.clone();
    const auto part = [&](int side) {
        return std::max(1, static_cast<int>(std::int64_t{side} * Picture::most_side / longer));
    };
    return resized(image, part(image.cols), part(image.rows));
}

// As many channels as a screen can show, of one row of pixels.
std::vector<std::uint8_t> some_channels(std::span<const std::uint8_t> pixels, std::int64_t of,
                                        int kept) {
    std::vector<std::uint8_t> some;
    const auto count = static_cast<std::int64_t>(pixels.size()) / of;
    for (std::int64_t i = 0; i < count; ++i)
        some.insert(some.end(), pixels.begin() + i * of, pixels.begin() + i * of + kept);
    return some;
}

std::string label_of(const ExampleSource& source, std::int64_t place,
                     const std::vector<std::string>& names) {
    const Targets& targets = source.targets();
    if (source.spec().targets == TargetKind::classes)
        return names.at(
            static_cast<std::size_t>(targets.labels.at(static_cast<std::size_t>(place))));
    const auto outputs = static_cast<std::size_t>(source.spec().outputs);
    const auto begin = static_cast<std::size_t>(place) * outputs;
    std::string text;
    for (std::size_t k = 0; k < outputs; ++k)
        text += fmt::format("{}{:.4g}", k == 0 ? "" : ", ", targets.reals.at(begin + k));
    return text;
}

} // namespace

std::vector<std::int64_t> sample_places(const ExampleSource& source, std::int64_t count) {
    const std::int64_t most = std::min(count, source.count());
    std::vector<std::int64_t> places(static_cast<std::size_t>(most));
    std::iota(places.begin(), places.end(), std::int64_t{0});
    if (source.spec().targets != TargetKind::classes)
        return places;
    std::vector<std::vector<std::int64_t>> by_class(
        static_cast<std::size_t>(source.spec().outputs));
    const auto& labels = source.targets().labels;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (auto& of_class = by_class.at(static_cast<std::size_t>(labels[i]));
            static_cast<std::int64_t>(of_class.size()) < most)
            of_class.push_back(static_cast<std::int64_t>(i));
    places.clear();
    for (std::size_t turn = 0; static_cast<std::int64_t>(places.size()) < most; ++turn)
        for (const auto& of_class : by_class)
            if (turn < of_class.size() && static_cast<std::int64_t>(places.size()) < most)
                places.push_back(of_class[turn]);
    return places;
}

std::vector<std::string> class_names(const ExampleSpec& spec) {
    if (spec.targets != TargetKind::classes)
        return {};
    std::vector<std::string> names = spec.classes;
    for (auto i = static_cast<std::int64_t>(names.size()); i < spec.outputs; ++i)
        names.push_back(std::to_string(i));
    return names;
}

std::vector<Picture> pictures_of(const ExampleSource& source,
                                 const std::vector<std::int64_t>& places,
                                 std::span<const std::uint8_t> bytes) {
    const ExampleSpec& spec = source.spec();
    const auto names = class_names(spec);
    const auto height = static_cast<int>(spec.shape.at(0)), width = static_cast<int>(spec.shape[1]);
    const int channels = spec.shape.at(2) >= 3 ? 3 : 1;
    std::vector<Picture> pictures;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto size = static_cast<std::size_t>(spec.bytes());
        auto pixels = some_channels(bytes.subspan(i * size, size), spec.shape.at(2), channels);
        const cv::Mat image = shown(cv::Mat(height, width, CV_8UC(channels), pixels.data()));
        Picture& picture = pictures.emplace_back();
        picture.width = image.cols;
        picture.height = image.rows;
        picture.channels = channels;
        picture.pixels.assign(image.data, image.data + image.total() * image.elemSize());
        picture.label = label_of(source, places[i], names);
    }
    return pictures;
}

std::vector<Picture> pictures_of(const ExampleSource& source,
                                 const std::vector<std::int64_t>& places) {
    if (source.spec().kind != ElementKind::pixels)
        return {};
    std::vector<std::uint8_t> bytes(places.size() *
                                    static_cast<std::size_t>(source.spec().bytes()));
    source.read(places, std::as_writable_bytes(std::span(bytes)));
    return pictures_of(source, places, bytes);
}

void add_targets(const ExampleSource& source, SplitPreview& into) {
    into.info.examples = source.count();
    const Targets& targets = source.targets();
    if (source.spec().targets == TargetKind::classes) {
        into.class_counts.assign(static_cast<std::size_t>(source.spec().outputs), 0);
        for (const std::int32_t label : targets.labels)
            ++into.class_counts.at(static_cast<std::size_t>(label));
        return;
    }
    if (targets.reals.empty())
        return;
    const auto [least, greatest] = std::minmax_element(targets.reals.begin(), targets.reals.end());
    into.targets.mean = std::accumulate(targets.reals.begin(), targets.reals.end(), 0.0) /
                        static_cast<double>(targets.reals.size());
    into.targets.least = *least;
    into.targets.greatest = *greatest;
}

} // namespace thaw
