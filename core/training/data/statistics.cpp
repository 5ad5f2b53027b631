#include "core/training/data/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace thaw {

namespace {

using Histogram = std::array<std::int64_t, 256>;

// Of every channel.
std::vector<Histogram> levels_of(const ExampleSource& source) {
    constexpr std::int64_t at_once = 256;
    const auto size = static_cast<std::size_t>(source.spec().bytes());
    const auto channels = static_cast<std::size_t>(source.spec().shape.at(2));
    std::vector<Histogram> levels(channels);
    std::vector<std::byte> bytes(static_cast<std::size_t>(at_once) * size);
    std::vector<std::int64_t> ids(static_cast<std::size_t>(at_once));
    for (std::int64_t begin = 0; begin < source.count(); begin += at_once) {
        ids.resize(static_cast<std::size_t>(std::min(at_once, source.count() - begin)));
        std::iota(ids.begin(), ids.end(), begin);
        const std::span<std::byte> part(bytes.data(), ids.size() * size);
        source.read(ids, part);
        for (std::size_t i = 0; i < part.size(); ++i)
            ++levels[i % channels][std::to_integer<std::size_t>(part[i])];
    }
    return levels;
}

} // namespace

PixelStatistics pixel_statistics(const ExampleSource& source) {
    PixelStatistics found;
    for (const Histogram& levels : levels_of(source)) {
        double n = 0, sum = 0, squares = 0;
        for (std::size_t level = 0; level < levels.size(); ++level) {
            const auto x = static_cast<double>(level);
            const auto count = static_cast<double>(levels[level]);
            n += count;
            sum += count * x;
            squares += count * x * x;
        }
        constexpr double white = 255;
        const double variance = (squares - sum * sum / n) / (n - 1);
        found.mean.push_back(sum / n / white);
        found.deviation.push_back(variance > 0 ? std::sqrt(variance) / white : 1);
    }
    return found;
}

} // namespace thaw
