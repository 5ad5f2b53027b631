// Writes a run file. Everything is created first; after start() only rows are appended and the
// status is overwritten, so that readers can follow (HDF5 SWMR).
// Order of calls: constructor, add*, start, (add* | flush)*, destructor. One thread.
#pragma once

#include "core/run/run_record.h"
#include "core/storage/hdf5.h"
#include "core/storage/place_check.h"
#include "core/storage/process_identity.h"

#include <filesystem>
#include <vector>

namespace thaw {

class RunWriter {
  public:
    // Creates the file. Throws hdf5::Failure.
    RunWriter(const std::filesystem::path& file, const RunHeader& header);
    // A file in memory alone, with everything in its place that a run of this header begins with:
    // what a run file must look like, whatever its rows.
    static hdf5::Handle skeleton(const RunHeader& header);
    // The rows and events of an earlier part of the run.
    void add_record(const RunRecord& record);
    void start();

    // Buffered until flush().
    void add(const EventBundle& bundle);
    // Written at once: a checkpoint's file is there already.
    void add_checkpoint(const CheckpointInfo& info);
    void mark_removed(std::int64_t step);
    // Writes what is buffered and the heartbeat to the disk.
    void flush();
    void set_end(RunState state,
                 const std::string& reason); // and the run's facts, see stored_facts.h
    // As the destructor does, but throws. Nothing may be called after it.
    void close();
    // At most so many bytes does the next flush() add to the file.
    std::size_t most_added() const;
    int descriptor() const { return hdf5::descriptor(file_); }
    // Whether the file still has the heartbeat of the last flush where that wrote it: not so where
    // another program wrote over the file. Asks the system, not libhdf5. True if it cannot be read.
    bool is_as_left() const;
    // Forgets what flush() would write: there is no room for it.
    void discard_waiting();
    // Lets go of the file as it is, when a call has thrown: libhdf5 1.10 crashes when it closes a
    // file whose last writes failed. What it holds in memory stays until the process ends.
    void abandon() noexcept;

  private:
    struct SeriesRows {
        explicit SeriesRows(PlaceCheck of) : place(of) {}
        hdf5::Handle value, standard_error, count, check;
        PlaceCheck place;
        SeriesColumns waiting;
    };
    struct MetricRows {
        MetricRows(PlaceCheck steps, PlaceCheck times) : step_place(steps), time_place(times) {}
        hdf5::Handle step, examples, epoch, wall_time, train_time, seconds;
        hdf5::Handle step_check, time_check;
        PlaceCheck step_place, time_place;
        MetricColumns waiting; // without its series
        std::vector<SeriesRows> series;
        std::size_t written = 0;
    };

    RunWriter(hdf5::Handle file, const RunHeader& header);
    void create(const RunHeader& header);
    void write_text(const char* path, const std::string& text);
    void create_metric(const MetricInfo& metric);
    void create_status();
    void create_facts();
    void write_facts();
    void write_waiting(MetricRows& metric); // all columns but the steps
    void write_waiting_steps(MetricRows& metric);
    void write_checkpoint_row(std::size_t index, const CheckpointInfo& info, bool kept);
    // The text as it fits.
    std::string write_status_text(const char* name, const std::string& text, std::size_t size);

    std::string run_id_;
    ProcessIdentity writer_;
    hdf5::Handle file_;
    std::vector<MetricRows> metrics_;
    hdf5::Handle events_, event_type_, checkpoints_, checkpoint_type_;
    std::vector<Event> waiting_events_;
    std::size_t events_written_ = 0;
    std::vector<CheckpointInfo> listed_;
    std::vector<bool> kept_; // aligned with listed_
    PlaceCheck event_place_, checkpoint_place_;
    hdf5::Handle status_, last_step_dataset_, heartbeat_, status_check_, rows_check_, facts_;
    std::int64_t last_step_ = 0;
    double newest_beat_ = 0;
};

} // namespace thaw
