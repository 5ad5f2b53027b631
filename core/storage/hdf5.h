// HDF5's C interface with owners and exceptions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <hdf5.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace thaw::hdf5 {

// A call failed; what() is libhdf5's own account of it.
class Failure : public std::runtime_error {
  public:
    explicit Failure(const std::string& account, int errno_of_the_call = 0)
        : std::runtime_error(account), number(errno_of_the_call) {}
    int number; // errno of the call that failed; 0: not one of the system's, or not known
};

// What stood against writing a file, for a person: the system's reason and what to do, or, where
// the system had no part in it, what libhdf5 says.
std::string why_not_written(const Failure& failure);

// Silences libhdf5's printing to stderr, for the calling thread: Failures carry the text instead.
// Call before anything else.
void quiet();

// A file's handles are going to be forgotten: at the process's end libhdf5 must not try to close
// it.
void leave_open();

// The result of a call, or Failure.
hid_t check(hid_t result);
void check_done(herr_t result);

// Owns one identifier of any kind.
class Handle {
  public:
    Handle() = default;
    explicit Handle(hid_t id) : id_(check(id)) {}
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Handle() { close(); }

    operator hid_t() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    // Whatever goes wrong; where it matters, call H5Fclose and forget().
    void close();
    hid_t forget() { return std::exchange(id_, H5I_INVALID_HID); }

  private:
    hid_t id_ = H5I_INVALID_HID;
};

// What is wrong with a file whose first bytes are not those of an HDF5 file, in the user's language
// (libhdf5's own words are English); empty if they are.
std::string wrong_beginning(const std::filesystem::path& file);
// Opens a file at rest, one that is being written, or one whose writer was killed; with
// `even_cut_off` a closed one, too, that ends too early. Takes no lock. Throws Error(failure) for
// what cannot be opened or is no regular file: a pipe or a device is not waited for.
Handle open_to_read(const std::filesystem::path& file, bool even_cut_off = false);
// libhdf5's own locks are not taken: RunLock keeps writers apart, readers need none, and there are
// file systems that have none.
void without_locks(hid_t file_access);
// A dataset that is to be read. Throws Failure unless its bytes lie in the file itself: HDF5 knows
// datasets that show other files' content.
Handle open_dataset(hid_t parent, const std::string& path);

// A fixed-length, null-padded UTF-8 string type.
Handle text_type(std::size_t size);

// Text attributes and scalar text datasets of the length that the text has. HDF5 checks the
// attributes itself; a dataset carries its SHA-256 as an attribute, and read_text() compares.
void write_attribute(hid_t object, const char* name, const std::string& text);
void write_attribute(hid_t object, const char* name, const std::vector<std::string>& texts);
void write_attribute(hid_t object, const char* name, std::uint32_t number);
std::string read_attribute(hid_t object, const char* name);
std::uint32_t read_number_attribute(hid_t object, const char* name);
bool has_attribute(hid_t object, const char* name);
void write_text(hid_t group, const char* name, const std::string& text);
std::string read_text(hid_t group, const char* name);

Handle create_group(hid_t parent, const std::string& path);
bool exists(hid_t parent, const std::string& path);
void soft_link(hid_t group, const std::string& target, const std::string& name);

// A dataset of rows without end; each row one element of `type`. Chunks have checksums. `fill` is
// what a row reads as that has room but has not been written.
Handle create_rows(hid_t group, const std::string& name, hid_t type, const void* fill);
// Throws Failure if the last chunk lies outside the file, where libhdf5 would read zeros.
void check_chunks(hid_t dataset);
// The size of the file that `object` is in, at this moment: another may have its name by now.
std::size_t file_bytes(hid_t object);
// The system's descriptor of the file that `object` is in; it stays libhdf5's.
int descriptor(hid_t object);
// Forces the file to the disk.
void sync(hid_t file);
std::size_t row_count(hid_t dataset);
// `data` holds `count` elements of `memory_type`.
void write_rows(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count,
                const void* data);
void read_rows(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count, void* data);
// The same whatever the chunks' own checksums say: for who has better ones.
void read_rows_unchecked(hid_t dataset, hid_t memory_type, std::size_t first, std::size_t count,
                         void* data);
// Of a column of a growing file: how many of its `count` rows come before a last chunk that is in
// the chunks' index but whose bytes have not come, as a network file system may show it. Such bytes
// are zeros, and zeros have a checksum of zero. All of them if there is no such hole.
std::size_t rows_before_hole(hid_t dataset, std::size_t count);

template <class T>
hid_t native();
template <>
inline hid_t native<double>() {
    return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t native<std::int64_t>() {
    return H5T_NATIVE_INT64;
}
template <>
inline hid_t native<std::uint32_t>() {
    return H5T_NATIVE_UINT32;
}

} // namespace thaw::hdf5
