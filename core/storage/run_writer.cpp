#include "core/storage/run_writer.h"

#include "core/storage/json_text.h"
#include "core/storage/layout.h"
#include "core/storage/nexus.h"
#include "core/storage/records.h"
#include "core/storage/run_reader.h"
#include "core/storage/stored_facts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

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
    return Handle(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, access));
}

template <class T>
void append(hid_t dataset, std::size_t first, std::vector<T>& rows) {
    hdf5::write_rows(dataset, native<T>(), first, rows.size(), rows.data());
    rows.clear();
}

template <class T>
void overwrite(hid_t dataset, T value) {
    check_done(H5Dwrite(dataset, native<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value));
    check_done(H5Dflush(dataset));
}

} // namespace

RunWriter::RunWriter(const std::filesystem::path& file, const RunHeader& header)
    : file_(create_file(file)), event_type_(event_row_type()),
      checkpoint_type_(checkpoint_row_type()) {
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
    const Handle config = hdf5::create_group(file_, layout::config);
    hdf5::write_text(config, "resolved", header.config);
    hdf5::write_text(config, "source", header.source);
    hdf5::write_text(file_, layout::plan, dump(to_json(header.plan)));
    hdf5::write_text(file_, layout::provenance, dump(to_json(header.provenance)));
    if (header.parent) {
        const nlohmann::json parent{{"run_id", header.parent->run_id},
                                    {"file", header.parent->file},
                                    {"step", header.parent->step}};
        hdf5::write_text(file_, layout::parent, dump(parent));
    }
    hdf5::create_group(file_, layout::metrics);
    hdf5::create_group(file_, layout::series);
    hdf5::create_group(file_, layout::plots);
    for (const auto& metric : header.plan.metrics)
        create_metric(metric);
    if (const auto first = create_plots(file_, header.plan); !first.empty())
        hdf5::write_attribute(entry, "default", first);
    const EventRow no_event{};
    const CheckpointRow no_checkpoint{};
    events_ = create_rows(file_, layout::events, event_type_, &no_event);
    checkpoints_ = create_rows(file_, layout::checkpoints, checkpoint_type_, &no_checkpoint);
    create_status();
    create_facts();
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
    MetricRows rows;
    rows.step = integers(group, "step");
    rows.epoch = reals(group, "epoch");
    rows.examples = integers(group, "examples");
    rows.wall_time = reals(group, "wall_time");
    rows.train_time = reals(group, "train_time");
    rows.seconds = reals(group, "seconds");
    for (const hid_t time : {hid_t{rows.wall_time}, hid_t{rows.train_time}, hid_t{rows.seconds}})
        hdf5::write_attribute(time, "units", "s");
    for (const auto& info : metric.series) {
        const Handle series = hdf5::create_group(group, info.name);
        SeriesRows of;
        of.value = reals(series, "value");
        of.standard_error = reals(series, "value_errors"); // the name that NeXus viewers look for
        of.count = integers(series, "count");
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

    const ProcessIdentity here = this_process();
    overwrite(scalar("pid", H5T_NATIVE_INT64), here.pid);
    overwrite(scalar("process_start", H5T_NATIVE_INT64), here.start);
    write_status_text("state", to_text(RunState::running), layout::state_size);
    write_status_text("host", here.host, layout::host_size);
    write_status_text("boot_id", here.boot_id, layout::boot_id_size);
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
    for (auto& series : metric.series) {
        append(series.value, metric.written, series.waiting.value);
        append(series.standard_error, metric.written, series.waiting.standard_error);
        append(series.count, metric.written, series.waiting.count);
    }
    append(metric.examples, metric.written, metric.waiting.examples);
    append(metric.epoch, metric.written, metric.waiting.epoch);
    append(metric.wall_time, metric.written, metric.waiting.wall_time);
    append(metric.train_time, metric.written, metric.waiting.train_time);
    append(metric.seconds, metric.written, metric.waiting.seconds);
}

void RunWriter::write_waiting_steps(MetricRows& metric) {
    const std::size_t count = metric.waiting.step.size();
    if (count == 0)
        return;
    append(metric.step, metric.written, metric.waiting.step);
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
        const std::size_t columns = std::size(layout::shared_columns) + 3 * metric.series.size();
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
        for (const auto& event : waiting_events_)
            rows.push_back(to_row(event));
        hdf5::write_rows(events_, event_type_, events_written_, rows.size(), rows.data());
        check_done(H5Dflush(events_));
        events_written_ += rows.size();
        waiting_events_.clear();
    }
    overwrite(last_step_dataset_, last_step_);
    overwrite(heartbeat_, unix_time());
}

void RunWriter::add_checkpoint(const CheckpointInfo& info) {
    // First the new row, then the old one's end: of two at a step readers take the newer.
    const CheckpointRow row = to_row(info, true);
    hdf5::write_rows(checkpoints_, checkpoint_type_, listed_.size(), 1, &row);
    check_done(H5Dflush(checkpoints_));
    mark_removed(info.step);
    listed_.push_back(info);
    kept_.push_back(true);
}

void RunWriter::mark_removed(std::int64_t step) {
    for (std::size_t i = 0; i < listed_.size(); ++i) {
        if (listed_[i].step != step || !kept_[i])
            continue;
        const CheckpointRow row = to_row(listed_[i], false);
        hdf5::write_rows(checkpoints_, checkpoint_type_, i, 1, &row);
        check_done(H5Dflush(checkpoints_));
        kept_[i] = false;
    }
}

void RunWriter::set_end(RunState state, const std::string& reason) {
    write_status_text("reason", reason, layout::reason_size);
    write_status_text("ended", utc_now(), layout::time_size);
    write_status_text("state", to_text(state), layout::state_size);
    flush();
    write_facts();
}

void RunWriter::abandon() noexcept {
    hdf5::leave_open();
    for (auto& metric : metrics_) {
        for (auto& series : metric.series)
            for (Handle* handle : {&series.value, &series.standard_error, &series.count})
                handle->forget();
        for (Handle* handle : {&metric.step, &metric.examples, &metric.epoch, &metric.wall_time,
                               &metric.train_time, &metric.seconds})
            handle->forget();
    }
    for (Handle* handle :
         {&file_, &events_, &checkpoints_, &status_, &last_step_dataset_, &heartbeat_, &facts_})
        handle->forget();
}

void RunWriter::close() {
    metrics_.clear();
    for (Handle* handle :
         {&events_, &checkpoints_, &status_, &last_step_dataset_, &heartbeat_, &facts_})
        handle->close();
    hdf5::sync(file_);
    check_done(H5Fclose(file_.forget()));
}

void RunWriter::write_status_text(const char* name, const std::string& text, std::size_t size) {
    std::string field(size, '\0');
    put_text(field.data(), size, text);
    const Handle type = hdf5::text_type(size);
    const Handle dataset(H5Dopen2(status_, name, H5P_DEFAULT));
    check_done(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, field.data()));
    check_done(H5Dflush(dataset));
}

} // namespace thaw
