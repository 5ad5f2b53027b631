#include "core/training/datasets/idx_file.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/datasets/foreign_file.h"
#include "core/training/datasets/published_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>
#include <zlib.h>

namespace thaw {
namespace {

constexpr std::int64_t longest_side = 32767; // keeps count x height x width below 2^62
constexpr std::int64_t most_bytes = std::int64_t{1} << 62U;
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
    // `hash`, if it is not null, is given all bytes that are read.
    explicit IdxReader(const std::filesystem::path& path, Sha256* hash = nullptr)
        : path_(path.string()), hash_(hash) {
        errno = 0;
        file_.reset(gzopen(path_.c_str(), "rb"));
        if (!file_)
            throw failure("The data file {} cannot be opened ({}). Check that it is there and "
                          "may be read.",
                          path_, reason(errno));
    }

    // The sizes, after a look at the magic number.
    std::vector<std::int64_t> header(std::uint32_t magic, std::size_t dimensions) {
        const auto found = word();
        if (found != magic)
            throw wrong_beginning(found, magic);
        std::vector<std::int64_t> sizes(dimensions);
        for (auto& size : sizes) {
            const auto next = word();
            if (!next)
                throw too_short();
            size = *next;
        }
        return sizes;
    }

    // Everything, for the hash.
    void skip_all() {
        std::vector<std::uint8_t> bytes(chunk);
        while (read(bytes) > 0) {
        }
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

    Error too_short() const {
        return damaged("{} is too short to be an idx file: it ends within its header. Replace "
                       "it with a fresh copy.",
                       path_);
    }
    Error wrong_beginning(std::optional<std::uint32_t> found, std::uint32_t magic) const {
        if (const std::string what = foreign_file_sentence(path_, tr("an idx file")); !what.empty())
            return {Fault::damaged, what};
        if (!found)
            return too_short();
        if (found == idx_label_magic && magic != idx_label_magic)
            return damaged("{} holds labels where images should be: it begins with {:#010x} "
                           "instead of {:#010x}. Replace it with a fresh copy; images and labels "
                           "must not be exchanged.",
                           path_, *found, magic);
        if (found == idx_image_magic && magic == idx_label_magic)
            return damaged("{} holds images where labels should be: it begins with {:#010x} "
                           "instead of {:#010x}. Replace it with a fresh copy; images and labels "
                           "must not be exchanged.",
                           path_, *found, magic);
        return damaged("{} is not the idx file it should be: it begins with {:#010x} instead "
                       "of {:#010x}. Replace it with a fresh copy.",
                       path_, *found, magic);
    }

    // Big-endian; nothing where the file ends before.
    std::optional<std::uint32_t> word() {
        std::array<std::uint8_t, 4> bytes{};
        if (read(bytes) != bytes.size())
            return {};
        return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U |
               std::uint32_t{bytes[2]} << 8U | bytes[3];
    }

    // As many bytes as there are, at most a chunk.
    std::size_t read(std::span<std::uint8_t> into) {
        const int got =
            gzread(file_.get(), into.data(), static_cast<unsigned>(std::min(into.size(), chunk)));
        if (got >= 0) {
            if (hash_ != nullptr)
                hash_->add(into.first(static_cast<std::size_t>(got)));
            return static_cast<std::size_t>(got);
        }
        int code = Z_OK;
        const std::string detail = gzerror(file_.get(), &code);
        if (code == Z_ERRNO)
            throw failure("The data file {} cannot be read ({}). Check the disk and that it is a "
                          "file.",
                          path_, reason(errno));
        throw damaged("{} cannot be unpacked ({}). Replace it with a fresh copy.", path_, detail);
    }

    std::string path_;
    Sha256* hash_;
    GzFile file_;
};

// Reads with `read(IdxReader&)` and tells the digest of what was read, if that is wanted.
template <class Read>
auto reading(const std::filesystem::path& path, std::string* digest, const Read& read) {
    Sha256 hash;
    IdxReader reader(path, digest == nullptr ? nullptr : &hash);
    auto result = read(reader);
    if (digest != nullptr)
        *digest = hash.digest();
    return result;
}

} // namespace

IdxImages read_idx_images(const std::filesystem::path& path, std::string* digest,
                          std::int64_t channels) {
    return reading(path, digest, [&](IdxReader& reader) {
        const bool colour = channels > 1;
        const auto sizes =
            reader.header(colour ? idx_colour_magic : idx_image_magic, colour ? 4 : 3);
        IdxImages images{sizes[0], sizes[1], sizes[2], colour ? sizes[3] : 1};
        if (images.channels != channels)
            throw damaged("{} says that its images have {} channels, and not {}. Replace it with a "
                          "fresh copy.",
                          path.string(), images.channels, channels);
        if (images.count == 0 || images.height == 0 || images.width == 0 ||
            std::max(images.height, images.width) > longest_side ||
            images.count * images.height * images.width > most_bytes / images.channels)
            throw damaged("{} says that it holds {} images of {} x {} pixels, which cannot be. "
                          "Replace it with a fresh copy.",
                          path.string(), images.count, images.height, images.width);
        images.pixels = reader.body(images.count * images.height * images.width * images.channels);
        return images;
    });
}

std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path, std::string* digest) {
    return reading(path, digest, [](IdxReader& reader) {
        const std::int64_t count = reader.header(idx_label_magic, 1)[0];
        return reader.body(count);
    });
}

std::string digest_of_content(const std::filesystem::path& path) {
    std::string digest;
    reading(path, &digest, [](IdxReader& reader) {
        reader.skip_all();
        return 0;
    });
    return digest;
}

ImageSet read_image_set(const std::filesystem::path& images, const std::filesystem::path& labels,
                        int classes) {
    std::string digest_of_images, digest_of_labels;
    IdxImages read = read_idx_images(images, &digest_of_images);
    const auto bytes = read_idx_labels(labels, &digest_of_labels);
    ImageSet set{read.count,
                 read.height,
                 read.width,
                 classes,
                 std::move(read.pixels),
                 {bytes.begin(), bytes.end()}};
    remember_content_digest(images, digest_of_images);
    remember_content_digest(labels, digest_of_labels);
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
    return set;
}

} // namespace thaw
