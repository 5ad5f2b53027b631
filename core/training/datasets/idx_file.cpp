#include "core/training/datasets/idx_file.h"

#include "core/run/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <zlib.h>

namespace thaw {
namespace {

constexpr std::int64_t longest_side = 32767; // keeps count x height x width below 2^62
constexpr std::size_t chunk = std::size_t{1} << 20U;

struct CloseGz {
    void operator()(gzFile file) const { gzclose(file); }
};
using GzFile = std::unique_ptr<gzFile_s, CloseGz>; // gzread reads plain files as well

std::string reason(int error) {
    return std::generic_category().message(error);
}

class IdxReader {
  public:
    explicit IdxReader(const std::filesystem::path& path) : path_(path.string()) {
        errno = 0;
        file_.reset(gzopen(path_.c_str(), "rb"));
        if (!file_)
            throw failure("The data file {} cannot be opened ({}). Check that it is there and "
                          "may be read.",
                          path_, reason(errno));
    }

    // The sizes, after a look at the magic number.
    std::vector<std::int64_t> header(std::uint32_t magic, std::size_t dimensions) {
        const std::uint32_t found = word();
        if (found != magic)
            throw damaged("{} is not the idx file it should be: it begins with {:#010x} instead "
                          "of {:#010x}. Replace it with a fresh copy; images and labels must "
                          "not be exchanged.",
                          path_, found, magic);
        std::vector<std::int64_t> sizes(dimensions);
        for (auto& size : sizes)
            size = word();
        return sizes;
    }

    // All bytes after the header, which must be exactly `expected`.
    std::vector<std::uint8_t> body(std::int64_t expected) {
        std::vector<std::uint8_t> bytes;
        const auto wanted = static_cast<std::size_t>(expected);
        while (bytes.size() < wanted) {
            const std::size_t had = bytes.size();
            bytes.resize(std::min(wanted, had + chunk));
            const std::size_t got = read(std::span(bytes).subspan(had));
            bytes.resize(had + got);
            if (got == 0)
                throw cut_short(expected, bytes.size());
        }
        std::uint8_t more = 0;
        if (read(std::span(&more, 1)) != 0)
            throw damaged("{} is longer than the {} bytes of data that its header promises. "
                          "Replace it with a fresh copy.",
                          path_, expected);
        // A gzip stream without its end: the data is there, but nothing vouches for it.
        int code = Z_OK;
        gzerror(file_.get(), &code);
        if (code != Z_OK)
            throw cut_short(expected, bytes.size());
        return bytes;
    }

  private:
    Error cut_short(std::int64_t expected, std::size_t found) const {
        return damaged("{} is cut short: its header promises {} bytes of data and {} are there. "
                       "Replace it with a fresh copy.",
                       path_, expected, found);
    }

    std::uint32_t word() {
        std::array<std::uint8_t, 4> bytes{};
        if (read(bytes) != bytes.size())
            throw damaged("{} is too short to be an idx file: it ends within its header. Replace "
                          "it with a fresh copy.",
                          path_);
        return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
               std::uint32_t{bytes[2]} << 8U | bytes[3];
    }

    // As many bytes as there are, at most a chunk.
    std::size_t read(std::span<std::uint8_t> into) {
        const int got =
            gzread(file_.get(), into.data(), static_cast<unsigned>(std::min(into.size(), chunk)));
        if (got >= 0)
            return static_cast<std::size_t>(got);
        int code = Z_OK;
        const std::string detail = gzerror(file_.get(), &code);
        if (code == Z_ERRNO)
            throw failure("The data file {} cannot be read ({}). Check the disk and that it is a "
                          "file.",
                          path_, reason(errno));
        throw damaged("{} cannot be unpacked ({}). Replace it with a fresh copy.", path_, detail);
    }

    std::string path_;
    GzFile file_;
};

} // namespace

IdxImages read_idx_images(const std::filesystem::path& path) {
    IdxReader reader(path);
    const auto sizes = reader.header(idx_image_magic, 3);
    IdxImages images{sizes[0], sizes[1], sizes[2], {}};
    if (images.count == 0 || images.height == 0 || images.width == 0 ||
        std::max(images.height, images.width) > longest_side)
        throw damaged("{} says that it holds {} images of {} x {} pixels, which cannot be. "
                      "Replace it with a fresh copy.",
                      path.string(), images.count, images.height, images.width);
    images.pixels = reader.body(images.count * images.height * images.width);
    return images;
}

std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path) {
    IdxReader reader(path);
    const std::int64_t count = reader.header(idx_label_magic, 1)[0];
    return reader.body(count);
}

ImageSet read_image_set(const std::filesystem::path& images, const std::filesystem::path& labels,
                        int classes) {
    IdxImages read = read_idx_images(images);
    ImageSet set{read.count,
                 read.height,
                 read.width,
                 classes,
                 std::move(read.pixels),
                 read_idx_labels(labels),
                 {}};
    if (set.labels.size() != static_cast<std::size_t>(set.count))
        throw damaged("{} holds {} images, but {} holds {} labels. Replace both with the two "
                      "files of one download.",
                      images.string(), set.count, labels.string(), set.labels.size());
    const auto wrong = std::find_if(set.labels.begin(), set.labels.end(),
                                    [classes](int label) { return label >= classes; });
    if (wrong != set.labels.end())
        throw damaged("{} gives image {} the label {}, but there are only the {} classes from 0. "
                      "Replace it with a fresh copy.",
                      labels.string(), wrong - set.labels.begin(), *wrong, classes);
    set.digest = digest_of(set);
    return set;
}

} // namespace thaw
