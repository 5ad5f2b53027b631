#include "core/training/shifts/shifted_set.h"

#include "core/run/error.h"
#include "core/run/key_lock.h"
#include "core/run/sha256.h"
#include "core/training/data/memory_source.h"

#include <algorithm>
#include <fmt/format.h>

namespace thaw {
namespace {

// To be raised whenever any shift makes other pixels than before: old caches are then ignored.
constexpr int recipe_version = 1;

std::filesystem::path cache_name(const ImageSet& source, const std::string& split,
                                 const std::string& made_of, std::uint64_t seed) {
    const std::string recipe = fmt::format("recipe {} of {}{}", recipe_version, split, made_of);
    return fmt::format("{}-{}-{}.idx{}-ubyte", split, seed,
                       sha256(source.digest + recipe).substr(0, 16), source.channels == 1 ? 3 : 4);
}

void check_channels(std::int64_t channels) {
    if (channels != 1 && channels != 3)
        throw usage("Shifts are for grey images and for colour images, with 1 or 3 channels, and "
                    "these have {}. Leave [[ood]] out, or take other images.",
                    channels);
}

// Image number `number` of a test set, out of its bytes at `pixels`, to the same place of `into`.
// `type` is OpenCV's.
void shift_one(const std::uint8_t* pixels, cv::Size size, int type, std::int64_t number,
               const ShiftImage& shift, const std::string& split, std::uint64_t seed,
               std::uint8_t* into) {
    // cv::Mat has no const form; shifts take it as const and make a new image.
    auto* const from = const_cast<std::uint8_t*>(pixels);
    Random random(seed, split, static_cast<std::uint64_t>(number));
    const cv::Mat result = shift(cv::Mat(size, type, from), random);
    CV_Assert(result.size() == size && result.type() == type && result.isContinuous());
    std::copy_n(result.data, result.total() * result.elemSize(), into);
}

std::vector<std::uint8_t> shifted_pixels(const ImageSet& source, const ShiftImage& shift,
                                         const std::string& split, std::uint64_t seed) {
    std::vector<std::uint8_t> pixels(source.pixels.size());
    const cv::Size size(static_cast<int>(source.width), static_cast<int>(source.height));
    const int type = CV_8UC(static_cast<int>(source.channels));
    cv::parallel_for_({0, static_cast<int>(source.count)}, [&](const cv::Range& range) {
        for (int i = range.start; i < range.end; ++i)
            shift_one(source.image(i).data(), size, type, i, shift, split, seed,
                      pixels.data() + i * source.values_per_image());
    });
    return pixels;
}

} // namespace

std::shared_ptr<const ExampleSource> shifted_source(const ImageSet& source,
                                                    const std::string& shift_id,
                                                    const Table& settings, std::uint64_t seed,
                                                    const std::filesystem::path& cache_folder) {
    check_channels(source.channels);
    const Shift shift = entry_of(shifts(), shift_id).make(settings);
    const std::string split = split_name(shift_id, settings);
    const auto file = cache_folder / cache_name(source, split, shift.made_of, seed);
    const bool keep = !cache_folder.empty();
    std::unique_ptr<KeyLock> turn; // several processes that start at once make it once
    if (keep) {
        if (auto kept = read_shift_cache(file, source))
            return kept;
        turn = turn_to_make(file);
        if (auto kept = read_shift_cache(file, source))
            return kept;
    }
    ImageSet set{source.count, source.height,   source.width, source.classes, {}, source.labels,
                 {},           source.channels, source.names};
    set.pixels = shifted_pixels(source, shift.image, split, seed);
    set.digest = digest_of(set);
    if (keep) {
        write_shift_cache(file, set);
        if (auto kept = read_shift_cache(file, set))
            return kept;
    }
    return std::make_shared<MemorySource>(std::move(set));
}

std::vector<std::uint8_t> shifted_images(const ExampleSource& source,
                                         std::span<const std::int64_t> ids,
                                         const std::string& shift_id, const Table& settings,
                                         std::uint64_t seed) {
    const ExampleSpec& spec = source.spec();
    const auto channels = spec.shape.at(2);
    check_channels(channels);
    const Shift shift = entry_of(shifts(), shift_id).make(settings);
    const std::string split = split_name(shift_id, settings);
    const cv::Size size(static_cast<int>(spec.shape.at(1)), static_cast<int>(spec.shape.at(0)));
    std::vector<std::uint8_t> clean(ids.size() * static_cast<std::size_t>(spec.bytes()));
    source.read(ids, std::as_writable_bytes(std::span(clean)));
    std::vector<std::uint8_t> pixels(clean.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const std::size_t begin = i * static_cast<std::size_t>(spec.bytes());
        shift_one(clean.data() + begin, size, CV_8UC(static_cast<int>(channels)), ids[i],
                  shift.image, split, seed, pixels.data() + begin);
    }
    return pixels;
}

} // namespace thaw
