// The reading half of storage.h.
#include "core/run/error.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/layout.h"
#include "core/storage/reader_process.h"
#include "core/storage/run_reader.h"
#include "core/storage/storage.h"
#include "core/storage/stored_facts.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

namespace thaw {

namespace {

// What goes wrong inside a file that could be opened is damage, whoever noticed it.
template <class Read>
auto naming_the_file(const std::filesystem::path& file, const Read& read) {
    const auto broken = [&](const std::exception& why) {
        return damaged(
            "{} is damaged: {}; `thaw verify` tells more, `thaw repair` saves what is sound",
            file.string(), why.what());
    };
    // Of a file that is being written, a chunk may be seen while it is replaced: its checksum fails
    // once. What fails every time is damage.
    for (int tries = 3;; std::this_thread::sleep_for(std::chrono::milliseconds(20))) {
        try {
            return read(RunReader(file));
        } catch (const hdf5::Failure& why) {
            if (--tries == 0)
                throw broken(why);
        } catch (const nlohmann::json::exception& why) {
            if (--tries == 0)
                throw broken(why);
        } catch (const Error& why) { // of a word in it, or of the file as a whole
            if (why.fault() != Fault::damaged ||
                std::string_view(why.what()).find(file.string()) != std::string_view::npos)
                throw;
            if (--tries == 0)
                throw broken(why);
        }
    }
}

} // namespace

RunRecord read_run(const std::filesystem::path& file, const std::stop_token& stop) {
    if (reads_elsewhere())
        return read_elsewhere<RunRecord>(file, stop);
    return naming_the_file(file, [](const RunReader& reader) {
        RunRecord record;
        record.header = reader.header();
        reader.check_row_counts(record.header.plan);
        for (const auto& metric : record.header.plan.metrics)
            record.metrics.push_back(reader.metric(metric));
        record.events = reader.events();
        record.checkpoints = reader.checkpoints();
        record.status = reader.status();
        for (const auto& metric : record.metrics) // a kill may have come between rows and status
            if (!metric.step.empty())
                record.status.last_step = std::max(record.status.last_step, metric.step.back());
        return record;
    });
}

RunSummary read_summary(const std::filesystem::path& file) {
    if (reads_elsewhere())
        return read_elsewhere<RunSummary>(file);
    return naming_the_file(file, [&](const RunReader& reader) {
        RunSummary summary;
        summary.file = file;
        summary.header = reader.header();
        summary.status = reader.status();
        for (const auto& metric : summary.header.plan.metrics)
            for (const auto& series : metric.series)
                if (series.headline)
                    summary.last[series.name] = reader.newest(metric, series);
        summary.stop_step = stop_step(reader.events());
        return summary;
    });
}

namespace {

// Nothing where there are none, whatever the reason: the whole file tells.
std::optional<RunFacts> left_facts(const std::filesystem::path& file) {
    hdf5::quiet();
    try {
        const hdf5::Handle opened = hdf5::open_to_read(file);
        const hdf5::Handle dataset = hdf5::open_dataset(opened, layout::facts);
        const hdf5::Handle type(H5Dget_type(dataset));
        if (H5Tget_size(type) != layout::facts_size || H5Tget_class(type) != H5T_STRING)
            return {};
        std::string text(layout::facts_size, '\0');
        hdf5::check_done(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
        return facts_from_stored(std::string_view(text).substr(0, text.find('\0')), file);
    } catch (const hdf5::Failure&) {
        return {};
    }
}

} // namespace

RunFacts read_facts(const std::filesystem::path& file, const std::stop_token& stop) {
    if (reads_elsewhere())
        return read_elsewhere<RunFacts>(file, stop);
    expect_file(file);
    if (auto facts = left_facts(file))
        return std::move(*facts);
    return naming_the_file(
        file, [&](const RunReader& reader) { return facts_of(reader.outline(), file); });
}

std::string read_checkpoint(const std::filesystem::path& run_file, const CheckpointInfo& info,
                            const std::string& run_id) {
    return CheckpointFolder(run_file, run_id).read(info);
}

void list_found_checkpoints(RunRecord& record, const std::filesystem::path& file) {
    std::vector<std::string> listed;
    for (const auto& info : record.checkpoints)
        listed.push_back(info.file);
    for (auto& found : CheckpointFolder(file, record.header.run_id).found_beside(listed)) {
        const bool has_step =
            std::any_of(record.checkpoints.begin(), record.checkpoints.end(),
                        [&](const CheckpointInfo& known) { return known.step == found.info.step; });
        if (!has_step && has_rows_of(record, found.inside))
            record.checkpoints.push_back(std::move(found.info));
    }
    std::stable_sort(record.checkpoints.begin(), record.checkpoints.end(),
                     [](const auto& a, const auto& b) { return a.step < b.step; });
}

void refuse_running(const RunStatus& status, const std::filesystem::path& file) {
    if (status.state == RunState::running)
        throw failure("{} is being written by process {} on {}; wait for its end or stop it first",
                      file.string(), status.pid, status.host);
}

} // namespace thaw
