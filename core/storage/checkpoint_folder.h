// The folder beside a run file that holds its checkpoints.
#pragma once

#include "core/run/error.h"
#include "core/run/run_record.h"
#include "core/storage/checkpoint_identity.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

// It cannot be written now, but somebody may put that right: no room, no permission.
class NoRoom : public Error {
  public:
    NoRoom(const Error& error, std::filesystem::path path, int number)
        : Error(error), file(std::move(path)), why(number) {}
    std::filesystem::path file;
    int why; // errno
};

class CheckpointFolder {
  public:
    // Of the file that the name stands for, links followed. `run_id`: whose checkpoints belong
    // here; those of another run are neither read nor removed. Empty: nobody's, any may be read.
    explicit CheckpointFolder(const std::filesystem::path& run_file, std::string run_id = {});
    const std::filesystem::path& path() const { return folder_; }
    // runs/a.thaw.h5 -> runs/a.checkpoints: the name alone.
    static std::filesystem::path beside(const std::filesystem::path& run_file);

    // Whether another run file has this folder, too: x.h5 beside x.thaw.h5, or one at the end of a
    // link. Then nothing is removed from it.
    bool is_shared() const;

    // Whole or not at all, with the owner and mode of the run file. Throws NoRoom or another
    // Error(failure); then nothing is left behind.
    CheckpointInfo write(std::int64_t step, const std::string& bytes, bool pinned) const;
    // Throws Error(damaged) if it is missing, or unless size and SHA-256 are those of `info`, and
    // run and step, where the checkpoint tells them; Error(failure) if it is there and cannot be
    // looked at: a folder or a pipe, or one that may not be read.
    std::string read(const CheckpointInfo& info) const;
    // There is nothing of this name: it may come back. What is there and wrong is not missing.
    // Throws Error(failure) if it cannot be looked at.
    bool misses(const CheckpointInfo& info) const;

    // Another folder of checkpoints in the run's folder that has this one of this run: the run file
    // was renamed without its own. Empty: none.
    std::filesystem::path folder_that_has(const CheckpointInfo& info) const;

    // A checkpoint that no list tells of: whole, by its own name, and not of another run.
    struct Found {
        CheckpointInfo info; // pinned: nobody knows better
        CheckpointIdentity inside;
    };
    std::vector<Found> found_beside(const std::vector<std::string>& listed) const;

    // Only what this run has made; not what another run file may list.
    void remove(const CheckpointInfo& info) const noexcept;
    // What killed writers left half done.
    void sweep() const noexcept;

  private:
    bool is_of_another_run(const std::filesystem::path& file) const;

    std::filesystem::path run_file_, folder_;
    std::string run_id_;
};

} // namespace thaw
