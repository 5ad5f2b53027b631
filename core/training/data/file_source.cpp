#include "core/training/data/file_source.h"

#include "core/run/error.h"
#include "core/run/sha256.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace thaw {

std::shared_ptr<const FileSource> FileSource::open(const std::filesystem::path& file, off_t offset,
                                                   ExampleSpec spec, Targets targets,
                                                   std::string digest,
                                                   std::span<const std::uint8_t> inputs) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return nullptr;
    const auto count = static_cast<std::int64_t>(inputs.size()) / spec.bytes();
    const std::shared_ptr<FileSource> source(new FileSource(
        descriptor, file, offset, std::move(spec), std::move(targets), std::move(digest), count));
    struct stat status {};
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size != offset + static_cast<off_t>(inputs.size()))
        return nullptr;
    constexpr std::size_t portion = std::size_t{1} << 20U;
    std::vector<std::byte> read;
    for (std::size_t begin = 0; begin < inputs.size(); begin += portion) {
        read.resize(std::min(portion, inputs.size() - begin));
        if (!source->fill(offset + static_cast<off_t>(begin), read) ||
            std::memcmp(read.data(), inputs.data() + begin, read.size()) != 0)
            return nullptr;
    }
    source->content_ = sha256(inputs);
    return source;
}

FileSource::FileSource(int descriptor, std::filesystem::path file, off_t offset, ExampleSpec spec,
                       Targets targets, std::string digest, std::int64_t count)
    : descriptor_(descriptor), file_(std::move(file)), offset_(offset), spec_(std::move(spec)),
      targets_(std::move(targets)), digest_(std::move(digest)), count_(count) {
    struct stat status {};
    if (fstat(descriptor_, &status) == 0)
        changed_ = status.st_mtim;
}

FileSource::~FileSource() {
    ::close(descriptor_);
}

std::string FileSource::digest_of_content() const {
    constexpr std::int64_t portion = std::int64_t{1} << 20U;
    const std::int64_t size = count_ * spec_.bytes();
    Sha256 hash;
    std::vector<std::uint8_t> part;
    for (std::int64_t begin = 0; begin < size; begin += portion) {
        part.resize(static_cast<std::size_t>(std::min(portion, size - begin)));
        if (!fill(offset_ + static_cast<off_t>(begin), std::as_writable_bytes(std::span(part))))
            return {};
        hash.add(part);
    }
    return hash.digest();
}

bool FileSource::holds_the_same() const {
    const std::lock_guard lock(mutex_);
    struct stat status {};
    if (fstat(descriptor_, &status) != 0)
        return false;
    const bool same_time =
        status.st_mtim.tv_sec == changed_.tv_sec && status.st_mtim.tv_nsec == changed_.tv_nsec;
    if (!same_time && digest_of_content() != content_)
        return false;
    changed_ = status.st_mtim;
    return true;
}

bool FileSource::fill(off_t from, std::span<std::byte> into) const {
    while (!into.empty()) {
        const ssize_t got = pread(descriptor_, into.data(), into.size(), from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        from += got;
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

void FileSource::read(std::span<const std::int64_t> ids, std::span<std::byte> into) const {
    const std::int64_t size = spec_.bytes();
    bool sound = true;
    for (std::size_t i = 0; i < ids.size() && sound;) {
        std::size_t end = i + 1; // one read for examples in a row
        while (end < ids.size() && ids[end] == ids[end - 1] + 1)
            ++end;
        sound = fill(offset_ + static_cast<off_t>(ids[i] * size),
                     into.subspan(i * static_cast<std::size_t>(size),
                                  (end - i) * static_cast<std::size_t>(size)));
        i = end;
    }
    if (!sound || !holds_the_same())
        throw failure("The images in {} were changed while a run reads them. Resume the run: they "
                      "are made again.",
                      file_.string());
}

} // namespace thaw
