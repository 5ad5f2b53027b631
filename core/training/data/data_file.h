// A file of data that is open for reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace thaw {

// Reads by place, so that several threads may share one. Throws Error(failure) where there is no
// file, where it is no regular one (nothing waits for a pipe) or where it cannot be read.
class DataFile {
  public:
    explicit DataFile(const std::filesystem::path& path);
    ~DataFile();
    DataFile(const DataFile&) = delete;
    DataFile& operator=(const DataFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::int64_t size() const { return size_; } // when it was opened
    // When it was last written to, as the system says it now, in nanoseconds.
    std::int64_t written() const;

    // Fills `into` with what begins at byte `begin`. Throws Error(damaged) if the file has become
    // shorter meanwhile. REQUIRES: it was long enough when it was opened.
    void read(std::int64_t begin, std::span<std::uint8_t> into) const;

  private:
    std::filesystem::path path_;
    int file_ = -1;
    std::int64_t size_ = 0;
};

// All of it.
std::vector<std::uint8_t> bytes_of(const DataFile& file);

// Its bytes from `begin` to its end, some at a time. Throws what reading them throws.
void for_each_part(const DataFile& file, std::int64_t begin,
                   const std::function<void(std::span<const std::uint8_t>)>& take);

} // namespace thaw
