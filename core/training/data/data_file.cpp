#include "core/training/data/data_file.h"

#include "core/run/error.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace thaw {

namespace {

std::string reason(int error) {
    return std::generic_category().message(error);
}

} // namespace

DataFile::DataFile(const std::filesystem::path& path) : path_(path) {
    file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file_ < 0)
        throw failure("The data file {} cannot be opened ({}). Check that it is there and "
                      "may be read.",
                      path.string(), reason(errno));
    struct stat status {};
    const bool known = fstat(file_, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        const std::string why = reason(!known ? errno : S_ISDIR(status.st_mode) ? EISDIR : ESPIPE);
        close(file_);
        throw failure("The data file {} cannot be read ({}). Check the disk and that it is a "
                      "file.",
                      path.string(), why);
    }
    size_ = status.st_size;
}

DataFile::~DataFile() {
    close(file_);
}

void DataFile::read(std::int64_t begin, std::span<std::uint8_t> into) const {
    while (!into.empty()) {
        const ssize_t got = pread(file_, into.data(), into.size(), begin);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw failure("The data file {} cannot be read ({}). Check the disk and that it is a "
                          "file.",
                          path_.string(), reason(errno));
        if (got == 0)
            throw damaged("{} has become shorter while it was read: it had {} bytes. Replace it "
                          "with a fresh copy.",
                          path_.string(), size_);
        begin += got;
        into = into.subspan(static_cast<std::size_t>(got));
    }
}

std::int64_t DataFile::written() const {
    constexpr std::int64_t second = 1'000'000'000;
    struct stat status {};
    if (fstat(file_, &status) != 0)
        return -1;
    return status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec;
}

std::vector<std::uint8_t> bytes_of(const DataFile& file) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(file.size()));
    file.read(0, bytes);
    return bytes;
}

void for_each_part(const DataFile& file, std::int64_t begin,
                   const std::function<void(std::span<const std::uint8_t>)>& take) {
    constexpr std::int64_t at_once = std::int64_t{1} << 20U;
    std::vector<std::uint8_t> part;
    for (; begin < file.size(); begin += at_once) {
        part.resize(static_cast<std::size_t>(std::min(at_once, file.size() - begin)));
        file.read(begin, part);
        take(part);
    }
}

} // namespace thaw
