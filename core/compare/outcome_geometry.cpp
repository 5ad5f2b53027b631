#include "core/compare/outcome_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace thaw {

std::vector<std::size_t> pareto_front(std::vector<OutcomePoint> points, Better id, Better ood) {
    for (OutcomePoint& point : points) { // from here on greater is better
        point.id = id == Better::less ? -point.id : point.id;
        point.ood = ood == Better::less ? -point.ood : point.ood;
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (std::isfinite(points[i].id) && std::isfinite(points[i].ood))
            order.push_back(i);
    // From the greatest id down; among equal ones the greatest ood comes first.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return points[a].id != points[b].id ? points[a].id > points[b].id
                                            : points[a].ood > points[b].ood;
    });
    std::vector<std::size_t> front;
    double best = -std::numeric_limits<double>::infinity(); // ood so far
    for (const std::size_t i : order) {
        const bool equal = !front.empty() && points[i].id == points[front.back()].id &&
                           points[i].ood == points[front.back()].ood;
        if (points[i].ood > best || equal)
            front.push_back(i);
        best = std::max(best, points[i].ood);
    }
    if (id != Better::less)
        std::reverse(front.begin(), front.end());
    return front;
}

std::optional<SeedEllipse> seed_ellipse(const std::vector<OutcomePoint>& points,
                                        double deviations) {
    SeedEllipse ellipse;
    std::vector<OutcomePoint> finite;
    for (const OutcomePoint& point : points)
        if (std::isfinite(point.id) && std::isfinite(point.ood)) {
            finite.push_back(point);
            ellipse.centre.id += point.id;
            ellipse.centre.ood += point.ood;
        }
    ellipse.n = finite.size();
    if (ellipse.n < 3)
        return {};
    const auto n = static_cast<double>(ellipse.n);
    ellipse.centre.id /= n;
    ellipse.centre.ood /= n;
    double xx = 0, xy = 0, yy = 0;
    for (const OutcomePoint& point : finite) {
        const double x = point.id - ellipse.centre.id, y = point.ood - ellipse.centre.ood;
        xx += x * x / (n - 1);
        xy += x * y / (n - 1);
        yy += y * y / (n - 1);
    }
    // The eigenvectors of [xx xy; xy yy]: the first at `angle`, the second across it.
    const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
    const double middle = (xx + yy) / 2, apart = std::hypot((xx - yy) / 2, xy);
    const double major = deviations * std::sqrt(std::max(0.0, middle + apart));
    const double minor = deviations * std::sqrt(std::max(0.0, middle - apart));
    ellipse.axes = {{{major * std::cos(angle), major * std::sin(angle)},
                     {-minor * std::sin(angle), minor * std::cos(angle)}}};
    return ellipse;
}

std::vector<OutcomePoint> SeedEllipse::outline(std::size_t corners) const {
    std::vector<OutcomePoint> points;
    for (std::size_t i = 0; i < corners; ++i) {
        const double turn =
            2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(corners);
        const double a = std::cos(turn), b = std::sin(turn);
        points.push_back({centre.id + a * axes[0].id + b * axes[1].id,
                          centre.ood + a * axes[0].ood + b * axes[1].ood});
    }
    return points;
}

} // namespace thaw
