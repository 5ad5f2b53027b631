#include "core/figures/decimation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace thaw {

namespace {

bool finite(ScenePoint p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

// First, least, greatest and last of each column.
SceneLine by_columns(const SceneLine& line, double left, double column) {
    SceneLine result;
    for (std::size_t i = 0; i < line.size();) {
        if (!finite(line[i])) {
            if (!result.empty() && finite(result.back()))
                result.push_back(line[i]); // one break is enough
            ++i;
            continue;
        }
        const double where = std::floor((line[i].x - left) / column);
        std::size_t end = i + 1, least = i, greatest = i;
        while (end < line.size() && finite(line[end]) &&
               std::floor((line[end].x - left) / column) == where) {
            if (line[end].y < line[least].y)
                least = end;
            if (line[end].y > line[greatest].y)
                greatest = end;
            ++end;
        }
        std::array<std::size_t, 4> kept{i, std::min(least, greatest), std::max(least, greatest),
                                        end - 1};
        for (std::size_t k = 0; k < kept.size(); ++k)
            if (k == 0 || kept.at(k) != kept.at(k - 1))
                result.push_back(line[kept.at(k)]);
        i = end;
    }
    return result;
}

double distance_to_chord(ScenePoint p, ScenePoint a, ScenePoint b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    return length == 0 ? std::hypot(p.x - a.x, p.y - a.y)
                       : std::abs(dy * (p.x - a.x) - dx * (p.y - a.y)) / length;
}

// Douglas and Peucker 1973 over one unbroken stretch [first, last]; marks what stays.
void thin(const SceneLine& line, std::size_t first, std::size_t last, double tolerance,
          std::vector<bool>& stays) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
    while (!open.empty()) {
        const auto [from, to] = open.back();
        open.pop_back();
        stays[from] = stays[to] = true;
        double farthest = tolerance;
        std::size_t at = from;
        for (std::size_t i = from + 1; i < to; ++i)
            if (const double d = distance_to_chord(line[i], line[from], line[to]); d > farthest) {
                farthest = d;
                at = i;
            }
        if (at != from) {
            open.emplace_back(from, at);
            open.emplace_back(at, to);
        }
    }
}

SceneLine thinned(const SceneLine& line, double tolerance) {
    std::vector<bool> stays(line.size(), false);
    for (std::size_t i = 0; i < line.size();) {
        if (!finite(line[i])) {
            stays[i++] = true;
            continue;
        }
        std::size_t end = i;
        while (end + 1 < line.size() && finite(line[end + 1]))
            ++end;
        thin(line, i, end, tolerance, stays);
        i = end + 1;
    }
    SceneLine result;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (stays[i])
            result.push_back(line[i]);
    return result;
}

} // namespace

SceneLine decimated(const SceneLine& line, double left, double column, double tolerance) {
    return thinned(by_columns(line, left, column), tolerance);
}

SceneBand decimated(const SceneBand& band, double left, double column) {
    SceneBand result;
    for (std::size_t i = 0; i < band.low.size();) {
        const double where = std::floor((band.low[i].x - left) / column);
        // Greatest y is the lower edge: y runs downwards.
        ScenePoint low = band.low[i], high = band.high[i];
        std::size_t end = i + 1;
        for (; end < band.low.size() && std::floor((band.low[end].x - left) / column) == where;
             ++end) {
            low.y = std::max(low.y, band.low[end].y);
            high.y = std::min(high.y, band.high[end].y);
        }
        if (end - i > 2) { // stretched over the column's ends
            const double first = band.low[i].x, last = band.low[end - 1].x;
            result.low.insert(result.low.end(), {{first, low.y}, {last, low.y}});
            result.high.insert(result.high.end(), {{first, high.y}, {last, high.y}});
        } else {
            result.low.insert(result.low.end(), band.low.begin() + static_cast<std::ptrdiff_t>(i),
                              band.low.begin() + static_cast<std::ptrdiff_t>(end));
            result.high.insert(result.high.end(),
                               band.high.begin() + static_cast<std::ptrdiff_t>(i),
                               band.high.begin() + static_cast<std::ptrdiff_t>(end));
        }
        i = end;
    }
    return result;
}

} // namespace thaw
