#include "core/run/replace_file.h"
#include "core/training/datasets/idx_file.h"

#include <algorithm>
#include <cerrno>
#include <zlib.h>

namespace thaw {
namespace {

constexpr std::size_t chunk = std::size_t{1} << 20U; // zlib takes at most 4 GiB at a time

bool write_all(const std::string& path, std::span<const std::uint8_t> bytes) {
    // "T": zlib writes the bytes as they are.
    gzFile file = gzopen(path.c_str(), path.ends_with(".gz") ? "wb" : "wbT");
    if (file == nullptr)
        return false;
    bool good = true;
    for (std::size_t at = 0; good && at < bytes.size(); at += chunk) {
        const auto length = static_cast<unsigned>(std::min(chunk, bytes.size() - at));
        good = gzwrite(file, bytes.data() + at, length) == static_cast<int>(length);
    }
    return (gzclose(file) == Z_OK) && good;
}

std::vector<std::uint8_t> header_of(std::initializer_list<std::int64_t> words) {
    std::vector<std::uint8_t> bytes;
    for (const auto word : words)
        for (const int shift : {24, 16, 8, 0})
            bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(word) >> shift));
    return bytes;
}

void write_idx(const std::filesystem::path& path, std::vector<std::uint8_t> bytes,
               std::span<const std::uint8_t> body) {
    bytes.insert(bytes.end(), body.begin(), body.end());
    errno = 0;
    if (!write_all(path.string(), bytes))
        throw CannotReplace(path, errno);
}

} // namespace

std::vector<std::uint8_t> idx_image_header(std::int64_t count, std::int64_t height,
                                           std::int64_t width, std::int64_t channels) {
    return channels > 1 ? header_of({idx_colour_magic, count, height, width, channels})
                        : header_of({idx_image_magic, count, height, width});
}

void write_idx_images(const std::filesystem::path& path, std::span<const std::uint8_t> pixels,
                      std::int64_t count, std::int64_t height, std::int64_t width,
                      std::int64_t channels) {
    write_idx(path, idx_image_header(count, height, width, channels), pixels);
}

void write_idx_labels(const std::filesystem::path& path, std::span<const std::uint8_t> labels) {
    write_idx(path, header_of({idx_label_magic, static_cast<std::int64_t>(labels.size())}), labels);
}

} // namespace thaw
