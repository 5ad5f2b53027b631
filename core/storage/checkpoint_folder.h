// The folder beside a run file that holds its checkpoints.
#pragma once

#include "core/run/error.h"
#include "core/run/run_record.h"

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
    // runs/a.thaw.h5 -> runs/a.checkpoints
    explicit CheckpointFolder(const std::filesystem::path& run_file);
    const std::filesystem::path& path() const { return folder_; }

    // Writes under another name, forces it to the disk and renames: a file of the final name is
    // whole. Throws NoRoom or another Error(failure); then nothing is left behind.
    CheckpointInfo write(std::int64_t step, const std::string& bytes, bool pinned) const;
    // Throws Error(damaged) unless size and SHA-256 are those of `info`.
    std::string read(const CheckpointInfo& info) const;
    // The whole checkpoints that their names alone tell of: the step and the beginning of the
    // SHA-256 of the bytes. Reads them all. They count as pinned: nobody knows better.
    std::vector<CheckpointInfo> found() const;
    void remove(const CheckpointInfo& info) const noexcept;
    // Removes checkpoints that are not listed, and what a killed writer left half done.
    void remove_others(const std::vector<CheckpointInfo>& listed) const noexcept;

  private:
    std::filesystem::path folder_;
};

} // namespace thaw
