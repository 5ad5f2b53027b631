#include "core/compare/aligned_curves.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace thaw {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> common_x(const std::vector<Curve>& curves) {
    std::vector<double> x = curves.front().x, kept;
    for (std::size_t i = 1; i < curves.size(); ++i) {
        kept.clear();
        std::set_intersection(x.begin(), x.end(), curves[i].x.begin(), curves[i].x.end(),
                              std::back_inserter(kept));
        x.swap(kept);
    }
    return x;
}

// Of all curves; empty once there are more than allowed.
std::vector<double> united_x(const std::vector<Curve>& curves) {
    std::vector<double> x, more;
    for (const Curve& curve : curves) {
        if (curve.x == x)
            continue;
        more.clear();
        std::set_union(x.begin(), x.end(), curve.x.begin(), curve.x.end(),
                       std::back_inserter(more));
        x.swap(more);
        // One curve alone may be as long as it is.
        if (x.size() > std::max(AlignedCurves::most_x, curve.x.size()))
            return {};
    }
    return x;
}

std::vector<double> even_x(const std::vector<Curve>& curves) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const Curve& curve : curves)
        if (!curve.x.empty()) {
            low = std::min(low, curve.x.front());
            high = std::max(high, curve.x.back());
        }
    std::vector<double> x(AlignedCurves::even_x);
    const auto gaps = static_cast<double>(x.size() - 1);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = low + (high - low) * static_cast<double>(i) / gaps;
    x.back() = high;
    return x;
}

double between(const Curve& curve, std::size_t before, double x) {
    const double from = curve.y[before], to = curve.y[before + 1];
    if (!std::isfinite(from) || !std::isfinite(to))
        return missing;
    const double part = (x - curve.x[before]) / (curve.x[before + 1] - curve.x[before]);
    return from + (to - from) * part;
}

std::vector<double> values_at(const Curve& curve, const std::vector<double>& x, bool held) {
    std::vector<double> y(x.size(), missing);
    std::size_t next = 0; // the first reading after x[i]
    for (std::size_t i = 0; i < x.size() && !curve.x.empty(); ++i) {
        while (next < curve.x.size() && curve.x[next] <= x[i])
            ++next;
        if (next == 0)
            continue;
        if (curve.x[next - 1] == x[i])
            y[i] = curve.y[next - 1];
        else if (next < curve.x.size())
            y[i] = held ? curve.y[next - 1] : between(curve, next - 1, x[i]);
    }
    return y;
}

} // namespace

std::string to_text(Alignment alignment) {
    switch (alignment) {
    case Alignment::common:
        return "common";
    case Alignment::interpolated:
        return "interpolated";
    case Alignment::held:
        return "held";
    }
    return {};
}

AlignedCurves aligned_curves(std::vector<Curve> curves, Alignment alignment) {
    AlignedCurves all;
    all.alignment = alignment;
    for (const Curve& curve : curves)
        all.not_finite +=
            std::any_of(curve.y.begin(), curve.y.end(), [](double y) { return !std::isfinite(y); });
    all.same_x = std::all_of(curves.begin(), curves.end(),
                             [&](const Curve& curve) { return curve.x == curves.front().x; });
    if (curves.empty())
        return all;
    if (all.same_x) {
        all.x = std::move(curves.front().x);
        for (Curve& curve : curves)
            all.y.push_back(std::move(curve.y));
        return all;
    }
    all.x = alignment == Alignment::common ? common_x(curves) : united_x(curves);
    if (alignment != Alignment::common && all.x.empty()) {
        all.evenly_spaced = true;
        all.x = even_x(curves);
    }
    for (const Curve& curve : curves)
        all.y.push_back(values_at(curve, all.x, alignment == Alignment::held));
    return all;
}

std::string alignment_text(const AlignedCurves& curves) {
    if (curves.same_x)
        return {};
    if (curves.evenly_spaced)
        return curves.alignment == Alignment::held
                   ? sentence("last readings carried forward to {} evenly spaced x",
                              AlignedCurves::even_x)
                   : sentence("interpolated linearly at {} evenly spaced x", AlignedCurves::even_x);
    switch (curves.alignment) {
    case Alignment::common:
        return tr("only where all runs have a reading");
    case Alignment::interpolated:
        return tr("interpolated linearly between readings");
    case Alignment::held:
        return tr("last readings carried forward");
    }
    return {};
}

} // namespace thaw
