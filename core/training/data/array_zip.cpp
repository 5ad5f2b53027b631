// Files of arrays: npy, or npz by libzip.
#include "core/run/error.h"
#include "core/training/data/array_file.h"

#include <algorithm>
#include <zip.h>

namespace thaw {

namespace {

struct CloseZip {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseZip>;

Error cannot_be_unpacked(const std::filesystem::path& path, const std::string& why) {
    return damaged("{} cannot be unpacked ({}). Replace it with a fresh copy.", path.string(), why);
}

Archive open_archive(const std::filesystem::path& path) {
    int code = 0;
    Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code));
    if (archive)
        return archive;
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw cannot_be_unpacked(path, why);
}

constexpr std::string_view extension = ".npy";

bool is_archive(const std::filesystem::path& path) {
    const DataFile file(path);
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(std::min<std::int64_t>(2, file.size())));
    file.read(0, bytes);
    return bytes == std::vector<std::uint8_t>{'P', 'K'};
}

// As much as there really is, whatever the directory says.
std::vector<std::uint8_t> unpacked(zip_file_t* file, const std::filesystem::path& path) {
    constexpr std::size_t chunk = std::size_t{1} << 20;
    std::vector<std::uint8_t> bytes;
    for (zip_int64_t got = 1; got > 0;) {
        const std::size_t had = bytes.size();
        bytes.resize(had + chunk);
        got = zip_fread(file, bytes.data() + had, chunk);
        if (got < 0)
            throw cannot_be_unpacked(path, zip_error_strerror(zip_file_get_error(file)));
        bytes.resize(had + static_cast<std::size_t>(got));
    }
    return bytes;
}

} // namespace

ArrayFile::ArrayFile(const std::filesystem::path& path) : path_(path) {
    if (!is_archive(path))
        return;
    const Archive archive = open_archive(path);
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i)
        if (const char* name =
                zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW))
            if (const std::string_view text = name; text.ends_with(extension))
                names_.emplace_back(text.substr(0, text.size() - extension.size()));
    if (names_.empty())
        throw damaged("{} is a zip without arrays (npy files) in it. Save it with numpy.savez.",
                      path.string());
}

NumberArray ArrayFile::array(const std::string& name) const {
    if (names_.empty())
        return {path_.string(), std::make_shared<DataFile>(path_)};
    const Archive archive = open_archive(path_);
    const std::string entry = name + std::string(extension);
    const std::unique_ptr<zip_file_t, CloseZip> file(
        zip_fopen(archive.get(), entry.c_str(), ZIP_FL_ENC_RAW));
    if (!file)
        throw cannot_be_unpacked(path_, zip_strerror(archive.get()));
    return {path_.string() + ": " + name, unpacked(file.get(), path_)};
}

} // namespace thaw
