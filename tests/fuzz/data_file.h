// A fuzz target's bytes as a file.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace thaw {

inline std::filesystem::path file_of(const std::uint8_t* data, std::size_t size) {
    static const int file = memfd_create("fuzz", 0);
    static const std::filesystem::path path = fmt::format("/proc/self/fd/{}", file);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) < 0)
        std::abort();
    return path;
}

} // namespace thaw
