#include "core/figures/figure_writers.h"
#include "core/run/quoting.h"

#include <charconv>
#include <cmath>

namespace thaw {

namespace {

// The shortest text that reads back to the same bits; nan and inf as Python reads them.
std::string exact(double x) {
    if (std::isnan(x))
        return "nan";
    if (std::isinf(x))
        return x > 0 ? "inf" : "-inf";
    char buffer[32];
    return {buffer, std::to_chars(std::begin(buffer), std::end(buffer), x).ptr};
}

bool visible(const PrintAxis& axis, double x) {
    return x >= axis.low && x <= axis.high;
}

} // namespace

std::string write_figure_csv(const FigureScene& scene, const FigureData& data) {
    std::string out = "panel,curve,x,y,low,high\n";
    for (const ScenePanel& panel : scene.panels) {
        const std::string letter(1, static_cast<char>('a' + static_cast<int>(panel.panel % 26)));
        const PanelData& shown = data.panels[panel.panel];
        const auto row = [&](const std::string& name, double x, double y, const std::string& low,
                             const std::string& high) {
            out += csv_line({letter, name, exact(x), exact(y), low, high});
        };
        for (const FigureCurve& curve : shown.curves) {
            // A line leads on to the next point outside: that one is drawn from, too.
            const std::size_t n = curve.x.size();
            for (std::size_t i = 0; i < n; ++i) {
                const bool near = visible(panel.x, curve.x[i]) ||
                                  (curve.line && i > 0 && visible(panel.x, curve.x[i - 1])) ||
                                  (curve.line && i + 1 < n && visible(panel.x, curve.x[i + 1]));
                if (near)
                    row(curve.name, curve.x[i], curve.y[i],
                        curve.low.empty() ? "" : exact(curve.low[i]),
                        curve.high.empty() ? "" : exact(curve.high[i]));
            }
        }
        if (shown.cells)
            for (std::size_t r = 0; r < shown.cells->rows.size(); ++r)
                for (std::size_t k = 0; k + 1 < shown.cells->edges.size(); ++k)
                    if (visible(panel.x, shown.cells->edges[k]))
                        row(shown.cells->rows[r], shown.cells->edges[k], shown.cells->values[r][k],
                            "", "");
    }
    return out;
}

} // namespace thaw
