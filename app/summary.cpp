#include "app/summary.h"

#include "app/output.h"
#include "app/text.h"
#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"
#include "core/storage/storage.h"

#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

// The newest reading of a series, if it was ever read.
struct Newest {
    const SeriesInfo* series;
    std::int64_t step;
    Reading reading;
};

std::vector<Newest> newest_headlines(const RunRecord& record) {
    std::vector<Newest> all;
    for (std::size_t m = 0; m < record.metrics.size(); ++m) {
        const MetricColumns& columns = record.metrics[m];
        const auto& infos = record.header.plan.metrics[m].series;
        for (std::size_t s = 0; s < infos.size() && !columns.step.empty(); ++s)
            if (infos[s].headline)
                all.push_back(
                    {&infos[s],
                     columns.step.back(),
                     {columns.series[s].value.back(), columns.series[s].standard_error.back(),
                      columns.series[s].count.back()}});
    }
    return all;
}

double last_column(const RunRecord& record, std::vector<double> MetricColumns::*column) {
    double last = 0;
    for (const auto& metric : record.metrics)
        if (!(metric.*column).empty())
            last = std::max(last, (metric.*column).back());
    return last;
}

double diagnostics_time(const RunRecord& record) {
    double seconds = 0;
    for (const auto& metric : record.metrics)
        for (const double each : metric.seconds)
            seconds += each;
    return seconds;
}

json json_summary(const RunRecord& record, const std::filesystem::path& file) {
    json out;
    out["file"] = file.string();
    out["run_id"] = record.header.run_id;
    out["name"] = record.header.name;
    out["created"] = record.header.created;
    out["state"] = to_text(record.status.state);
    out["reason"] = record.status.reason;
    out["step"] = record.status.last_step;
    out["steps"] = record.header.plan.steps;
    out["stop_step"] = stop_step(record.events);
    out["train_seconds"] = to_json(last_column(record, &MetricColumns::train_time));
    out["diagnostics_seconds"] = to_json(diagnostics_time(record));
    out["wall_seconds"] = to_json(last_column(record, &MetricColumns::wall_time));
    if (record.header.parent)
        out["parent"] = {{"run_id", record.header.parent->run_id},
                         {"file", record.header.parent->file},
                         {"step", record.header.parent->step}};
    for (const auto& newest : newest_headlines(record))
        out["headline"][newest.series->name] = {
            {"step", newest.step},
            {"value", to_json(newest.reading.value)},
            {"standard_error", to_json(newest.reading.standard_error)},
            {"count", newest.reading.count}};
    for (const auto& event : record.events)
        if (event.kind != EventKind::checkpoint_saved)
            out["events"].push_back({{"step", event.step},
                                     {"kind", to_text(event.kind)},
                                     {"actor", to_text(event.actor)},
                                     {"text", event_sentence(event)}});
    return out;
}

void row(const std::string& label, const std::string& text) {
    constexpr std::size_t label_width = 16;
    print_line(padded(label, label_width) + " " + text);
}

void print_text(const RunRecord& record, const std::filesystem::path& file) {
    const RunStatus& status = record.status;
    row(tr("file"), file.string());
    row(tr("run"), fmt::format("{}  {}  {}", terminal_text(record.header.name),
                               record.header.run_id.substr(0, 12), record.header.created));
    if (record.header.parent)
        row(tr("forked from"),
            sentence("{} at step {}", record.header.parent->file, record.header.parent->step));
    const std::string state = status_text(status);
    row(tr("state"), status.reason.empty() ? state : state + ": " + reason_text(status.reason));
    row(tr("steps"), fmt::format("{}/{}", status.last_step, record.header.plan.steps));
    row(tr("time"), sentence("{} in all: {} training, {} diagnostics",
                             duration_text(last_column(record, &MetricColumns::wall_time)),
                             duration_text(last_column(record, &MetricColumns::train_time)),
                             duration_text(diagnostics_time(record))));
    for (const auto& newest : newest_headlines(record))
        row(newest.series->name,
            fmt::format("{} ± {}  ({})", number_text(newest.reading.value),
                        number_text(newest.reading.standard_error),
                        sentence("step {}, n = {}", newest.step, newest.reading.count)));
    if (const auto step = stop_step(record.events); step >= 0)
        row(tr("unfreezing ended"), sentence("at step {}", step));
    for (const auto& event : record.events)
        if (event.kind != EventKind::checkpoint_saved)
            row(tr("event"), event_sentence(event));
}

} // namespace

void print_summary(const std::filesystem::path& file, bool json_wanted) {
    const RunRecord record = read_run(file);
    if (json_wanted)
        print_data(dump(json_summary(record, file), 2) + "\n");
    else
        print_text(record, file);
}

} // namespace thaw
