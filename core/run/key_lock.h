// A lock between processes on something that has no file of its own: a member of a sweep, a cache
// that is about to be made.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace thaw {

// A lock of one byte (F_OFD_SETLK) of `file`, at a place that follows from `key`, hexadecimal
// digits of a hash: one small file for all keys. Held by one process at a time, let go of by the
// kernel when the process ends, however it ends. On a file system without locks everybody has it.
class KeyLock {
  public:
    // Null: another process has it. Makes the file. Throws Error(failure) where that cannot be.
    static std::unique_ptr<KeyLock> take(const std::filesystem::path& file, const std::string& key);
    // Waits until nobody else has it. Null where the file cannot be made.
    static std::unique_ptr<KeyLock> wait_for(const std::filesystem::path& file,
                                             const std::string& key);
    // Whether some process has it at this moment.
    static bool is_taken(const std::filesystem::path& file, const std::string& key);

    ~KeyLock();
    KeyLock(const KeyLock&) = delete;
    KeyLock& operator=(const KeyLock&) = delete;

  private:
    explicit KeyLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

} // namespace thaw
