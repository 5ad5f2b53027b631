// NeXus groups (NXdata), by which generic viewers plot a run: https://manual.nexusformat.org.
#pragma once

#include "core/run/plan.h"
#include "core/storage/hdf5.h"

namespace thaw {

// Makes a series' group an NXdata of value over step; `value` is its dataset.
void describe_series(hid_t group, hid_t value, const SeriesInfo& series);

// /entry/plots: one group of soft links a metric with its headline series, and one a score of the
// task ("accuracy", "r2", "calibration_error") with that of every split. `file` holds the series
// already. Returns the path of the plot to show first, seen from /entry; empty where there is none.
std::string create_plots(hid_t file, const Plan& plan);

} // namespace thaw
