// The folder beside a run file that holds its checkpoints.
#pragma once

#include "core/run/run_record.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

class CheckpointFolder {
  public:
    // runs/a.thaw.h5 -> runs/a.checkpoints
    explicit CheckpointFolder(const std::filesystem::path& run_file);
    const std::filesystem::path& path() const { return folder_; }

    // Writes under another name, forces it to the disk and renames: a file of the final name is
    // whole. Throws Error(failure).
    CheckpointInfo write(std::int64_t step, const std::string& bytes, bool pinned) const;
    // Throws Error(damaged) unless size and SHA-256 are those of `info`.
    std::string read(const CheckpointInfo& info) const;
    void remove(const CheckpointInfo& info) const noexcept;
    // Removes checkpoints that are not listed, and what a killed writer left half done.
    void remove_others(const std::vector<CheckpointInfo>& listed) const noexcept;

  private:
    std::filesystem::path folder_;
};

} // namespace thaw
