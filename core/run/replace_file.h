// How a file takes the place of another, everywhere in the project: written whole beside it, forced
// to the disk, renamed. Who looks sees the old file or the new one, never a part of either; a
// process that is killed leaves the old one, and a part that the next writer sweeps away.
#pragma once

#include "core/run/error.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace thaw {

// A file cannot be written. Its sentence says which, why and what to do.
class CannotReplace : public Error {
  public:
    CannotReplace(const std::filesystem::path& file, int number);
    int why; // errno
};

// Used from one thread; several may replace the same file at once, the last commit() wins.
class FileReplacement {
  public:
    // Makes an empty file beside `file` with the mode and, where that is permitted, the owner and
    // the group of the file that it is to replace; of `like` if there is none yet; by the process's
    // own habits if there is neither. A symbolic link stays, and what it stands for is replaced. A
    // device or a pipe is no file that could be replaced: it is written to as it is. What killed
    // writers left of the same file is removed. Throws CannotReplace.
    explicit FileReplacement(const std::filesystem::path& file,
                             const std::filesystem::path& like = {});
    // Without commit(): nothing is left behind and nothing was changed.
    ~FileReplacement();
    FileReplacement(const FileReplacement&) = delete;
    FileReplacement& operator=(const FileReplacement&) = delete;

    // To be written to, by name. Other files must not be renamed onto it: its mode would be lost.
    const std::filesystem::path& part() const { return part_; }
    // Once, when all has been written and flushed. Throws CannotReplace; then nothing was changed.
    void commit();

  private:
    std::filesystem::path file_, part_;
    unsigned mode_ = 0; // that it shall have; until then its owner may write to it
    bool waits_ = true; // for commit()
};

// The whole in one call. Throws CannotReplace.
void replace_file(const std::filesystem::path& file, std::string_view bytes,
                  const std::filesystem::path& like = {});

// The file that a name stands for, symbolic links followed to their end, also where that is
// nothing yet. What stands for a device or a pipe is left as it is: it may have no other name.
std::filesystem::path behind_links(std::filesystem::path file);

// Makes a folder, and those above it, where there is none: with the owner and the group of `like`,
// if that exists, and open to those who may read `like`. Throws CannotReplace.
void make_folder(const std::filesystem::path& folder, const std::filesystem::path& like = {});

// Removes parts in `folder` whose writer is gone for certain: it was a process of this machine that
// runs no more, or the part has not been written to for a day. Of files whose names `ours` accepts.
void sweep_parts(const std::filesystem::path& folder,
                 const std::function<bool(const std::string& name)>& ours) noexcept;

} // namespace thaw
