// What is sound of one metric's rows.
#pragma once

#include "core/run/run_record.h"
#include "core/storage/run_reader.h"

#include <string>
#include <vector>

namespace thaw {

struct SalvagedMetric {
    MetricColumns columns;
    std::vector<std::string> lost; // a sentence each, translated
};

// Every row of which the step is known. What is damaged in a row that has one is NaN (a count: 0);
// examples and epoch follow from the step, and the step from either. In files of format 1.2 a row's
// own checksums decide, so that a damaged byte costs a cell and not a chunk; in older ones those of
// HDF5's chunks. What a killed writer had not finished is no damage and is not told.
SalvagedMetric salvage_metric(const RunReader& reader, const Plan& plan, const MetricInfo& info);

} // namespace thaw
