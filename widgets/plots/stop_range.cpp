#include "widgets/plots/stop_range.h"

#include <algorithm>
#include <cmath>

namespace thaw {

StopRange::StopRange(std::int64_t steps, QObject* parent)
    : QObject(parent), last_(std::max<std::int64_t>(1, steps - 1)),
      from_(std::max<std::int64_t>(1, steps / 10)), to_(std::max(from_, steps / 2)) {}

std::vector<std::int64_t> StopRange::stops() const {
    std::vector<std::int64_t> all;
    const double wide = static_cast<double>(to_ - from_);
    for (std::int64_t i = 0; i < count_; ++i) {
        const double part =
            count_ == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count_ - 1);
        const std::int64_t step = from_ + std::llround(part * wide);
        if (all.empty() || all.back() != step)
            all.push_back(step);
    }
    return all;
}

void StopRange::set(std::int64_t from, std::int64_t to) {
    const std::int64_t low = std::clamp<std::int64_t>(std::min(from, to), 1, last_);
    const std::int64_t high = std::clamp<std::int64_t>(std::max(from, to), 1, last_);
    if (shown_ && low == from_ && high == to_)
        return;
    from_ = low;
    to_ = high;
    shown_ = true;
    Q_EMIT changed();
}

void StopRange::set_count(std::int64_t count) {
    const std::int64_t kept = std::clamp<std::int64_t>(count, 1, most_stops);
    if (kept == count_)
        return;
    count_ = kept;
    Q_EMIT changed();
}

void StopRange::set_shown(bool shown) {
    if (shown == shown_)
        return;
    shown_ = shown;
    Q_EMIT changed();
}

} // namespace thaw
