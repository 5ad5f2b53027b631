#include "core/run/summary_pyramid.h"

namespace thaw {

namespace {
enum Flag : std::uint8_t { nan_flag = 1, positive_flag = 2, negative_flag = 4 };
}

void SummaryPyramid::Level::push(const Extent& extent) {
    ends.push_back({extent.low, extent.high});
    flags.push_back(static_cast<std::uint8_t>((extent.nan ? nan_flag : 0) |
                                              (extent.positive_infinity ? positive_flag : 0) |
                                              (extent.negative_infinity ? negative_flag : 0)));
}

Extent SummaryPyramid::Level::sum(std::size_t from, std::size_t to) const {
    Extent all;
    unsigned seen = 0;
    for (std::size_t i = from; i < to; ++i) {
        all.low = std::min(all.low, ends[i].low);
        all.high = std::max(all.high, ends[i].high);
        seen |= flags[i];
    }
    all.nan = seen & nan_flag;
    all.positive_infinity = seen & positive_flag;
    all.negative_infinity = seen & negative_flag;
    return all;
}

void SummaryPyramid::append(double value) {
    open_.add(value);
    if (++size_ % leaves != 0)
        return;
    Extent node = open_;
    open_ = {};
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size())
            levels_.emplace_back();
        levels_[level].push(node);
        const std::size_t count = levels_[level].ends.size();
        if (count % fan != 0)
            return;
        node = levels_[level].sum(count - fan, count);
    }
}

void SummaryPyramid::reserve(std::size_t values) {
    std::size_t level = 0;
    for (std::size_t count = values / leaves; count > 0; count /= fan, ++level) {
        if (level == levels_.size())
            levels_.emplace_back();
        levels_[level].ends.reserve(count);
        levels_[level].flags.reserve(count);
    }
}

// Climbs: at each level the ragged ends are taken, the whole nodes between go one level up.
Extent SummaryPyramid::nodes(std::size_t first, std::size_t last) const {
    Extent all;
    for (std::size_t level = 0; first < last; ++level) {
        const std::size_t up = (first + fan - 1) / fan, up_end = last / fan;
        if (up >= up_end) {
            all.add(levels_[level].sum(first, last));
            break;
        }
        all.add(levels_[level].sum(first, up * fan));
        all.add(levels_[level].sum(up_end * fan, last));
        first = up;
        last = up_end;
    }
    return all;
}

} // namespace thaw
