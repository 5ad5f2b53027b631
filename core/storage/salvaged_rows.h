// A dataset of rows read chunk by chunk, so that one damaged chunk costs no other.
#pragma once

#include "core/storage/hdf5.h"
#include "core/storage/layout.h"

#include <algorithm>
#include <string>
#include <vector>

namespace thaw {

template <class T>
struct SalvagedRows {
    std::vector<T> values; // of a damaged chunk what lies there; what cannot be read is `unwritten`
    std::vector<bool> sound; // its chunk can be read and has the checksum that HDF5 gave it
    bool readable = false;   // the dataset is there and can tell its chunks

    std::size_t size() const { return values.size(); }
    bool is_sound(std::size_t row) const { return row < size() && sound[row]; }
    T at(std::size_t row, T none) const { return row < size() ? values[row] : none; }
};

namespace salvaging {

struct Chunk {
    std::size_t first = 0, rows = 0;
    bool is_inside = true; // the file; libhdf5 would read zeros
};

// Throws hdf5::Failure where the dataset cannot tell, or claims more rows of `row_size` bytes than
// the file can hold.
std::size_t rows_of(hid_t dataset, std::size_t row_size);
std::vector<Chunk> chunks_of(hid_t dataset, std::size_t rows);
// Whether it went without a Failure.
bool reads(hid_t dataset, hid_t type, const Chunk& chunk, void* into);
void read_whatever_is_there(hid_t dataset, hid_t type, const Chunk& chunk, void* into) noexcept;

} // namespace salvaging

template <class T>
SalvagedRows<T> salvaged_rows(hid_t file, const std::string& path, hid_t type, const T& unwritten) {
    SalvagedRows<T> all;
    try {
        const hdf5::Handle dataset = hdf5::open_dataset(file, path);
        const std::size_t count = salvaging::rows_of(dataset, sizeof(T));
        all.values.resize(count, unwritten);
        all.sound.resize(count, true);
        for (const auto& chunk : salvaging::chunks_of(dataset, count)) {
            const auto at = static_cast<std::ptrdiff_t>(chunk.first);
            T* const into = &all.values[chunk.first];
            const bool sound = chunk.is_inside && salvaging::reads(dataset, type, chunk, into);
            if (!sound && chunk.is_inside)
                salvaging::read_whatever_is_there(dataset, type, chunk, into);
            std::fill_n(all.sound.begin() + at, chunk.rows, sound);
        }
        all.readable = true;
    } catch (const hdf5::Failure&) {
        std::fill(all.sound.begin(), all.sound.end(), false);
    }
    return all;
}

} // namespace thaw
