#include "core/storage/run_reader.h"

#include "core/run/error.h"
#include "core/storage/json_text.h"
#include "core/storage/place_check.h"
#include "core/storage/process_identity.h"
#include "core/storage/records.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
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
        // What has lost its beginning has lost the way to all else.
        if (const std::string reason = hdf5::wrong_beginning(file); !reason.empty())
            throw damaged("{} cannot be read as HDF5: {}, and nothing in it can be saved; check "
                          "the name, or start the run anew",
                          file.string(), reason);
        if (tolerance == Tolerance::cut_off)
            throw damaged("{} cannot be read as HDF5, and nothing in it can be saved: {}; start "
                          "the run anew",
                          file.string(), why.what());
        throw damaged("{} cannot be read as HDF5 ({}); if it is a run that was cut off, `thaw "
                      "repair` saves what is left",
                      file.string(), why.what());
    }
    check_format(file_, file);
    look_at_version();
}

RunReader::RunReader(hdf5::Handle file) : file_(std::move(file)) {
    look_at_version();
}

void RunReader::look_at_version() {
    const Handle root(H5Gopen2(file_, "/", H5P_DEFAULT));
    const std::string version = hdf5::read_attribute(root, "format_version");
    if (const auto point = version.find('.'); point != std::string::npos)
        std::from_chars(version.data() + point + 1, version.data() + version.size(), minor_);
    run_id_ = hdf5::read_attribute(root, "run_id");
}

std::string RunReader::text(const char* path) const {
    std::string text = hdf5::read_text(file_, path);
    if (!has_place_checks())
        return text;
    const Handle dataset = hdf5::open_dataset(file_, path);
    if (hdf5::read_number_attribute(dataset, layout::text_check) !=
        PlaceCheck(run_id_, path).text(text))
        throw hdf5::Failure(sentence("{} is not the text that belongs there", path));
    return text;
}

RunHeader RunReader::header() const {
    const Handle root(H5Gopen2(file_, "/", H5P_DEFAULT));
    RunHeader header;
    header.run_id = run_id_;
    header.name = hdf5::read_attribute(root, "name");
    header.created = hdf5::read_attribute(root, "created");
    header.config = text(layout::resolved);
    header.source = text(layout::source);
    header.plan = plan_from_json(nlohmann::json::parse(text(layout::plan)));
    header.provenance = table_from_json(nlohmann::json::parse(text(layout::provenance)));
    if (hdf5::exists(file_, layout::parent)) {
        const auto parent = nlohmann::json::parse(text(layout::parent));
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
    if (hdf5::exists(group, "pid_namespace"))
        status.pid_namespace = number<std::int64_t>("pid_namespace");
    if (status.state == RunState::running) {
        // Facts are written when a run has ended, and no part of it is written after them.
        if (has_place_checks() && !hdf5::read_text(file_, layout::facts).empty())
            throw hdf5::Failure(
                tr("its status says that the run is still going, but other parts say that it "
                   "has ended: a part of it is from an earlier moment"));
        if (!writer_lives(status))
            status.state = RunState::interrupted;
    } else if (has_place_checks()) {
        const std::string ended = hdf5::read_text(group, "ended");
        if (number<std::uint32_t>("check") !=
            status_check(run_id_,
                         {to_text(status.state), status.reason, ended, status.host, status.boot_id},
                         {status.pid, status.process_start, status.pid_namespace, status.last_step},
                         status.heartbeat))
            throw hdf5::Failure(tr("how the run ended does not match its checksum"));
    }
    return status;
}

void RunReader::check_row_counts(const Plan& plan) const {
    if (!has_place_checks() || !was_closed())
        return;
    const auto count = [&](const std::string& path) {
        return static_cast<std::int64_t>(hdf5::row_count(hdf5::open_dataset(file_, path)));
    };
    std::vector<std::int64_t> counts{count(layout::events), count(layout::checkpoints)};
    for (const auto& metric : plan.metrics)
        counts.push_back(count(std::string(layout::metrics) + "/" + metric.name + "/step"));
    if (number<std::uint32_t>("rows_check") != rows_check(run_id_, counts))
        throw hdf5::Failure(tr("there are not as many rows as when the run ended: some were cut "
                               "off, or a part of the file is an older one"));
}

bool RunReader::was_closed() const {
    return hdf5::read_text(file_, layout::state) != to_text(RunState::running);
}

bool RunReader::is_written() const {
    return status().state == RunState::running;
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
    const EventRow unwritten = unwritten_event();
    const PlaceCheck place(run_id_, layout::events);
    std::vector<Event> events;
    for (std::size_t i = 0; i < count; ++i) {
        const EventRow& row = rows[i];
        const bool is_sound =
            row.kind[0] != '\0' &&
            (!has_place_checks() || row.check == place.row_bytes(i, &row, checked_event_bytes));
        if (is_sound) {
            events.push_back(from_row(row));
            continue;
        }
        // A writer that was killed, or is about to go on, may have left the extent ahead of its
        // rows: nothing comes after it. A file that was closed has none of that.
        const bool is_unwritten = has_place_checks()
                                      ? std::memcmp(&row, &unwritten, checked_event_bytes) == 0
                                      : row.kind[0] == '\0';
        const bool nothing_follows =
            std::all_of(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.end(),
                        [](const EventRow& later) { return later.kind[0] == '\0'; });
        if (is_written() || (is_unwritten && nothing_follows && !was_closed()))
            break;
        throw hdf5::Failure(sentence("event {} does not match its checksum", i));
    }
    return events;
}

std::vector<CheckpointInfo> RunReader::checkpoints() const {
    const std::size_t count = rows(layout::checkpoints, sizeof(CheckpointRow));
    std::vector<CheckpointRow> rows(count);
    const Handle dataset = hdf5::open_dataset(file_, layout::checkpoints);
    const Handle type = checkpoint_row_type();
    hdf5::read_rows(dataset, type, 0, count, rows.data());
    const PlaceCheck place(run_id_, layout::checkpoints);
    std::vector<CheckpointInfo> kept;
    for (std::size_t i = 0; i < count; ++i) {
        const CheckpointRow& row = rows[i];
        if (has_place_checks() && row.step != layout::unwritten_integer &&
            row.check != place.row_bytes(i, &row, checked_checkpoint_bytes)) {
            if (is_written())
                continue; // not all there yet
            throw hdf5::Failure(sentence("checkpoint row {} does not match its checksum", i));
        }
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
    std::size_t most = 0;
    const auto look_at = [&](const std::string& column, std::size_t cell) {
        const std::size_t count = rows(path + column, cell);
        least = std::min(least, count);
        most = std::max(most, count);
    };
    for (const char* column : layout::shared_columns)
        look_at(column, sizeof(double));
    for (const auto& series : info.series)
        for (const char* column : {"/value", "/value_errors", "/count"})
            look_at(series.name + column, sizeof(double));
    if (!has_place_checks())
        return least;
    for (const char* column : {layout::step_check, layout::time_check})
        look_at(column, sizeof(std::uint32_t));
    for (const auto& series : info.series)
        look_at(series.name + "/" + layout::reading_check, sizeof(std::uint32_t));
    if (least < most && was_closed())
        throw hdf5::Failure(sentence("metric {}: its columns have {} to {} rows, and a run that "
                                     "has ended has as many in each",
                                     info.name, least, most));
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
    const bool growing = !has_place_checks() && !was_closed();
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
    // Steps are written last: a row that has one is whole, and a file that was closed has no
    // others.
    if (has_place_checks() && whole < (was_closed() ? count : written(columns.step)) &&
        !is_written())
        throw hdf5::Failure(sentence("metric {}: row {} was never written", info.name, whole));
    every_column([whole](auto& cells) { cells.resize(whole); });
    if (has_place_checks())
        check_rows(info, columns);
    return columns;
}

void RunReader::check_rows(const MetricInfo& info, MetricColumns& columns) const {
    const std::string path = std::string(layout::metrics) + "/" + info.name + "/";
    const std::size_t count = columns.step.size();
    std::size_t sound = count;
    std::string where;
    const auto compare = [&](const std::string& dataset, const auto& checks_of) {
        const auto stored = column<std::uint32_t>(dataset, count);
        const auto wanted = checks_of(PlaceCheck(run_id_, dataset));
        const auto first = static_cast<std::size_t>(
            std::mismatch(stored.begin(), stored.end(), wanted.begin()).first - stored.begin());
        if (first < sound) {
            sound = first;
            where = dataset;
        }
    };
    compare(path + layout::step_check,
            [&](const PlaceCheck& place) { return step_checks(place, columns); });
    compare(path + layout::time_check,
            [&](const PlaceCheck& place) { return time_checks(place, columns); });
    for (std::size_t s = 0; s < info.series.size(); ++s)
        compare(path + info.series[s].name + "/" + layout::reading_check,
                [&](const PlaceCheck& place) { return reading_checks(place, columns.series[s]); });
    if (sound == count)
        return;
    // Of a file that grows, a network file system may show the newest chunks as they were.
    constexpr std::size_t may_lag = layout::rows_in_chunk(sizeof(std::uint32_t));
    if (sound + may_lag < count || !is_written())
        throw hdf5::Failure(sentence("row {} does not match its checksum in {}", sound, where));
    const auto shorten = [sound](auto&... column) { (column.resize(sound), ...); };
    shorten(columns.step, columns.examples, columns.epoch, columns.wall_time, columns.train_time,
            columns.seconds);
    for (auto& series : columns.series)
        shorten(series.value, series.standard_error, series.count);
}

RunOutline RunReader::outline() const {
    RunOutline outline{header(), status(), events(), {}};
    for (MetricInfo metric : outline.header.plan.metrics) {
        std::erase_if(metric.series, [](const SeriesInfo& series) { return !is_listed(series); });
        const MetricColumns columns = this->metric(metric);
        if (columns.step.empty())
            continue;
        outline.wall_time = std::max(outline.wall_time, columns.wall_time.back());
        outline.train_time = std::max(outline.train_time, columns.train_time.back());
        for (std::size_t s = 0; s < metric.series.size(); ++s)
            outline.outcomes.push_back(
                outcome_of(metric.series[s], columns.step, columns.series[s].value));
    }
    return outline;
}

double RunReader::newest(const MetricInfo& metric, const SeriesInfo& series) const {
    const std::string group = std::string(layout::metrics) + "/" + metric.name + "/";
    const std::string path = group + series.name + "/";
    const std::size_t count = std::min(
        {rows(group + "step", sizeof(std::int64_t)), rows(path + "value", sizeof(double)),
         rows(path + "value_errors", sizeof(double)), rows(path + "count", sizeof(std::int64_t))});
    if (count == 0)
        return std::numeric_limits<double>::quiet_NaN();
    const auto cell = [&]<class T>(const std::string& name, T value) {
        const Handle dataset = hdf5::open_dataset(file_, name);
        hdf5::read_rows(dataset, hdf5::native<T>(), count - 1, 1, &value);
        return value;
    };
    const double value = cell(path + "value", 0.0);
    if (!has_place_checks())
        return value;
    const std::string checks = path + layout::reading_check;
    const bool is_sound = rows(checks, sizeof(std::uint32_t)) >= count &&
                          cell(checks, std::uint32_t{0}) ==
                              PlaceCheck(run_id_, checks)
                                  .row(count - 1, value, cell(path + "value_errors", 0.0),
                                       cell(path + "count", std::int64_t{0}));
    if (is_sound)
        return value;
    if (is_written())
        return std::numeric_limits<double>::quiet_NaN();
    throw hdf5::Failure(sentence("row {} does not match its checksum in {}", count - 1, checks));
}

} // namespace thaw
