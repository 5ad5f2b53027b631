// Everything in one object. NaN and infinity are the texts "nan", "inf", "-inf".
#include "core/storage/exporters/exporter.h"
#include "core/storage/json_text.h"

#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

json reals(const std::vector<double>& values) {
    json all = json::array();
    for (const double value : values)
        all.push_back(to_json(value));
    return all;
}

void write(const RunRecord& record, std::ostream& out) {
    const RunHeader& header = record.header;
    json all{{"run_id", header.run_id},
             {"name", header.name},
             {"created", header.created},
             {"config", header.config},
             {"plan", to_json(header.plan)},
             {"provenance", to_json(header.provenance)},
             {"state", to_text(record.status.state)},
             {"last_step", record.status.last_step},
             {"reason", record.status.reason},
             {"series", json::object()},
             {"events", json::array()}};
    if (header.parent)
        all["parent"] = {{"run_id", header.parent->run_id},
                         {"file", header.parent->file},
                         {"step", header.parent->step}};
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& rows = record.metrics[m];
        for (std::size_t s = 0; s < rows.series.size(); ++s)
            all["series"][header.plan.metrics[m].series[s].name] = {
                {"step", rows.step},
                {"epoch", reals(rows.epoch)},
                {"examples", rows.examples},
                {"wall_time", reals(rows.wall_time)},
                {"train_time", reals(rows.train_time)},
                {"value", reals(rows.series[s].value)},
                {"standard_error", reals(rows.series[s].standard_error)},
                {"count", rows.series[s].count}};
    }
    for (const auto& event : record.events)
        all["events"].push_back({{"step", event.step},
                                 {"wall_time", to_json(event.wall_time)},
                                 {"kind", to_text(event.kind)},
                                 {"actor", to_text(event.actor)},
                                 {"command", event.command},
                                 {"details", to_json_details(event)}});
    out << dump(all, 1) << '\n';
}

} // namespace

Exporter json_exporter() {
    return {"json", &write};
}

} // namespace thaw
