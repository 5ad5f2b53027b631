#include "widgets/plots/curve_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

// The first row in [from, all) whose x is at least `x`: near `from` in most columns, so it gallops.
template <class XOf>
std::size_t first_row_at(std::size_t all, const XOf& x_of, double x, std::size_t from) {
    std::size_t low = from, stride = 1;
    while (low + stride < all && x_of(low + stride) < x) {
        low += stride;
        stride *= 2;
    }
    std::size_t high = std::min(all, low + stride);
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (x_of(middle) < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Pixel of y, with what the scale cannot show below its end.
double y_pixel(const PlotMap& map, double value) {
    const double y = map.y.pixel(value);
    return std::isnan(y) ? map.area.bottom() + 4 : y;
}

void exact_shape(const SummedColumn& values, const ColumnRows& rows, const PlotMap& map,
                 CurveShape& shape) {
    QPolygonF stroke;
    const auto end_stroke = [&] {
        if (!stroke.isEmpty())
            shape.strokes.push_back(std::move(stroke));
        stroke = {};
    };
    for (std::size_t i = 0; i < rows.x.size(); ++i) {
        const double value = values[rows.begin + i], x = rows.x[i];
        const bool inside = x >= map.area.left() - 0.5 && x <= map.area.right() + 0.5;
        const double y = map.y.pixel(value);
        if (std::isfinite(value) && !std::isnan(y)) {
            stroke.append({x, y});
            continue;
        }
        end_stroke();
        if (!inside)
            continue;
        if (std::isnan(value))
            shape.nan.push_back(x);
        else if (std::isinf(value))
            (value > 0 ? shape.above : shape.below).push_back(x);
        else
            shape.off_scale = true;
    }
    end_stroke();
}

void dense_shape(const SummedColumn& values, const ColumnRows& rows, const PlotMap& map,
                 CurveShape& shape) {
    // A column's ends lie anywhere in memory: asked for early, a plot of many curves is drawn in
    // half the time.
    constexpr std::size_t ahead = 5;
    QPolygonF stroke;
    stroke.reserve(2 * static_cast<qsizetype>(rows.first.size()));
    const double least =
        map.y.scale() == AxisScale::logarithmic ? 0 : -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c + 1 < rows.first.size(); ++c) {
        if (rows.first[c] == rows.first[c + 1])
            continue;
        if (c + ahead < rows.first.size())
            values.prefetch(rows.first[c + ahead]);
        const Extent extent = values.extent(rows.first[c], rows.first[c + 1]);
        const double x = map.area.left() + static_cast<double>(c) + 0.5;
        if (extent.nan)
            shape.nan.push_back(x);
        if (extent.positive_infinity)
            shape.above.push_back(x);
        if (extent.negative_infinity)
            shape.below.push_back(x);
        shape.off_scale = shape.off_scale || (extent.finite() && extent.low <= least);
        if (extent.finite() && extent.high > least) {
            // Entered at the end that is nearer to where the column before was left.
            const QPointF low(x, y_pixel(map, extent.low)), high(x, map.y.pixel(extent.high));
            const bool from_low = stroke.isEmpty() || std::abs(stroke.back().y() - low.y()) <
                                                          std::abs(stroke.back().y() - high.y());
            stroke.append(from_low ? low : high);
            stroke.append(from_low ? high : low);
        } else if (!stroke.isEmpty()) {
            shape.strokes.push_back(std::move(stroke));
            stroke = {};
        }
    }
    if (!stroke.isEmpty())
        shape.strokes.push_back(std::move(stroke));
}

template <class XOf>
ColumnRows rows_by_column(std::size_t all, const XOf& x_of, const PlotMap& map) {
    ColumnRows rows;
    const auto count = static_cast<std::size_t>(std::max(0.0, std::floor(map.area.width())));
    if (count == 0)
        return rows;
    rows.first.reserve(count + 1);
    std::size_t row = 0;
    for (std::size_t c = 0; c <= count; ++c) {
        double x = map.x.value(map.area.left() + static_cast<double>(c));
        // The ends exactly, and what lies on the last one inside.
        if (c == 0)
            x = map.x.low();
        if (c == count)
            x = std::nextafter(map.x.high(), std::numeric_limits<double>::infinity());
        row = first_row_at(all, x_of, x, row);
        rows.first.push_back(row);
    }
    if (rows.rows() > count || all == 0)
        return rows;
    rows.begin = rows.first.front() > 0 ? rows.first.front() - 1 : 0;
    const std::size_t end = std::min(all, rows.first.back() + 1);
    for (std::size_t i = rows.begin; i < end; ++i)
        rows.x.push_back(map.x.pixel(x_of(i)));
    return rows;
}

} // namespace

ColumnRows column_rows(const MetricColumns& columns, const StepAxis& axis, const PlotMap& map) {
    return rows_by_column(
        columns.step.size(), [&](std::size_t row) { return axis.x_of(columns, row); }, map);
}

ColumnRows column_rows(const std::vector<double>& x, double least, const PlotMap& map) {
    return rows_by_column(
        x.size(), [&](std::size_t row) { return std::max(x[row], least); }, map);
}

CurveShape curve_shape(const SummedColumn& values, const ColumnRows& rows, const PlotMap& map) {
    CurveShape shape;
    shape.exact = rows.exact();
    if (shape.exact)
        exact_shape(values, rows, map, shape);
    else
        dense_shape(values, rows, map, shape);
    return shape;
}

std::vector<QPolygonF> band_shape(const SummedColumn& lower, const SummedColumn& upper,
                                  const ColumnRows& rows, const PlotMap& map) {
    std::vector<QPolygonF> parts;
    QPolygonF top, bottom;
    const auto end_part = [&] {
        if (top.size() > 1) {
            std::reverse(bottom.begin(), bottom.end());
            parts.emplace_back(top + bottom);
        }
        top = bottom = {};
    };
    const auto add = [&](double x, double low, double high) {
        const double y = map.y.pixel(high);
        if (!std::isfinite(low) || !std::isfinite(high) || std::isnan(y)) {
            end_part();
            return;
        }
        top.append({x, y});
        bottom.append({x, y_pixel(map, low)});
    };
    if (rows.exact()) {
        for (std::size_t i = 0; i < rows.x.size(); ++i)
            add(rows.x[i], lower[rows.begin + i], upper[rows.begin + i]);
    } else {
        // Three columns at a time: a band's edge need not be as sharp as a curve, and costs less.
        constexpr std::size_t together = 3;
        for (std::size_t c = 0; c + 1 < rows.first.size(); c += together) {
            const std::size_t end = std::min(c + together, rows.first.size() - 1);
            if (rows.first[c] < rows.first[end])
                add(map.area.left() + static_cast<double>(c + end) / 2,
                    lower.extent(rows.first[c], rows.first[end]).low,
                    upper.extent(rows.first[c], rows.first[end]).high);
        }
    }
    end_part();
    return parts;
}

} // namespace thaw
