// The right to write one run file: held by one process at a time, let go of by the kernel when the
// process ends, however it ends.
#pragma once

#include <filesystem>

namespace thaw {

// An advisory lock (flock) on the file RUN.lock beside the run file, which is removed at the end.
// The run file itself cannot carry it: a resumed run's file takes the place of the old one, and
// libhdf5 locks files for its own purposes. Against a second name of the same file (a hard link),
// which has a RUN.lock of its own, it is held on the run file itself, too: see lock_inode().
class RunLock {
  public:
    // Throws Error(failure) if another process, or another lock of this one, has it, by this name
    // or by another one of the same file.
    explicit RunLock(const std::filesystem::path& run_file);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

    const std::filesystem::path& run_file() const { return run_file_; }
    // False on a file system that has no locks (some network ones): nobody has it there, and the
    // process named in the file's status is all that keeps a second writer away.
    bool is_held() const { return descriptor_ >= 0; }
    // Another file has taken the place of the one that was there: that one is let go of, and its
    // room on the disk with it.
    void forget_replaced_file();

  private:
    void let_go() noexcept; // of the lock's file

    std::filesystem::path run_file_, lock_file_;
    int descriptor_ = -1, inode_ = -1; // of the lock's file, of the run file
};

// Locks the open run file itself against writers that know it by another name, until the descriptor
// is closed: a byte far beyond its end, by a lock of the open file (F_OFD_SETLK), which the flock()
// of h5py's readers does not meet on a disk of this machine. On a network file system, where they
// would meet, nothing is locked. False: another has it.
bool lock_inode(int descriptor);
// For a file that stays open although nobody writes it any more.
void unlock_inode(int descriptor);

// Removes the lock files (NAME.thaw.h5.lock) in a folder that killed writers left and nobody holds.
void sweep_locks(const std::filesystem::path& folder) noexcept;

} // namespace thaw
