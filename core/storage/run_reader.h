// Reads a run file: the twin of RunWriter.
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/run_record.h"
#include "core/storage/hdf5.h"
#include "core/storage/layout.h"

#include <filesystem>

namespace thaw {

// Throws Error(failure) if there is no such file, or if it is a folder.
void expect_file(const std::filesystem::path& file);
// As verify_run(), of the file alone, without its checkpoints.
bool is_sound_at_rest(const std::filesystem::path& file);

class RunReader {
  public:
    enum class Tolerance { none, cut_off }; // cut_off: a sealed file that ends too early, too

    // Opens a file at rest, one that is being written, or one whose writer was killed. Throws
    // Error.
    explicit RunReader(const std::filesystem::path& file, Tolerance tolerance = Tolerance::none);

    hid_t file() const { return file_; }
    // Reads a file that is open already.
    explicit RunReader(hdf5::Handle file);
    // Whether rows and texts have checksums that know their place (format 1.2).
    bool has_place_checks() const { return minor_ >= layout::first_minor_with_checks; }
    int minor_version() const { return minor_; }
    const std::string& run_id() const { return run_id_; }
    // A text of the header; throws if it does not match its checksums.
    std::string text(const char* path) const;

    // These throw hdf5::Failure, nlohmann::json::exception or Error(damaged).
    RunHeader header() const;
    RunStatus status() const;
    // Throws unless a file whose writer has ended it has the rows that it had then.
    void check_row_counts(const Plan& plan) const;
    std::vector<Event> events() const;
    std::vector<CheckpointInfo> checkpoints() const; // those kept, by step
    MetricColumns metric(const MetricInfo& info) const;
    // What facts are made from: the listed series alone.
    RunOutline outline() const;
    // The newest value of a series; NaN before there is one.
    double newest(const MetricInfo& metric, const SeriesInfo& series) const;

  private:
    void look_at_version();
    // Its writer did so itself: nothing in it is half done.
    bool was_closed() const;
    // Whether a living process writes it: what comes last may not be all there yet.
    bool is_written() const;
    void check_rows(const MetricInfo& info, MetricColumns& columns) const;
    template <class T>
    std::vector<T> column(const std::string& path, std::size_t count, bool growing = false) const;
    std::size_t rows(const MetricInfo& info) const;
    std::size_t rows(const std::string& path, std::size_t row_size) const;
    template <class T>
    T number(const char* name) const;

    hdf5::Handle file_;
    int minor_ = 0;
    std::string run_id_;
};

} // namespace thaw
