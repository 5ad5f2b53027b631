// The right to write one run file: held by one process at a time, let go of by the kernel when the
// process ends, however it ends.
#pragma once

#include <filesystem>

namespace thaw {

// An advisory lock (flock) on the file RUN.lock beside the run file, which is removed at the end.
// The run file itself cannot carry it: a resumed run's file takes the place of the old one, and
// libhdf5 locks files for its own purposes.
class RunLock {
  public:
    // Throws Error(failure) if another process, or another lock of this one, has it.
    explicit RunLock(const std::filesystem::path& run_file);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    const std::filesystem::path& run_file() const { return run_file_; }
    // False on a file system that has no locks (some network ones): nobody has it there, and the
    // process named in the file's status is all that keeps a second writer away.
    bool is_held() const { return descriptor_ >= 0; }

  private:
    std::filesystem::path run_file_, lock_file_;
    int descriptor_ = -1;
};

} // namespace thaw
