// Data files, images and labels, plain and gzipped.
#include "core/run/error.h"
#include "core/training/datasets/idx_file.h"

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    static const int file = memfd_create("fuzz", 0);
    static const std::filesystem::path path = fmt::format("/proc/self/fd/{}", file);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) < 0)
        std::abort();
    // What can be unpacked from so many bytes: deflate makes at most 1032 of one.
    const auto most = (size + 64) * 1100 + (std::size_t{2} << 20U);
    try {
        if (read_idx_images(path).pixels.capacity() > most)
            std::abort();
    } catch (const Error&) {
    }
    try {
        if (read_idx_labels(path).capacity() > most)
            std::abort();
    } catch (const Error&) {
    }
    return 0;
}
