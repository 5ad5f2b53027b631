#include "core/training/shifts/glass.h"

#include "core/training/shifts/unit_image.h"

#include <algorithm>

namespace thaw {
namespace {

void shuffle(cv::Mat& image, int reach, Exchange exchange, Random& random) {
    const auto choices = 2 * static_cast<std::uint64_t>(reach);
    const auto offset = [&] { return static_cast<int>(random.below(choices)) - reach; };
    const auto channels = static_cast<std::size_t>(image.channels());
    for (int row = image.rows - reach; row > reach; --row)
        for (int column = image.cols - reach; column > reach; --column) {
            if (exchange == Exchange::swap_half && random.below(2) == 0)
                continue;
            const int right = offset();
            const int down = offset();
            auto* const here = image.ptr(row, column);
            auto* const there = image.ptr(row + down, column + right);
            if (exchange == Exchange::copy)
                std::copy_n(there, channels, here);
            else
                std::swap_ranges(here, here + channels, there);
        }
}

} // namespace

cv::Mat through_glass(const cv::Mat& unit, const Glass& glass, Exchange exchange, Random& random) {
    // The originals cut the fraction off here; the tiny addend keeps white white.
    cv::Mat shuffled = cut_to_pixels(gaussian(unit, glass.sigma) + cv::Scalar::all(1e-9 / 255));
    for (int pass = 0; pass < glass.passes; ++pass)
        shuffle(shuffled, glass.reach, exchange, random);
    return gaussian(to_unit(shuffled), glass.sigma);
}

} // namespace thaw
