// Everything that core/storage offers: run files written, read, checked and exported. There is no
// HDF5 in this header; FORMAT.md describes the file.
//
// Threads: a Recorder writes on a storage thread of its own, which alone touches the file's HDF5
// handles. The reading functions may be called from any thread. They read by helper processes
// (reader_process.h) and wait for them: no file that is only read, whatever becomes of it, stops or
// ends a run that is recorded here.
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/recorder.h"
#include "core/run/run_record.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace thaw {

// The right to write a run file, which one process has at a time; who goes on with a run takes it
// before reading the file. Let go of when it is destroyed or the process ends. On a file system
// without locks nobody has it, and work goes on all the same.
class RunLock;
// Throws Error(failure) if somebody else has it, or if the folder cannot be written to.
std::shared_ptr<RunLock> lock_run(const std::filesystem::path& file);

struct RecorderSettings {
    std::filesystem::path file;                       // ...thaw.h5
    std::int64_t keep_checkpoints = 3;                // newest of the unpinned ones
    double flush_seconds = 1.0;                       // rows wait at most so long for the disk
    std::size_t queue_bytes = std::size_t{64} << 20U; // what may wait before training does
    std::shared_ptr<RunLock> lock = {};               // of `file`; taken where none is given
    // Where there is no room, or no permission, writing waits until there is, and append() with it.
    // `tell` gets the sentence that says so, and an empty one when it goes on; while it waits,
    // `give_up` is asked, and true ends the run: the file is closed with all that is in it. Both
    // are called from the storage thread; either may be empty. Where the file system has no locks,
    // `tell` gets a sentence that says so, once, before create_run() or continue_run() returns.
    std::function<void(const std::string& sentence)> tell = {};
    std::function<bool()> give_up = {};
};

// A new file, created whole under another name and then renamed, so that nobody sees half of it.
// Makes the folder. Throws Error(failure) if the file exists or the folder cannot be written to.
std::unique_ptr<Recorder> create_run(const RunHeader& header, const RecorderSettings& settings);

// The state in which a forked run begins, as a checkpoint: who sees its file can go on from it.
struct FirstCheckpoint {
    std::int64_t step = 0;
    std::string bytes;
};

// The same, but the file begins with the rows, events and checkpoints of `kept` and takes the place
// of an existing one, whose mode and owner it keeps: how a resumed run (its own file) and a fork (a
// new file, with `first`) go on. Checkpoint files that `kept` does not list stay where they are.
// Throws Error; then nothing was changed.
std::unique_ptr<Recorder> continue_run(const RunRecord& kept, const RecorderSettings& settings,
                                       const std::optional<FirstCheckpoint>& first = {});

// Reads a finished run, one that is being written, or one whose writer was killed, and changes
// nothing. Throws Error(failure) if there is no such file, Error(damaged) if it is not sound,
// Error(usage) if it was made by a newer Thawscope. Where `stop` is requested meanwhile, it throws
// Error(failure) at once: a disk that is gone may keep its readers waiting for ever.
RunRecord read_run(const std::filesystem::path& file, const std::stop_token& stop = {});

// What a list of runs shows; reads no column whole.
struct RunSummary {
    std::filesystem::path file;
    RunHeader header;
    RunStatus status;
    std::map<std::string, double> last; // newest value of each headline series
    std::int64_t stop_step = -1;        // see stop_step()
};
RunSummary read_summary(const std::filesystem::path& file);

// Throws Error(failure) if the status says that a living process writes the run.
void refuse_running(const RunStatus& status, const std::filesystem::path& file);

// The run's facts: those that its recorder left in it, else made from the rest of the file, which
// takes ten times as long. Throws as read_run() does.
RunFacts read_facts(const std::filesystem::path& file, const std::stop_token& stop = {});

// The bytes of a checkpoint, if they have the size and the SHA-256 that the run file says, and are
// of the run `run_id` (empty: of any) and of the step that it says. Throws Error(damaged)
// otherwise, Error(failure) where it is there and cannot be looked at.
std::string read_checkpoint(const std::filesystem::path& run_file, const CheckpointInfo& info,
                            const std::string& run_id = {});

// Lists in `record`, which was read from `file`, the checkpoints of this run that lie in its folder
// and whose row a kill kept from being written, where the record has all rows before them.
void list_found_checkpoints(RunRecord& record, const std::filesystem::path& file);

// Reads everything, every chunk with its checksum and every checkpoint, and tells what is wrong, a
// sentence each. Empty: sound. Throws Error(failure) if there is no such file, or if nothing is
// found wrong and a checkpoint cannot be looked at (it may not be read, or is no file).
std::vector<std::string> verify_run(const std::filesystem::path& file);

// What repair_run() did.
struct Repair {
    std::filesystem::path original; // where the file as it was is now; empty: it was sound
    std::vector<std::string> lost;  // a sentence each; empty: nothing
    std::vector<std::string>
        absent;       // as `lost`: checkpoints that stay listed, for they may be back
    RunStatus status; // of the run as it stands now
};
// Copies what is sound of a damaged file, or of one whose writer was killed, into a new file,
// compares it with what was read, and only then gives it the name of the old one, which is kept.
// Checkpoint files are left as they are. Throws Error; then nothing was changed.
Repair repair_run(const std::filesystem::path& name);

// "csv", "json": see exporters/.
std::vector<std::string> export_formats();
// REQUIRES: `format` is one of them.
void export_run(const RunRecord& record, const std::string& format, std::ostream& out);

} // namespace thaw
