#include "core/storage/run_writer.h"

#include "core/storage/json_text.h"
#include "core/storage/layout.h"
#include "core/storage/nexus.h"
#include "core/storage/records.h"
#include "core/storage/run_reader.h"
#include "core/storage/stored_facts.h"

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace thaw {

using hdf5::check_done;
using hdf5::create_rows;
using hdf5::Handle;
using hdf5::native;

namespace {

Handle create_file(const std::filesystem::path& file) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS));
    hdf5::without_locks(access);
    // The oldest library that can follow a file that is being written; every newer one reads it.
    check_done(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110));
    // Only a column's last chunk is ever written again: a cache for one in each of hundreds. The
    // file's setting, because whatever is open when SWMR starts forgets its own.
    check_done(H5Pset_cache(access, 0, 1, layout::chunk_bytes, 1.0));
    // Whatever has its own checksum lies within one page of memory: a kill between two pages of one
    // write would leave half of it. Nothing is ever freed, so no list of free space is kept, which
    // would hold in memory what each page leaves over.
    const Handle creation(H5Pcreate(H5P_FILE_CREATE));
    check_done(H5Pset_file_space_strategy(creation, H5F_FSPACE_STRATEGY_PAGE, 0, 1));
    check_done(H5Pset_file_space_page_size(creation, layout::page_bytes));
    Handle made(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, access));
    // No other program that this one starts keeps it open, and its lock with it.
    ::fcntl(hdf5::descriptor(made), F_SETFD, FD_CLOEXEC);
    return made;
}

Handle create_in_memory() {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS));
    check_done(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110));
    constexpr std::size_t growth = 1U << 18U;
    check_done(H5Pset_fapl_core(access, growth, false));
    static std::atomic<int> made = 0; // libhdf5 knows such a file by its name alone
    const std::string name = fmt::format("skeleton {}", ++made);
    return Handle(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
}

template <class T>
void append(hid_t dataset, std::size_t first, const std::vector<T>& rows) {
    hdf5::write_rows(dataset, native<T>(), first, rows.size(), rows.data());
}
template <class T>
void move_to(hid_t dataset, std::size_t first, std::vector<T>& rows) {
    append(dataset, first, rows);
    rows.clear();
}

template <class T>
void overwrite(hid_t dataset, T value) {
    check_done(H5Dwrite(dataset, native<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value));
    check_done(H5Dflush(dataset));
}

} // namespace

RunWriter::RunWriter(const std::filesystem::path& file, const RunHeader& header)
    : RunWriter(create_file(file), header) {}

hdf5::Handle RunWriter::skeleton(const RunHeader& header) {
    const RunWriter writer(create_in_memory(), header);
    return Handle(H5Freopen(writer.file_));
}

RunWriter::RunWriter(hdf5::Handle file, const RunHeader& header)
    : run_id_(header.run_id), writer_(this_process()), file_(std::move(file)),
      event_type_(event_row_type()), checkpoint_type_(checkpoint_row_type()),
      event_place_(run_id_, layout::events), checkpoint_place_(run_id_, layout::checkpoints) {
    try {
        create(header);
    } catch (...) {
        abandon();
        throw;
    }
}

void RunWriter::create(const RunHeader& header) {
    const Handle root(H5Gopen2(file_, "/", H5P_DEFAULT));
    hdf5::write_attribute(root, "NX_class", "NXroot");
    hdf5::write_attribute(root, "default", "entry");
    hdf5::write_attribute(root, "format", layout::format);
    hdf5::write_attribute(root, "format_version", layout::version);
    hdf5::write_attribute(root, "run_id", header.run_id);
    hdf5::write_attribute(root, "name", header.name);
    hdf5::write_attribute(root, "created", header.created);

    const Handle entry = hdf5::create_group(file_, layout::entry);
    hdf5::write_attribute(entry, "NX_class", "NXentry");
    hdf5::create_group(file_, layout::config);
    write_text(layout::resolved, header.config);
    write_text(layout::source, header.source);
    write_text(layout::plan, dump(to_json(header.plan)));
    write_text(layout::provenance, dump(to_json(header.provenance)));
    if (header.parent) {
        const nlohmann::json parent{{"run_id", header.parent->run_id},
                                    {"file", header.parent->file},
                                    {"step", header.parent->step}};
        write_text(layout::parent, dump(parent));
    }
    hdf5::create_group(file_, layout::metrics);
    hdf5::create_group(file_, layout::series);
    hdf5::create_group(file_, layout::plots);
    for (const auto& metric : header.plan.metrics)
        create_metric(metric);
    if (const auto first = create_plots(file_, header.plan); !first.empty())
        hdf5::write_attribute(entry, "default", first);
    const EventRow no_event = unwritten_event();
    const CheckpointRow no_checkpoint = unwritten_checkpoint();
    events_ = create_rows(file_, layout::events, event_type_, &no_event);
    checkpoints_ = create_rows(file_, layout::checkpoints, checkpoint_type_, &no_checkpoint);
    create_status();
    create_facts();
}

void RunWriter::write_text(const char* path, const std::string& text) {
    hdf5::write_text(file_, path, text);
    const Handle dataset(H5Dopen2(file_, path, H5P_DEFAULT));
    hdf5::write_attribute(dataset, layout::text_check, PlaceCheck(run_id_, path).text(text));
}

void RunWriter::create_metric(const MetricInfo& metric) {
    const std::string path = std::string(layout::metrics) + "/" + metric.name;
    const Handle group = hdf5::create_group(file_, path);
    const auto integers = [&](hid_t in, const char* name) {
        return create_rows(in, name, H5T_NATIVE_INT64, &layout::unwritten_integer);
    };
    const auto reals = [&](hid_t in, const char* name) {
        return create_rows(in, name, H5T_NATIVE_DOUBLE, &layout::unwritten_real);
    };
    const auto checks = [&](hid_t in, const char* name) {
        const std::uint32_t none = 0;
        return create_rows(in, name, H5T_NATIVE_UINT32, &none);
    };
    const auto place = [&](const std::string& in, const char* name) {
        return PlaceCheck(run_id_, in + "/" + name);
    };
    MetricRows rows(place(path, layout::step_check), place(path, layout::time_check));
    rows.step = integers(group, "step");
    rows.epoch = reals(group, "epoch");
    rows.examples = integers(group, "examples");
    rows.wall_time = reals(group, "wall_time");
    rows.train_time = reals(group, "train_time");
    rows.seconds = reals(group, "seconds");
    rows.step_check = checks(group, layout::step_check);
    rows.time_check = checks(group, layout::time_check);
    for (const hid_t time : {hid_t{rows.wall_time}, hid_t{rows.train_time}, hid_t{rows.seconds}})
        hdf5::write_attribute(time, "units", "s");
    for (const auto& info : metric.series) {
        const Handle series = hdf5::create_group(group, info.name);
        SeriesRows of(place(path + "/" + info.name, layout::reading_check));
        of.value = reals(series, "value");
        of.standard_error = reals(series, "value_errors"); // the name that NeXus viewers look for
        of.count = integers(series, "count");
        of.check = checks(series, layout::reading_check);
        for (const char* column : layout::shared_columns)
            hdf5::soft_link(series, path + "/" + column, column);
        describe_series(series, of.value, info);
        hdf5::soft_link(Handle(H5Gopen2(file_, layout::series, H5P_DEFAULT)),
                        path + "/" + info.name, info.name);
        rows.series.push_back(std::move(of));
    }
    metrics_.push_back(std::move(rows));
}

void RunWriter::create_status() {
    status_ = hdf5::create_group(file_, layout::status);
    const Handle space(H5Screate(H5S_SCALAR));
    const auto scalar = [&](const char* name, hid_t type) {
        return Handle(
            H5Dcreate2(status_, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    };
    const auto text = [&](const char* name, std::size_t size) {
        const Handle type = hdf5::text_type(size);
        scalar(name, type);
    };
    text("state", layout::state_size);
    text("host", layout::host_size);
    text("boot_id", layout::boot_id_size);
    text("reason", layout::reason_size);
    text("ended", layout::time_size);
    last_step_dataset_ = scalar("last_step", H5T_NATIVE_INT64);
    heartbeat_ = scalar("heartbeat", H5T_NATIVE_DOUBLE);
    status_check_ = scalar("check", H5T_NATIVE_UINT32);
    rows_check_ = scalar("rows_check", H5T_NATIVE_UINT32);

    overwrite(scalar("pid", H5T_NATIVE_INT64), writer_.pid);
    overwrite(scalar("process_start", H5T_NATIVE_INT64), writer_.start);
    overwrite(scalar("pid_namespace", H5T_NATIVE_INT64), writer_.pid_namespace);
    overwrite(status_check_, std::uint32_t{0});
    overwrite(rows_check_, std::uint32_t{0});
    write_status_text("state", to_text(RunState::running), layout::state_size);
    write_status_text("host", writer_.host, layout::host_size);
    write_status_text("boot_id", writer_.boot_id, layout::boot_id_size);
    write_status_text("reason", "", layout::reason_size);
    write_status_text("ended", "", layout::time_size);
}

// Room for them is taken at once: while others read, a dataset can be overwritten but not made.
void RunWriter::create_facts() {
    const Handle type = hdf5::text_type(layout::facts_size);
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    check_done(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY));
    facts_ =
        Handle(H5Dcreate2(file_, layout::facts, type, space, H5P_DEFAULT, properties, H5P_DEFAULT));
}

void RunWriter::write_facts() {
    std::string text;
    try {
        text = stored_text(facts_of(RunReader(Handle(H5Freopen(file_))).outline(), {}));
    } catch (const std::exception&) { // whoever reads the file later will say what is wrong
        return;
    }
    if (text.size() >= layout::facts_size)
        return;
    text.resize(layout::facts_size, '\0');
    const Handle type = hdf5::text_type(layout::facts_size);
    check_done(H5Dwrite(facts_, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
    check_done(H5Dflush(facts_));
}

void RunWriter::add_record(const RunRecord& record) {
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
        metrics_[m].waiting = record.metrics[m];
        for (std::size_t s = 0; s < metrics_[m].series.size(); ++s)
            metrics_[m].series[s].waiting = record.metrics[m].series[s];
        if (!record.metrics[m].step.empty())
            last_step_ = std::max(last_step_, record.metrics[m].step.back());
    }
    last_step_ = std::max(last_step_, record.status.last_step);
    waiting_events_ = record.events;
    for (const auto& info : record.checkpoints)
        add_checkpoint(info);
    flush();
}

void RunWriter::start() {
    flush();
    check_done(H5Fflush(file_, H5F_SCOPE_GLOBAL));
    check_done(H5Fstart_swmr_write(file_));
    hdf5::sync(file_);
}

void RunWriter::add(const EventBundle& bundle) {
    last_step_ = std::max(last_step_, bundle.step);
    for (const auto& of_metric : bundle.readings) {
        MetricRows& rows = metrics_[of_metric.metric];
        rows.waiting.step.push_back(bundle.step);
        rows.waiting.examples.push_back(bundle.examples);
        rows.waiting.epoch.push_back(bundle.epoch);
        rows.waiting.wall_time.push_back(bundle.wall_time);
        rows.waiting.train_time.push_back(bundle.train_time);
        rows.waiting.seconds.push_back(of_metric.seconds);
        for (std::size_t s = 0; s < rows.series.size(); ++s) {
            const Reading& reading = of_metric.readings[s];
            rows.series[s].waiting.value.push_back(reading.value);
            rows.series[s].waiting.standard_error.push_back(reading.standard_error);
            rows.series[s].waiting.count.push_back(reading.count);
        }
    }
    waiting_events_.insert(waiting_events_.end(), bundle.events.begin(), bundle.events.end());
}

void RunWriter::write_waiting(MetricRows& metric) {
    if (metric.waiting.step.empty())
        return;
    const std::size_t first = metric.written;
    for (auto& series : metric.series) {
        append(series.check, first, reading_checks(series.place, series.waiting, first));
        move_to(series.value, first, series.waiting.value);
        move_to(series.standard_error, first, series.waiting.standard_error);
        move_to(series.count, first, series.waiting.count);
    }
    append(metric.step_check, first, step_checks(metric.step_place, metric.waiting, first));
    append(metric.time_check, first, time_checks(metric.time_place, metric.waiting, first));
    move_to(metric.examples, first, metric.waiting.examples);
    move_to(metric.epoch, first, metric.waiting.epoch);
    move_to(metric.wall_time, first, metric.waiting.wall_time);
    move_to(metric.train_time, first, metric.waiting.train_time);
    move_to(metric.seconds, first, metric.waiting.seconds);
}

void RunWriter::write_waiting_steps(MetricRows& metric) {
    const std::size_t count = metric.waiting.step.size();
    if (count == 0)
        return;
    move_to(metric.step, metric.written, metric.waiting.step);
    check_done(H5Dflush(metric.step));
    metric.written += count;
}

std::size_t RunWriter::most_added() const {
    // Each of a column's chunks is a page at most; an index of its chunks grows with them, at times
    // by as much as it has; all else that libhdf5 allocates on the way is some kilobytes.
    constexpr std::size_t other = 256 * 1024;
    constexpr std::size_t index_entry = 32;
    std::size_t bytes = other + (waiting_events_.size() + 2) * 2 * layout::chunk_bytes;
    for (const auto& metric : metrics_) {
        const std::size_t new_chunks =
            metric.waiting.step.size() / layout::rows_in_chunk(sizeof(double)) + 2;
        const std::size_t chunks =
            metric.written / layout::rows_in_chunk(sizeof(double)) + new_chunks;
        const std::size_t columns =
            std::size(layout::shared_columns) + 2 + 4 * metric.series.size();
        bytes += columns * (new_chunks * layout::chunk_bytes + chunks * index_entry);
    }
    return bytes;
}

void RunWriter::discard_waiting() {
    for (auto& metric : metrics_) {
        metric.waiting = {};
        for (auto& series : metric.series)
            series.waiting = {};
    }
    waiting_events_.clear();
}

void RunWriter::flush() {
    for (auto& metric : metrics_)
        write_waiting(metric);
    // One flush of the file writes all data before all that points to it, at a tenth of the cost of
    // one flush a dataset. The steps come after it: who finds a step finds the rest of its row.
    check_done(H5Fflush(file_, H5F_SCOPE_LOCAL));
    for (auto& metric : metrics_)
        write_waiting_steps(metric);
    if (!waiting_events_.empty()) {
        std::vector<EventRow> rows;
        for (const auto& event : waiting_events_) {
            EventRow& row = rows.emplace_back(to_row(event));
            row.check = event_place_.row_bytes(events_written_ + rows.size() - 1, &row,
                                               checked_event_bytes);
        }
        hdf5::write_rows(events_, event_type_, events_written_, rows.size(), rows.data());
        check_done(H5Dflush(events_));
        events_written_ += rows.size();
        waiting_events_.clear();
    }
    overwrite(last_step_dataset_, last_step_);
    newest_beat_ = unix_time();
    overwrite(heartbeat_, newest_beat_);
}

bool RunWriter::is_as_left() const {
    const haddr_t place = H5Dget_offset(heartbeat_);
    double beat = 0;
    return place == HADDR_UNDEF ||
           ::pread(descriptor(), &beat, sizeof beat, static_cast<off_t>(place)) != sizeof beat ||
           beat == newest_beat_;
}

void RunWriter::add_checkpoint(const CheckpointInfo& info) {
    // First the new row, then the old one's end: of two at a step readers take the newer.
    write_checkpoint_row(listed_.size(), info, true);
    mark_removed(info.step);
    listed_.push_back(info);
    kept_.push_back(true);
}

void RunWriter::mark_removed(std::int64_t step) {
    for (std::size_t i = 0; i < listed_.size(); ++i) {
        if (listed_[i].step != step || !kept_[i])
            continue;
        write_checkpoint_row(i, listed_[i], false);
        kept_[i] = false;
    }
}

void RunWriter::write_checkpoint_row(std::size_t index, const CheckpointInfo& info, bool kept) {
    CheckpointRow row = to_row(info, kept);
    row.check = checkpoint_place_.row_bytes(index, &row, checked_checkpoint_bytes);
    hdf5::write_rows(checkpoints_, checkpoint_type_, index, 1, &row);
    check_done(H5Dflush(checkpoints_));
}

// The state comes last: who finds that the run has ended finds all else, with its checksum.
void RunWriter::set_end(RunState state, const std::string& reason) {
    const std::string why = write_status_text("reason", reason, layout::reason_size);
    const std::string ended = write_status_text("ended", utc_now(), layout::time_size);
    flush();
    overwrite(status_check_,
              status_check(run_id_,
                           {to_text(state), why, ended, cut_text(writer_.host, layout::host_size),
                            cut_text(writer_.boot_id, layout::boot_id_size)},
                           {writer_.pid, writer_.start, writer_.pid_namespace, last_step_},
                           newest_beat_));
    std::vector<std::int64_t> rows{static_cast<std::int64_t>(events_written_),
                                   static_cast<std::int64_t>(listed_.size())};
    for (const auto& metric : metrics_)
        rows.push_back(static_cast<std::int64_t>(metric.written));
    overwrite(rows_check_, rows_check(run_id_, rows));
    write_status_text("state", to_text(state), layout::state_size);
    write_facts();
}

void RunWriter::abandon() noexcept {
    hdf5::leave_open();
    for (auto& metric : metrics_) {
        for (auto& series : metric.series)
            for (Handle* handle :
                 {&series.value, &series.standard_error, &series.count, &series.check})
                handle->forget();
        for (Handle* handle :
             {&metric.step, &metric.examples, &metric.epoch, &metric.wall_time, &metric.train_time,
              &metric.seconds, &metric.step_check, &metric.time_check})
            handle->forget();
    }
    for (Handle* handle : {&file_, &events_, &checkpoints_, &status_, &last_step_dataset_,
                           &heartbeat_, &status_check_, &rows_check_, &facts_})
        handle->forget();
}

void RunWriter::close() {
    metrics_.clear();
    for (Handle* handle : {&events_, &checkpoints_, &status_, &last_step_dataset_, &heartbeat_,
                           &status_check_, &rows_check_, &facts_})
        handle->close();
    hdf5::sync(file_);
    check_done(H5Fclose(file_.forget()));
}

std::string RunWriter::write_status_text(const char* name, const std::string& text,
                                         std::size_t size) {
    std::string field(size, '\0');
    put_text(field.data(), size, text);
    const Handle type = hdf5::text_type(size);
    const Handle dataset(H5Dopen2(status_, name, H5P_DEFAULT));
    check_done(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, field.data()));
    check_done(H5Dflush(dataset));
    return get_text(field.data(), size);
}

} // namespace thaw
