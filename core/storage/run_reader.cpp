#include "core/storage/run_reader.h"

#include "core/run/error.h"
#include "core/storage/json_text.h"
#include "core/storage/layout.h"
#include "core/storage/process_identity.h"
#include "core/storage/records.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace thaw {

using hdf5::check_done;
using hdf5::Handle;

namespace {

namespace fs = std::filesystem;

void check_format(hid_t file, const fs::path& path) {
    const Handle root(H5Gopen2(file, "/", H5P_DEFAULT));
    if (!hdf5::has_attribute(root, "format") ||
        hdf5::read_attribute(root, "format") != layout::format)
        throw damaged("{} is an HDF5 file, but not a run of Thawscope", path.string());
    const std::string version = hdf5::read_attribute(root, "format_version");
    int major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    if (major > layout::major)
        throw usage("{} was made by a newer Thawscope (format {}; this one reads up to {}); use a "
                    "newer program",
                    path.string(), version, layout::version);
}

RunState state_from_text(const std::string& text) {
    for (const auto state : {RunState::running, RunState::finished, RunState::stopped,
                             RunState::paused, RunState::failed, RunState::interrupted})
        if (to_text(state) == text)
            return state;
    throw damaged("the run has the unknown state '{}'", text);
}

} // namespace

void expect_file(const fs::path& file) {
    std::error_code error;
    if (fs::is_regular_file(file, error))
        return;
    if (!error && fs::is_directory(file))
        error = std::make_error_code(std::errc::is_a_directory);
    throw failure("{} cannot be opened: {}; check the name and the permissions", file.string(),
                  error ? error.message() : tr("it is no regular file"));
}

RunReader::RunReader(const fs::path& file, Tolerance tolerance) {
    hdf5::quiet();
    expect_file(file);
    try {
        file_ = hdf5::open_to_read(file, tolerance == Tolerance::cut_off);
    } catch (const hdf5::Failure& why) {
        const std::string reason = hdf5::wrong_beginning(file);
        throw damaged("{} cannot be read as HDF5 ({}); if it is a run that was cut off, `thaw "
                      "repair` saves what is left",
                      file.string(), reason.empty() ? why.what() : reason);
    }
    check_format(file_, file);
}

RunHeader RunReader::header() const {
    const Handle root(H5Gopen2(file_, "/", H5P_DEFAULT));
    const Handle config(H5Gopen2(file_, layout::config, H5P_DEFAULT));
    RunHeader header;
    header.run_id = hdf5::read_attribute(root, "run_id");
    header.name = hdf5::read_attribute(root, "name");
    header.created = hdf5::read_attribute(root, "created");
    header.config = hdf5::read_text(config, "resolved");
    header.source = hdf5::read_text(config, "source");
    header.plan = plan_from_json(nlohmann::json::parse(hdf5::read_text(file_, layout::plan)));
    header.provenance =
        table_from_json(nlohmann::json::parse(hdf5::read_text(file_, layout::provenance)));
    if (hdf5::exists(file_, layout::parent)) {
        const auto parent = nlohmann::json::parse(hdf5::read_text(file_, layout::parent));
        header.parent = Parent{parent.at("run_id"), parent.at("file"), parent.at("step")};
    }
    return header;
}

template <class T>
T RunReader::number(const char* name) const {
    const Handle dataset = hdf5::open_dataset(file_, std::string(layout::status) + "/" + name);
    const Handle space(H5Dget_space(dataset));
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw hdf5::Failure("a status value is not a single number");
    T value{};
    check_done(H5Dread(dataset, hdf5::native<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value));
    return value;
}

RunStatus RunReader::status() const {
    const Handle group(H5Gopen2(file_, layout::status, H5P_DEFAULT));
    RunStatus status;
    status.state = state_from_text(hdf5::read_text(group, "state"));
    status.last_step = number<std::int64_t>("last_step");
    status.heartbeat = number<double>("heartbeat");
    status.pid = number<std::int64_t>("pid");
    status.process_start = number<std::int64_t>("process_start");
    status.host = hdf5::read_text(group, "host");
    status.boot_id = hdf5::read_text(group, "boot_id");
    status.reason = hdf5::read_text(group, "reason");
    if (status.state == RunState::running && !writer_lives(status))
        status.state = RunState::interrupted;
    return status;
}

// Rows of a dataset, if the file can hold that many: a damaged extent must not make us allocate.
std::size_t RunReader::rows(const std::string& path, std::size_t row_size) const {
    const Handle dataset = hdf5::open_dataset(file_, path);
    const std::size_t count = hdf5::row_count(dataset);
    if (count > hdf5::file_bytes(file_) / row_size + layout::chunk_bytes)
        throw hdf5::Failure(path + " claims more rows than the file can hold");
    hdf5::check_chunks(dataset);
    return count;
}

std::vector<Event> RunReader::events() const {
    const std::size_t count = rows(layout::events, sizeof(EventRow));
    std::vector<EventRow> rows(count);
    const Handle dataset = hdf5::open_dataset(file_, layout::events);
    const Handle type = event_row_type();
    hdf5::read_rows(dataset, type, 0, count, rows.data());
    std::vector<Event> events;
    for (const auto& row : rows) {
        if (row.kind[0] == '\0') // a killed writer may leave the extent ahead of its rows
            break;
        events.push_back(from_row(row));
    }
    return events;
}

std::vector<CheckpointInfo> RunReader::checkpoints() const {
    const std::size_t count = rows(layout::checkpoints, sizeof(CheckpointRow));
    std::vector<CheckpointRow> rows(count);
    const Handle dataset = hdf5::open_dataset(file_, layout::checkpoints);
    const Handle type = checkpoint_row_type();
    hdf5::read_rows(dataset, type, 0, count, rows.data());
    std::vector<CheckpointInfo> kept;
    for (const auto& row : rows) {
        if (row.kept == 0)
            continue;
        std::erase_if(kept, [&](const CheckpointInfo& older) { return older.step == row.step; });
        kept.push_back(from_row(row));
    }
    std::stable_sort(kept.begin(), kept.end(),
                     [](const auto& a, const auto& b) { return a.step < b.step; });
    return kept;
}

// Whole rows: a killed writer may have stopped between two columns.
std::size_t RunReader::rows(const MetricInfo& info) const {
    const std::string path = std::string(layout::metrics) + "/" + info.name + "/";
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const char* column : layout::shared_columns)
        least = std::min(least, rows(path + column, sizeof(double)));
    for (const auto& series : info.series)
        for (const char* column : {"/value", "/value_errors", "/count"})
            least = std::min(least, rows(path + series.name + column, sizeof(double)));
    return least;
}

namespace {

// How many cells come before the first one that was never written.
std::size_t written(const std::vector<std::int64_t>& cells) {
    return static_cast<std::size_t>(
        std::find(cells.begin(), cells.end(), layout::unwritten_integer) - cells.begin());
}
std::size_t written(const std::vector<double>& cells) {
    const auto is_unwritten = [](double cell) {
        return std::bit_cast<std::uint64_t>(cell) == layout::unwritten_real_bits;
    };
    return static_cast<std::size_t>(std::find_if(cells.begin(), cells.end(), is_unwritten) -
                                    cells.begin());
}

} // namespace

template <class T>
std::vector<T> RunReader::column(const std::string& path, std::size_t count, bool growing) const {
    const Handle dataset = hdf5::open_dataset(file_, path);
    if (growing)
        count = hdf5::rows_before_hole(dataset, count);
    std::vector<T> values(count);
    hdf5::read_rows(dataset, hdf5::native<T>(), 0, count, values.data());
    return values;
}

MetricColumns RunReader::metric(const MetricInfo& info) const {
    const std::string path = std::string(layout::metrics) + "/" + info.name + "/";
    const std::size_t count = rows(info);
    const bool growing = hdf5::read_text(file_, layout::state) == to_text(RunState::running);
    const auto integers = [&](const std::string& name) {
        return column<std::int64_t>(path + name, count, growing);
    };
    const auto reals = [&](const std::string& name) {
        return column<double>(path + name, count, growing);
    };
    MetricColumns columns;
    columns.step = integers("step");
    columns.examples = integers("examples");
    columns.epoch = reals("epoch");
    columns.wall_time = reals("wall_time");
    columns.train_time = reals("train_time");
    columns.seconds = reals("seconds");
    for (const auto& series : info.series)
        columns.series.push_back({reals(series.name + "/value"),
                                  reals(series.name + "/value_errors"),
                                  integers(series.name + "/count")});
    // The steps are written last, but a network file system may show them first: what counts are
    // rows that every column has.
    const auto every_column = [&columns](const auto& use) {
        use(columns.step);
        use(columns.examples);
        use(columns.epoch);
        use(columns.wall_time);
        use(columns.train_time);
        use(columns.seconds);
        for (auto& series : columns.series) {
            use(series.value);
            use(series.standard_error);
            use(series.count);
        }
    };
    std::size_t whole = count;
    every_column([&whole](const auto& cells) { whole = std::min(whole, written(cells)); });
    every_column([whole](auto& cells) { cells.resize(whole); });
    return columns;
}

RunOutline RunReader::outline() const {
    RunOutline outline{header(), status(), events(), {}};
    for (const auto& metric : outline.header.plan.metrics) {
        const std::string path = std::string(layout::metrics) + "/" + metric.name + "/";
        std::size_t count = rows(path + "step", sizeof(std::int64_t));
        for (const auto& series : metric.series)
            if (is_listed(series))
                count = std::min(count, rows(path + series.name + "/value", sizeof(double)));
        auto step = column<std::int64_t>(path + "step", count);
        step.erase(std::find(step.begin(), step.end(), -1), step.end()); // not written yet
        if (step.empty())
            continue;
        const auto newest = [&](const char* name) {
            double value = 0;
            const Handle dataset = hdf5::open_dataset(file_, path + name);
            hdf5::read_rows(dataset, H5T_NATIVE_DOUBLE, step.size() - 1, 1, &value);
            return value;
        };
        outline.wall_time = std::max(outline.wall_time, newest("wall_time"));
        outline.train_time = std::max(outline.train_time, newest("train_time"));
        for (const auto& series : metric.series)
            if (is_listed(series))
                outline.outcomes.push_back(outcome_of(
                    series.name, step, column<double>(path + series.name + "/value", step.size())));
    }
    return outline;
}

double RunReader::newest(const MetricInfo& metric, const SeriesInfo& series) const {
    const std::string group = std::string(layout::metrics) + "/" + metric.name + "/";
    const std::string path = group + series.name + "/value";
    const Handle dataset = hdf5::open_dataset(file_, path);
    const std::size_t count =
        std::min(rows(group + "step", sizeof(std::int64_t)), rows(path, sizeof(double)));
    double value = std::numeric_limits<double>::quiet_NaN();
    if (count > 0)
        hdf5::read_rows(dataset, H5T_NATIVE_DOUBLE, count - 1, 1, &value);
    return value;
}

} // namespace thaw
