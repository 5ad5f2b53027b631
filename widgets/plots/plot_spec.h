// What one plot shows: which series of a run, how they are drawn, and on which scale.
#pragma once

#include "core/run/plan.h"
#include "widgets/axis_scale.h"

#include <QColor>
#include <QString>
#include <string>
#include <vector>

namespace thaw {

struct PlottedSeries {
    std::string name; // SeriesInfo::name
    QString label;    // in the legend, translated
    int style = 0;    // n of curve_style()
    bool bold = false;
    bool marked = false;
    bool visible = true;
    QColor color = {}; // valid: in place of the style's
};

struct PlotSpec {
    std::string id; // "accuracy"; unique in a window
    QString title;
    QString y_label = {};
    AxisScale y_scale = AxisScale::linear;
    std::vector<PlottedSeries> series = {};
};

// The plots that tell a run's story, in the order in which a window shows them: only those whose
// series are in the plan, and each series whose metric calls it a headline in at least one of them.
std::vector<PlotSpec> default_plots(const Plan& plan);

} // namespace thaw
