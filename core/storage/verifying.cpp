// verify_run() of storage.h.
#include "core/run/error.h"
#include "core/storage/layout.h"
#include "core/storage/reader_process.h"
#include "core/storage/run_reader.h"
#include "core/storage/skeleton.h"
#include "core/storage/storage.h"
#include "core/storage/zero_chunks.h"

#include <optional>

namespace thaw {

namespace {

namespace fs = std::filesystem;

struct Verified {
    std::vector<std::string> findings; // of damage
    std::vector<std::string> unseen;   // what is there and cannot be looked at
    bool running = false;
};

class Verification {
  public:
    Verification(const fs::path& file, bool with_checkpoints)
        : file_(file), with_checkpoints_(with_checkpoints) {}

    Verified take() {
        note("header", [&] {
            reader_.emplace(file_);
            header_ = reader_->header();
        });
        if (!result_.findings.empty())
            return std::move(result_);
        note("layout", [&] {
            for (const auto& difference :
                 differences_from_skeleton(reader_->file(), reader_->minor_version(), header_))
                find(difference);
        });
        note("rows", [&] { reader_->check_row_counts(header_.plan); });
        if (!reader_->has_place_checks())
            note("version", [&] { expect_no_checks(); });
        for (const auto& metric : header_.plan.metrics)
            note("metric " + metric.name, [&] { verify(metric); });
        note("events", [&] { reader_->events(); });
        note("status", [&] { result_.running = reader_->status().state == RunState::running; });
        std::vector<CheckpointInfo> checkpoints;
        note("checkpoints", [&] { checkpoints = reader_->checkpoints(); });
        if (with_checkpoints_)
            for (const auto& info : checkpoints)
                note(info.file, [&] { read_checkpoint(file_, info, header_.run_id); });
        return std::move(result_);
    }

  private:
    template <class Check>
    void note(const std::string& part, const Check& check) {
        try {
            check();
        } catch (const Error& error) {
            if (error.fault() == Fault::failure && !reader_) // it could not be looked at
                throw;
            const bool seen = error.fault() != Fault::failure;
            (seen ? result_.findings : result_.unseen).emplace_back(error.what());
        } catch (const std::exception& error) {
            find(part + ": " + error.what());
        }
    }
    void find(const std::string& what) {
        result_.findings.push_back(sentence("{}: {}", file_.string(), what));
    }

    void verify(const MetricInfo& metric) {
        const MetricColumns columns = reader_->metric(metric); // verifies every checksum
        for (std::size_t row = 1; row < columns.step.size(); ++row)
            if (columns.step[row] <= columns.step[row - 1])
                throw damaged("{}: metric {}: row {} has step {} after step {}", file_.string(),
                              metric.name, row, columns.step[row], columns.step[row - 1]);
        if (reader_->has_place_checks())
            return;
        const std::string path = std::string(layout::metrics) + "/" + metric.name + "/";
        for (const auto& column : columns_of(metric))
            for (const auto& lost : suspicious_zeros(reader_->file(), path + column))
                find(sentence("{}: from row {} on a whole block is zero, and hardly anything else "
                              "is: it was lost, which the file's format has no checksum for",
                              path + column, lost.first));
    }

    // Checksums came with format 1.2: a file that says it is older and has them was changed.
    void expect_no_checks() {
        const hdf5::Handle plan = hdf5::open_dataset(reader_->file(), layout::plan);
        if (hdf5::has_attribute(plan, layout::text_check))
            find(tr("it says that it is of an older format than its content is"));
    }

    static std::vector<std::string> columns_of(const MetricInfo& metric) {
        std::vector<std::string> columns(std::begin(layout::shared_columns),
                                         std::end(layout::shared_columns));
        for (const auto& series : metric.series)
            for (const char* column : {"/value", "/value_errors", "/count"})
                columns.push_back(series.name + column);
        return columns;
    }

    fs::path file_;
    bool with_checkpoints_;
    std::optional<RunReader> reader_;
    RunHeader header_;
    Verified result_;
};

} // namespace

namespace {

// That a reader does not come through is a finding, too.
std::vector<std::string> verify_elsewhere(const fs::path& file) {
    try {
        return read_elsewhere<std::vector<std::string>>(file);
    } catch (const Error& error) {
        if (error.fault() != Fault::damaged)
            throw;
        return {error.what()};
    }
}

} // namespace

std::vector<std::string> verify_run(const fs::path& file) {
    if (reads_elsewhere())
        return verify_elsewhere(file);
    expect_file(file);
    Verified result = Verification(file, true).take();
    // A file that is being written changes under our eyes (a chunk, a checkpoint that was dropped),
    // and its writer may have closed it while it was read.
    for (int more = result.running ? 3 : 1; more > 0 && !result.findings.empty(); --more)
        result = Verification(file, true).take();
    if (result.findings.empty() && !result.unseen.empty())
        throw Error(Fault::failure, fmt::format("{}", fmt::join(result.unseen, "\n")));
    result.findings.insert(result.findings.end(), result.unseen.begin(), result.unseen.end());
    return result.findings;
}

bool is_sound_at_rest(const fs::path& file) {
    return Verification(file, false).take().findings.empty();
}

} // namespace thaw
