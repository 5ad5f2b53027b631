// The right to train one member of a sweep: held by one process at a time, let go of by the kernel
// when the process ends, however it ends.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace thaw {

// A lock of one byte (F_OFD_SETLK) in the folder's file .sweep.lock, at a place that follows from
// the member's identity: one small file for all members. On a file system without locks nobody has
// it, and each run file's own lock is all that keeps a second writer away.
class MemberLock {
  public:
    // Null: another process has it. Makes the folder. Throws Error(failure) where the file cannot
    // be written.
    static std::unique_ptr<MemberLock> take(const std::filesystem::path& folder,
                                            const std::string& identity);
    ~MemberLock();
    MemberLock(const MemberLock&) = delete;
    MemberLock& operator=(const MemberLock&) = delete;

  private:
    explicit MemberLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

// Whether some process has the member's lock at this moment.
bool is_locked(const std::filesystem::path& folder, const std::string& identity);

} // namespace thaw
