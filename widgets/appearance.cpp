#include "widgets/appearance.h"

#include "core/run/event.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace thaw {

namespace {

constexpr int colors = 8;
// Okabe and Ito's eight, ordered so that neighbours differ most. Yellow is darkened on light
// grounds and blue lightened on dark ones, so that each has a contrast of 3:1 to its ground.
constexpr std::array<QRgb, colors> on_light{0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7,
                                            0xC98500, 0x3A9BD9, 0x9A8A00, 0x404040};
constexpr std::array<QRgb, colors> on_dark{0x4FA8E0, 0xF07A33, 0x1FC298, 0xDE93BC,
                                           0xE6A93C, 0x8CCBF2, 0xE8DD4E, 0xD0D0D0};

QColor of_ground(const QPalette& palette, QRgb light, QRgb dark) {
    return QColor::fromRgb(is_dark(palette) ? dark : light);
}

QColor mixed(const QColor& a, const QColor& b, double part_of_b) {
    const auto mix = [part_of_b](double x, double y) {
        return static_cast<float>(x + (y - x) * part_of_b);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
}

} // namespace

bool is_dark(const QPalette& palette) {
    return palette.color(QPalette::Base).lightnessF() < 0.5F;
}

CurveStyle curve_style(int n, const QPalette& palette) {
    constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    const auto color = static_cast<std::size_t>(n % colors);
    const int round = n / colors;
    CurveStyle style;
    style.color = of_ground(palette, on_light[color], on_dark[color]);
    style.dash = dashes[static_cast<std::size_t>(round) % dashes.size()];
    style.marker = round == 0 ? 0 : 1 + (round - 1) % 5;
    return style;
}

QColor event_color(int event_kind, const QPalette& palette) {
    switch (static_cast<EventKind>(event_kind)) {
    case EventKind::released:
        return of_ground(palette, 0x0072B2, 0x4FA8E0);
    case EventKind::released_all:
        return of_ground(palette, 0x007A58, 0x1FC298);
    case EventKind::held:
    case EventKind::frozen:
        return of_ground(palette, 0xB26A00, 0xE6A93C);
    case EventKind::learning_rate_set:
        return of_ground(palette, 0xA8508A, 0xDE93BC);
    case EventKind::trigger_fired:
    case EventKind::rule_set:
    case EventKind::rule_removed:
        return of_ground(palette, 0xC24E00, 0xF07A33);
    case EventKind::diverged:
    case EventKind::refused:
        return of_ground(palette, 0xB3261E, 0xFF8A80);
    default:
        return muted_text(palette);
    }
}

QColor grid_color(const QPalette& palette) {
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text),
                 is_dark(palette) ? 0.14 : 0.10);
}

QColor ghost_color(const QColor& curve, const QPalette& palette) {
    return mixed(curve, palette.color(QPalette::Base), 0.66);
}

QColor muted_text(const QPalette& palette) {
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.35);
}

QColor viridis(double t) {
    constexpr std::array<std::array<double, 3>, 9> knots{{{68, 1, 84},
                                                          {71, 45, 123},
                                                          {59, 82, 139},
                                                          {44, 114, 142},
                                                          {33, 145, 140},
                                                          {40, 174, 128},
                                                          {94, 201, 98},
                                                          {173, 220, 48},
                                                          {253, 231, 37}}};
    const double at = std::isnan(t) ? 0 : std::clamp(t, 0.0, 1.0) * (knots.size() - 1);
    const auto k = std::min(static_cast<std::size_t>(at), knots.size() - 2);
    const double part = at - static_cast<double>(k);
    const auto channel = [&](std::size_t c) {
        return static_cast<int>(std::lround(knots[k][c] + part * (knots[k + 1][c] - knots[k][c])));
    };
    return {channel(0), channel(1), channel(2)};
}

} // namespace thaw
