// Data files, images and labels, plain and gzipped.
#include "core/run/error.h"
#include "core/training/datasets/idx_file.h"
#include "tests/fuzz/data_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const auto path = file_of(data, size);
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
