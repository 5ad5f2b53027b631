#include "core/training/shifts/zoom.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace thaw {
namespace {

// Where a pixel comes from along one axis: between two neighbours.
struct Source {
    int first, second;
    double share; // of the second
};

std::vector<Source> sources(int side, double factor) {
    const int cut = static_cast<int>(std::ceil(side / factor));
    const int begin = (side - cut) / 2;
    const int enlarged = static_cast<int>(std::nearbyint(cut * factor));
    const double step = enlarged > 1 ? (cut - 1.0) / (enlarged - 1.0) : 0;
    std::vector<Source> all;
    for (int i = 0; i < side; ++i) {
        const double at = (i + (enlarged - side) / 2) * step;
        const int whole = std::min(static_cast<int>(at), cut - 1);
        all.push_back({begin + whole, begin + std::min(whole + 1, cut - 1), at - whole});
    }
    return all;
}

} // namespace

cv::Mat zoomed(const cv::Mat& unit, double factor) {
    const auto rows = sources(unit.rows, factor);
    const auto columns = sources(unit.cols, factor);
    const int channels = unit.channels();
    cv::Mat result(unit.size(), unit.type());
    cv::Mat between;
    for (int row = 0; row < unit.rows; ++row) {
        const Source& from = rows[static_cast<std::size_t>(row)];
        cv::addWeighted(unit.row(from.first), 1 - from.share, unit.row(from.second), from.share, 0,
                        between);
        const auto* values = between.ptr<double>();
        auto* out = result.ptr<double>(row);
        for (const Source& column : columns)
            for (int c = 0; c < channels; ++c)
                *out++ = (1 - column.share) * values[column.first * channels + c] +
                         column.share * values[column.second * channels + c];
    }
    return result;
}

} // namespace thaw
