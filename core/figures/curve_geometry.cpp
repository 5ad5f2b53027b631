#include "core/figures/curve_geometry.h"

#include "core/figures/clip.h"
#include "core/figures/decimation.h"

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

// Half a point is less than half a curve's own width. Every file is to stay below 200 kB, and a
// point of a curve takes some 14 bytes: 12,000 points in all.
double column_width(const ScenePanel& panel, std::size_t share) {
    constexpr double finest = 0.4, most_points = 9'000, points_a_column = 3;
    const double columns =
        most_points / points_a_column / static_cast<double>(std::max<std::size_t>(1, share));
    return std::max(finest, panel.axes.width / columns);
}

// On a logarithmic axis what is not above 0 lies infinitely low: it leaves through the lower edge.
ScenePoint point(const ScenePanel& panel, double x, double y, bool below_is_edge) {
    ScenePoint p = panel.at(x, y);
    if (below_is_edge && std::isfinite(y) && !std::isfinite(p.y))
        p.y = panel.axes.bottom() + panel.axes.height;
    if (std::isinf(y)) // beyond the edges, but the line leads there
        p.y = std::nan("");
    return p;
}

void add_band(SceneCurve& scene, const ScenePanel& panel, const FigureCurve& curve, double column) {
    for (std::size_t i = 0; i < curve.x.size();) {
        SceneBand band;
        for (; i < curve.x.size(); ++i) {
            const ScenePoint low = point(panel, curve.x[i], curve.low[i], true);
            const ScenePoint high = point(panel, curve.x[i], curve.high[i], true);
            if (!std::isfinite(low.x + low.y) || !std::isfinite(high.y))
                break;
            band.low.push_back(low);
            band.high.push_back(high);
        }
        ++i;
        if (band.low.size() < 2)
            continue;
        const SceneBand thin = decimated(band, panel.axes.left, column);
        SceneLine polygon = thin.low;
        polygon.insert(polygon.end(), thin.high.rbegin(), thin.high.rend());
        polygon = clip_polygon(polygon, panel.axes);
        if (polygon.size() > 2)
            scene.band.push_back(std::move(polygon));
    }
}

void add_bars(SceneCurve& scene, const ScenePanel& panel, const FigureCurve& curve) {
    constexpr double cap = 1.8; // half its width
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        const ScenePoint low = point(panel, curve.x[i], curve.low[i], true);
        const ScenePoint high = point(panel, curve.x[i], curve.high[i], true);
        if (!std::isfinite(low.x + low.y) || !std::isfinite(high.y))
            continue;
        for (const auto& [a, b] : {std::pair{low, high},
                                   {ScenePoint{low.x - cap, low.y}, {low.x + cap, low.y}},
                                   {ScenePoint{high.x - cap, high.y}, {high.x + cap, high.y}}})
            if (const auto part = clip_segment(a, b, panel.axes))
                scene.bars.push_back(*part);
    }
}

} // namespace

SceneCurve scene_curve(const ScenePanel& panel, const FigureCurve& curve, std::size_t index,
                       const FigurePreset& preset, std::size_t share) {
    SceneCurve scene;
    scene.curve = index;
    scene.stroke = {.color = curve.style.color, .width = preset.curve_line * curve.weight};
    for (const double part : curve.style.dash)
        scene.stroke.dash.push_back(part * scene.stroke.width);
    const double column = column_width(panel, share);

    SceneLine line;
    std::size_t within = 0;
    line.reserve(curve.x.size());
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        line.push_back(point(panel, curve.x[i], curve.y[i], false));
        within += inside(line.back(), panel.axes) ? 1 : 0;
    }
    if (curve.line) {
        // Only what reaches into the axes: the columns beside them are nobody's business.
        const std::vector<SceneLine> pieces = clip_line(line, panel.axes);
        for (const SceneLine& piece : pieces) {
            constexpr double tolerance = 0.03; // of a point: a tenth of what 300 dpi resolve
            scene.lines.push_back(decimated(piece, panel.axes.left, column, tolerance));
            scene.decimated = scene.decimated || scene.lines.back().size() < piece.size();
        }
    }
    if (!curve.low.empty() && curve.bars)
        add_bars(scene, panel, curve);
    else if (!curve.low.empty())
        add_band(scene, panel, curve, column);

    // Markers: at every point where asked for or where the line needs them to be told apart; of
    // many points some.
    const bool lonely = curve.line && within > 0 && scene.lines.empty(); // one point is no line
    if (!curve.marked && !lonely && curve.style.marker == MarkerShape::none)
        return scene;
    scene.marker =
        curve.style.marker == MarkerShape::none ? MarkerShape::circle : curve.style.marker;
    constexpr double diameter = 3.2;
    scene.marker_size = diameter * (curve.marked ? curve.weight : 1);
    constexpr std::size_t some = 12;
    const std::size_t every = curve.marked ? 1 : std::max<std::size_t>(1, within / some);
    std::size_t seen = 0;
    for (const ScenePoint& p : line)
        if (inside(p, panel.axes) && seen++ % every == 0)
            scene.markers.push_back(p);
    return scene;
}

} // namespace thaw
