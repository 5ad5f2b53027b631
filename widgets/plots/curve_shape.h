// From a column of values to what a screen can show of it: no more points than pixel columns
// allow, and never a value lost from sight.
#pragma once

#include "core/run/run_record.h"
#include "core/run/summed_column.h"
#include "widgets/plots/plot_map.h"
#include "widgets/step_axis.h"

#include <QPolygonF>
#include <cstddef>
#include <vector>

namespace thaw {

// Which rows of a metric fall into which pixel column of the plot.
struct ColumnRows {
    std::vector<std::size_t> first; // by column, and one more: rows [first[c], first[c + 1])
    std::vector<double> x;          // where the rows are few: their pixels, one row to either side
    std::size_t begin = 0;          // the first row of `x`

    std::size_t rows() const { return first.empty() ? 0 : first.back() - first.front(); }
    bool exact() const { return !x.empty(); }
};
// Binary search: x grows with the rows. Exact when there are at most as many rows as columns.
ColumnRows column_rows(const MetricColumns& columns, const StepAxis& axis, const PlotMap& map);
// The same over x that grows; what lies below `least` is drawn there (what a logarithmic axis has
// no room for).
ColumnRows column_rows(const std::vector<double>& x, double least, const PlotMap& map);

struct CurveShape {
    bool exact = true;              // every row is a point; else least and greatest of each column
    std::vector<QPolygonF> strokes; // unbroken parts: a value that is not a number breaks them
    std::vector<double> nan;        // pixels x of what is not a number
    std::vector<double> above, below; // of +infinity and -infinity
    bool off_scale = false;           // some values cannot be on this scale (log of 0 and below)
};
CurveShape curve_shape(const SummedColumn& values, const ColumnRows& rows, const PlotMap& map);
// The area between two curves of the same rows; broken where one of them is not a number.
std::vector<QPolygonF> band_shape(const SummedColumn& lower, const SummedColumn& upper,
                                  const ColumnRows& rows, const PlotMap& map);

} // namespace thaw
