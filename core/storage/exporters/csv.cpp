// Long form: one line a reading. Numbers in their shortest form that reads back the same; "nan" and
// "inf" as they are, which pandas and numpy read.
#include "core/run/quoting.h"
#include "core/storage/exporters/exporter.h"

#include <cmath>
#include <fmt/format.h>

namespace thaw {

namespace {

std::string number(double x) {
    return std::isnan(x) ? "nan" : fmt::format("{}", x); // and never "-nan"
}

void write(const RunRecord& record, std::ostream& out) {
    out << "series,step,epoch,examples,wall_time,train_time,value,standard_error,count\n";
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& rows = record.metrics[m];
        for (std::size_t s = 0; s < rows.series.size(); ++s)
            for (std::size_t i = 0; i < rows.step.size(); ++i)
                out << fmt::format(
                    "{},{},{},{},{},{},{},{},{}\n",
                    csv_field(record.header.plan.metrics[m].series[s].name), rows.step[i],
                    number(rows.epoch[i]), rows.examples[i], number(rows.wall_time[i]),
                    number(rows.train_time[i]), number(rows.series[s].value[i]),
                    number(rows.series[s].standard_error[i]), rows.series[s].count[i]);
    }
}

} // namespace

Exporter csv_exporter() {
    return {"csv", &write};
}

} // namespace thaw
