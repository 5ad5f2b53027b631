#include "core/storage/hdf5.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/run/sha256.h"
#include "core/storage/layout.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace thaw::hdf5 {

namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";

herr_t collect(unsigned /*n*/, const H5E_error2_t* error, void* text) {
    auto& all = *static_cast<std::string*>(text);
    if (error->desc != nullptr && *error->desc != '\0')
        all += (all.empty() ? "" : "; ") + std::string(error->desc);
    return 0;
}

std::atomic<bool> leaves_a_file = false;

// libhdf5 tells the errno of a call to the system within its account, and nowhere else.
int number_in(std::string_view account) {
    constexpr std::string_view mark = "errno = ";
    int number = 0;
    if (const auto at = account.find(mark); at != std::string_view::npos)
        std::from_chars(&account[at] + mark.size(), account.data() + account.size(), number);
    return number;
}

Failure newest_failure() {
    std::string text;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, &collect, &text);
    H5Eclear2(H5E_DEFAULT);
    return Failure(text.empty() ? "unknown HDF5 error" : text, number_in(text));
}

} // namespace

std::string why_not_written(const Failure& failure) {
    return failure.number != 0 ? reason_and_advice(failure.number)
                               : sentence("libhdf5 says: {}", failure.what());
}

void leave_open() {
    leaves_a_file = true;
}

void quiet() {
    static const bool once = [] {
        H5dont_atexit(); // fails, harmlessly, where the process uses libhdf5 already
        return std::atexit([] {
                   if (!leaves_a_file)
                       H5close();
               }) == 0;
    }();
    static_cast<void>(once);
    // Nothing but what is in the library reads a file: no plugin, no link that leads out of it.
    static const bool alone =
        H5PLset_loading_state(0) >= 0 && H5Lunregister(H5L_TYPE_EXTERNAL) >= 0;
    static_cast<void>(alone);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

hid_t check(hid_t result) {
    if (result < 0)
        throw newest_failure();
    return result;
}

void check_done(herr_t result) {
    if (result < 0)
        throw newest_failure();
}

void Handle::close() {
    if (id_ < 0)
        return;
    switch (H5Iget_type(id_)) {
    case H5I_FILE:
        H5Fclose(id_);
        break;
    case H5I_GROUP:
        H5Gclose(id_);
        break;
    case H5I_DATASET:
        H5Dclose(id_);
        break;
    case H5I_DATASPACE:
        H5Sclose(id_);
        break;
    case H5I_DATATYPE:
        H5Tclose(id_);
        break;
    case H5I_ATTR:
        H5Aclose(id_);
        break;
    case H5I_GENPROP_LST:
        H5Pclose(id_);
        break;
    default:
        H5Oclose(id_);
        break;
    }
    id_ = H5I_INVALID_HID;
}

namespace {

// Where a file that was closed ends, by its own superblock (versions 2 and 3); 0 where it does not
// say so or was not closed. Not every version of libhdf5 looks, and those that do not tell it once
// for every dataset behind the end.
std::uintmax_t declared_end(const std::filesystem::path& file) {
    constexpr std::size_t version_at = 8;
    constexpr std::size_t offset_size_at = 9;
    constexpr std::size_t flags_at = 11;
    constexpr std::size_t end_at = 28;
    std::array<char, end_at + sizeof(std::uint64_t)> head{};
    std::ifstream in(file, std::ios::binary);
    if (!in.read(head.data(), head.size()) ||
        !std::string_view(head.data(), head.size()).starts_with(signature))
        return 0;
    const bool known = head[version_at] == 2 || head[version_at] == 3;
    if (!known || head[offset_size_at] != sizeof(std::uint64_t) || head[flags_at] != 0)
        return 0;
    std::uint64_t end = 0;
    std::memcpy(&end, &head[end_at], sizeof end); // little-endian, as all machines that we know
    return end;
}

void check_whole(const std::filesystem::path& file) {
    std::error_code error;
    // A writer that closes the file clears its mark just before it gives it its length.
    for (int looks = 3;; std::this_thread::sleep_for(std::chrono::milliseconds(10))) {
        const std::uintmax_t end = declared_end(file);
        const std::uintmax_t size = std::filesystem::file_size(file, error);
        if (error || size >= end)
            return;
        if (--looks == 0)
            throw Failure(sentence("it is cut off: {} of {} [byte|bytes] are there", size, end));
    }
}

} // namespace

std::string wrong_beginning(const std::filesystem::path& file) {
    constexpr std::streamsize superblock = 48; // of the version that runs are written in
    std::array<char, superblock> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    if (in.gcount() == 0)
        return tr("it is empty");
    if (!std::string_view(head.data(), head.size()).starts_with(signature))
        return tr("it does not begin as HDF5 files do");
    return in.gcount() < superblock ? tr("it ends within its first block") : std::string();
}

void without_locks(hid_t file_access) {
    check_done(H5Pset_file_locking(file_access, 0, 1));
}

namespace {

// The file behind a name, opened once: what the name stands for afterwards does not matter.
class Opened {
  public:
    explicit Opened(const std::filesystem::path& file)
        : descriptor_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) {
        struct stat about {};
        if (descriptor_ < 0)
            throw failure("{} cannot be opened: {}; check the name and the permissions",
                          file.string(), std::strerror(errno));
        if (::fstat(descriptor_, &about) != 0 || !S_ISREG(about.st_mode)) {
            ::close(descriptor_);
            throw failure("{} cannot be opened: {}; check the name and the permissions",
                          file.string(), tr("it is no regular file"));
        }
        name_ = fmt::format("/proc/self/fd/{}", descriptor_);
        if (::access(name_.c_str(), R_OK) != 0) // a system without /proc
            name_ = file.string();
    }
    ~Opened() { ::close(descriptor_); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    const char* name() const { return name_.c_str(); }

  private:
    int descriptor_;
    std::string name_;
};

} // namespace

// A writer marks the file, and a killed one leaves the mark: SWMR reading takes both, and plain
// files too, if the format is new enough; a file that was rewritten by another tool may not be.
Handle open_to_read(const std::filesystem::path& file, bool even_cut_off) {
    const Opened opened(file);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS));
    without_locks(access);
    check_done(H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST));
    // What a writer is replacing is read again when its checksum fails; libhdf5 waits twice as long
    // each time, 1 ns at first, and would do so 100 times: for ever, at damage.
    constexpr unsigned attempts = 22; // 4 ms
    check_done(H5Pset_metadata_read_attempts(access, attempts));
    if (even_cut_off) {
        // libhdf5's own tools set it; it is not among the documented calls.
        const hbool_t skip = true;
        H5Pset(access, "skip_eof_check", &skip);
    } else {
        check_whole(file);
    }
    const hid_t followed = H5Fopen(opened.name(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access);
    if (followed >= 0)
        return Handle(followed);
    return Handle(H5Fopen(opened.name(), H5F_ACC_RDONLY, access));
}

Handle open_dataset(hid_t parent, const std::string& path) {
    Handle dataset(H5Dopen2(parent, path.c_str(), H5P_DEFAULT));
    const Handle properties(H5Dget_create_plist(dataset));
    if (H5Pget_layout(properties) == H5D_VIRTUAL || H5Pget_external_count(properties) != 0)
        throw Failure(sentence("{} lies in another file, as no part of a run does", path));
    return dataset;
}

Handle text_type(std::size_t size) {
    Handle type(H5Tcopy(H5T_C_S1));
    check_done(H5Tset_size(type, std::max<std::size_t>(size, 1)));
    check_done(H5Tset_cset(type, H5T_CSET_UTF8));
    check_done(H5Tset_strpad(type, H5T_STR_NULLPAD));
    return type;
}

void write_attribute(hid_t object, const char* name, const std::string& text) {
    const Handle type = text_type(text.size());
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    check_done(H5Awrite(attribute, type, text.data()));
}

void write_attribute(hid_t object, const char* name, const std::vector<std::string>& texts) {
    std::size_t size = 1;
    for (const auto& text : texts)
        size = std::max(size, text.size());
    std::string bytes(size * texts.size(), '\0');
    for (std::size_t i = 0; i < texts.size(); ++i)
        std::memcpy(&bytes[i * size], texts[i].data(), texts[i].size());
    const Handle type = text_type(size);
    const hsize_t count = texts.size();
    const Handle space(H5Screate_simple(1, &count, nullptr));
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    check_done(H5Awrite(attribute, type, bytes.data()));
}

void write_attribute(hid_t object, const char* name, std::uint32_t number) {
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle attribute(
        H5Acreate2(object, name, H5T_NATIVE_UINT32, space, H5P_DEFAULT, H5P_DEFAULT));
    check_done(H5Awrite(attribute, H5T_NATIVE_UINT32, &number));
}

bool has_attribute(hid_t object, const char* name) {
    return H5Aexists(object, name) > 0;
}

namespace {

// The largest text that a file may make us allocate: configs and plans are some kilobytes.
constexpr std::size_t largest_text = std::size_t{64} << 20U;

std::string trimmed(std::string text) {
    text.resize(std::min(text.size(), text.find('\0')));
    return text;
}

std::size_t text_size(hid_t type) {
    const std::size_t size = H5Tget_size(type);
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0 || size > largest_text)
        throw Failure("a text is not stored as a text of fixed length");
    return size;
}

} // namespace

std::string read_attribute(hid_t object, const char* name) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT));
    const Handle type(H5Aget_type(attribute));
    const Handle space(H5Aget_space(attribute));
    std::string text(text_size(type), '\0');
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw Failure("an attribute is not a single text");
    check_done(H5Aread(attribute, type, text.data()));
    return trimmed(text);
}

std::uint32_t read_number_attribute(hid_t object, const char* name) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT));
    const Handle space(H5Aget_space(attribute));
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw Failure("an attribute is not a single number");
    std::uint32_t number = 0;
    check_done(H5Aread(attribute, H5T_NATIVE_UINT32, &number));
    return number;
}

void write_text(hid_t group, const char* name, const std::string& text) {
    const Handle type = text_type(text.size());
    const Handle space(H5Screate(H5S_SCALAR));
    const Handle dataset(
        H5Dcreate2(group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    check_done(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
    write_attribute(dataset, "sha256", sha256(text));
}

std::string read_text(hid_t group, const char* name) {
    const Handle dataset = open_dataset(group, name);
    const Handle type(H5Dget_type(dataset));
    const Handle space(H5Dget_space(dataset));
    std::string text(text_size(type), '\0');
    if (H5Sget_simple_extent_npoints(space) != 1)
        throw Failure("a dataset is not a single text");
    check_done(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()));
    text = trimmed(text);
    if (has_attribute(dataset, "sha256") && read_attribute(dataset, "sha256") != sha256(text))
        throw Failure(std::string("the text ") + name + " is not what its SHA-256 says");
    return text;
}

Handle create_group(hid_t parent, const std::string& path) {
    return Handle(H5Gcreate2(parent, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

bool exists(hid_t parent, const std::string& path) {
    return H5Lexists(parent, path.c_str(), H5P_DEFAULT) > 0;
}

void soft_link(hid_t group, const std::string& target, const std::string& name) {
    check_done(H5Lcreate_soft(target.c_str(), group, name.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

Handle create_rows(hid_t group, const std::string& name, hid_t type, const void* fill) {
    const hsize_t none = 0;
    const hsize_t unlimited = H5S_UNLIMITED;
    const hsize_t chunk_size = layout::rows_in_chunk(H5Tget_size(type));
    const Handle space(H5Screate_simple(1, &none, &unlimited));
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
    check_done(H5Pset_chunk(properties, 1, &chunk_size));
    // No compression: a chunk that grows under it must move, and SWMR cannot reuse the hole.
    check_done(H5Pset_fletcher32(properties));
    check_done(H5Pset_fill_value(properties, type, fill));
    return Handle(
        H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT));
}

int descriptor(hid_t object) {
    const Handle file(H5Iget_file_id(object));
    void* descriptor = nullptr;
    check_done(H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor));
    return *static_cast<int*>(descriptor);
}

std::size_t file_bytes(hid_t object) {
    struct stat about {};
    if (::fstat(descriptor(object), &about) != 0)
        throw Failure(std::strerror(errno), errno);
    return static_cast<std::size_t>(about.st_size);
}

void sync(hid_t file) {
    if (::fsync(descriptor(file)) != 0)
        throw Failure(std::strerror(errno), errno);
}

// Only the last chunk is looked up: a column's chunks lie in the order in which they were written,
// and for each that is asked for libhdf5 goes through all before it.
void check_chunks(hid_t dataset) {
    const Handle space(H5Dget_space(dataset));
    hsize_t count = 0;
    check_done(H5Dget_num_chunks(dataset, space, &count));
    if (count == 0)
        return;
    hsize_t first = 0;
    hsize_t size = 0;
    unsigned skipped_filters = 0;
    haddr_t address = 0;
    check_done(
        H5Dget_chunk_info(dataset, space, count - 1, &first, &skipped_filters, &address, &size));
    if (address + size > file_bytes(dataset))
        throw Failure("the file ends before its data does");
}

std::size_t row_count(hid_t dataset) {
    const Handle space(H5Dget_space(dataset));
    if (H5Sget_simple_extent_ndims(space) != 1)
        throw Failure("a column does not have one dimension");
    hsize_t count = 0;
    check_done(H5Sget_simple_extent_dims(space, &count, nullptr));
    return count;
}

void write_rows(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count,
                const void* data) {
    const hsize_t begin = first;
    const hsize_t size = count;
    const hsize_t end = first + count;
    if (row_count(dataset) < end)
        check_done(H5Dset_extent(dataset, &end));
    const Handle file_space(H5Dget_space(dataset));
    check_done(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &begin, nullptr, &size, nullptr));
    const Handle memory_space(H5Screate_simple(1, &size, nullptr));
    check_done(H5Dwrite(dataset, memory_type, memory_space, file_space, H5P_DEFAULT, data));
}

namespace {

void read_rows_by(hid_t transfer, hid_t dataset, hid_t memory_type, std::size_t first,
                  std::size_t count, void* data) {
    if (count == 0)
        return;
    const hsize_t begin = first;
    const hsize_t size = count;
    const Handle file_space(H5Dget_space(dataset));
    check_done(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &begin, nullptr, &size, nullptr));
    const Handle memory_space(H5Screate_simple(1, &size, nullptr));
    check_done(H5Dread(dataset, memory_type, memory_space, file_space, transfer, data));
}

} // namespace

void read_rows(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count, void* data) {
    read_rows_by(H5P_DEFAULT, dataset, memory_type, first, count, data);
}

void read_rows_unchecked(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count,
                         void* data) {
    const Handle transfer(H5Pcreate(H5P_DATASET_XFER));
    check_done(H5Pset_edc_check(transfer, H5Z_DISABLE_EDC));
    read_rows_by(transfer, dataset, memory_type, first, count, data);
}

std::size_t rows_before_hole(hid_t dataset, std::size_t count) {
    const Handle properties(H5Dget_create_plist(dataset));
    hsize_t in_chunk = 0;
    if (count == 0 || H5Pget_chunk(properties, 1, &in_chunk) != 1 || in_chunk == 0)
        return count;
    const hsize_t first = (count - 1) / in_chunk * in_chunk;
    unsigned skipped_filters = 0;
    haddr_t address = HADDR_UNDEF;
    hsize_t size = 0;
    check_done(H5Dget_chunk_info_by_coord(dataset, &first, &skipped_filters, &address, &size));
    if (address == HADDR_UNDEF || size > layout::chunk_bytes)
        return count;
    std::string bytes(size, '\0');
    std::uint32_t filters = 0;
    check_done(H5Dread_chunk(dataset, H5P_DEFAULT, &first, &filters, bytes.data()));
    if (bytes.find_first_not_of('\0') != std::string::npos)
        return count;
    // A chunk with room left would have its fill there. A full one may be of a column that is zero
    // throughout: then the cell before it is, too.
    if (first > 0) {
        std::uint64_t before = 0; // its bits
        const Handle type(H5Dget_type(dataset));
        if (H5Tget_size(type) == sizeof before)
            read_rows(dataset, type, first - 1, 1, &before);
        return before == 0 ? count : first;
    }
    // `count` may be of a moment at which it was not full yet: a writer is some milliseconds ahead.
    for (int looks = 0; looks < 4; ++looks) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        check_done(H5Drefresh(dataset));
        if (row_count(dataset) >= in_chunk)
            return count;
    }
    return first;
}

} // namespace thaw::hdf5
