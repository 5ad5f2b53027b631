// Other formats for a run's data. One file a format, one line in catalogue.cpp.
#pragma once

#include "core/run/run_record.h"

#include <ostream>

namespace thaw {

struct Exporter {
    const char* id;
    void (*write)(const RunRecord& record, std::ostream& out);
};

Exporter csv_exporter();
Exporter json_exporter();

} // namespace thaw
