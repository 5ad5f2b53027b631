#include "core/figures/clip.h"

#include <array>
#include <cmath>

namespace thaw {

std::optional<std::pair<ScenePoint, ScenePoint>> clip_segment(ScenePoint a, ScenePoint b,
                                                              const SceneRect& rect) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    double enter = 0, leave = 1;
    const std::array<std::pair<double, double>, 4> edges{{{-dx, a.x - rect.left},
                                                          {dx, rect.right() - a.x},
                                                          {-dy, a.y - rect.top},
                                                          {dy, rect.bottom() - a.y}}};
    for (const auto& [p, q] : edges) {
        if (p == 0) {
            if (q < 0)
                return {};
            continue;
        }
        const double t = q / p;
        if (p < 0)
            enter = std::max(enter, t);
        else
            leave = std::min(leave, t);
    }
    if (enter > leave)
        return {};
    // An end inside stays as it is, to the bit.
    const auto at = [&](double t) { return ScenePoint{a.x + t * dx, a.y + t * dy}; };
    return std::pair{enter > 0 ? at(enter) : a, leave < 1 ? at(leave) : b};
}

bool inside(ScenePoint p, const SceneRect& rect) {
    return p.x >= rect.left && p.x <= rect.right() && p.y >= rect.top && p.y <= rect.bottom();
}

std::vector<SceneLine> clip_line(const SceneLine& line, const SceneRect& rect) {
    std::vector<SceneLine> pieces;
    bool open = false; // the last piece ends at the present point
    for (std::size_t i = 1; i < line.size(); ++i) {
        const ScenePoint a = line[i - 1], b = line[i];
        if (!std::isfinite(a.x + a.y) || !std::isfinite(b.x + b.y)) {
            open = false;
            continue;
        }
        const auto part = clip_segment(a, b, rect);
        if (!part) {
            open = false;
            continue;
        }
        if (!open)
            pieces.push_back({part->first});
        pieces.back().push_back(part->second);
        open = inside(b, rect);
    }
    return pieces;
}

SceneLine clip_polygon(const SceneLine& polygon, const SceneRect& rect) {
    SceneLine result = polygon;
    // Distances to the inside of the four edges.
    const auto depth = [&](int edge, ScenePoint p) {
        switch (edge) {
        case 0:
            return p.x - rect.left;
        case 1:
            return rect.right() - p.x;
        case 2:
            return p.y - rect.top;
        default:
            return rect.bottom() - p.y;
        }
    };
    for (int edge = 0; edge < 4 && !result.empty(); ++edge) {
        SceneLine cut;
        for (std::size_t i = 0; i < result.size(); ++i) {
            const ScenePoint a = result[(i + result.size() - 1) % result.size()], b = result[i];
            const double from = depth(edge, a), to = depth(edge, b);
            if ((from < 0) != (to < 0)) {
                const double t = from / (from - to);
                cut.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
            }
            if (to >= 0)
                cut.push_back(b);
        }
        result = std::move(cut);
    }
    return result;
}

} // namespace thaw
