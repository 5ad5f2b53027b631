#include "core/training/shifts/shifted_set.h"

#include "core/run/sha256.h"

#include <algorithm>
#include <fmt/format.h>

namespace thaw {
namespace {

// To be raised whenever any shift makes other pixels than before: old caches are then ignored.
constexpr int recipe_version = 1;

std::filesystem::path cache_name(const ImageSet& source, const std::string& split,
                                 std::uint64_t seed) {
    const std::string recipe = fmt::format("recipe {} of {}", recipe_version, split);
    return fmt::format("{}-{}-{}.idx3-ubyte", split, seed,
                       sha256(source.digest + recipe).substr(0, 16));
}

std::vector<std::uint8_t> shifted_pixels(const ImageSet& source, const ShiftImage& shift,
                                         const std::string& split, std::uint64_t seed) {
    std::vector<std::uint8_t> pixels(source.pixels.size());
    const auto height = static_cast<int>(source.height);
    const auto width = static_cast<int>(source.width);
    cv::parallel_for_({0, static_cast<int>(source.count)}, [&](const cv::Range& range) {
        for (int i = range.start; i < range.end; ++i) {
            // cv::Mat has no const form; shifts take it as const and make a new image.
            auto* const from = const_cast<std::uint8_t*>(source.image(i).data());
            Random random(seed, split, static_cast<std::uint64_t>(i));
            const cv::Mat1b result = shift(cv::Mat1b(height, width, from), random);
            CV_Assert(result.rows == height && result.cols == width);
            std::copy(result.begin(), result.end(),
                      pixels.begin() + static_cast<std::ptrdiff_t>(i) * source.values_per_image());
        }
    });
    return pixels;
}

} // namespace

ImageSet shifted_set(const ImageSet& source, const std::string& shift_id, const Table& settings,
                     std::uint64_t seed, const std::filesystem::path& cache_folder) {
    const ShiftImage shift = entry_of(shifts(), shift_id).make(settings);
    const std::string split = split_name(shift_id, settings);
    const auto file = cache_folder / cache_name(source, split, seed);

    ImageSet set{source.count, source.height, source.width, source.classes, {}, source.labels};
    const bool keep = !cache_folder.empty();
    auto cached = keep ? read_shift_cache(file, source) : std::nullopt;
    set.pixels = cached ? std::move(*cached) : shifted_pixels(source, shift, split, seed);
    set.digest = digest_of(set);
    if (keep && !cached)
        write_shift_cache(file, set);
    return set;
}

} // namespace thaw
