#include "core/storage/salvaged_rows.h"

#include "core/run/error.h"

namespace thaw::salvaging {

using hdf5::check_done;
using hdf5::Handle;

std::size_t rows_of(hid_t dataset, std::size_t row_size) {
    const std::size_t count = hdf5::row_count(dataset);
    if (count > hdf5::file_bytes(dataset) / row_size + layout::chunk_bytes)
        throw hdf5::Failure(tr("a column claims more rows than the file can hold"));
    return count;
}

std::vector<Chunk> chunks_of(hid_t dataset, std::size_t rows) {
    const std::size_t bytes = hdf5::file_bytes(dataset);
    const Handle properties(H5Dget_create_plist(dataset));
    hsize_t in_chunk = 0;
    if (H5Pget_chunk(properties, 1, &in_chunk) != 1 || in_chunk == 0)
        throw hdf5::Failure(tr("a column is not stored in chunks"));
    const Handle space(H5Dget_space(dataset));
    hsize_t count = 0;
    check_done(H5Dget_num_chunks(dataset, space, &count));
    const auto place_of = [&](hsize_t chunk) {
        hsize_t first = 0;
        hsize_t size = 0;
        haddr_t address = 0;
        unsigned skipped_filters = 0;
        check_done(
            H5Dget_chunk_info(dataset, space, chunk, &first, &skipped_filters, &address, &size));
        return Chunk{first, 0, address <= bytes && size <= bytes - address};
    };
    // Each look-up goes through all chunks before. They lie in the order of their rows: where none
    // is missing and the last one is inside, all are.
    const bool look_up = count > 0 && (count * in_chunk < rows || !place_of(count - 1).is_inside);
    std::vector<Chunk> chunks;
    for (hsize_t i = 0; i < count; ++i) {
        Chunk chunk = look_up ? place_of(i) : Chunk{i * in_chunk};
        if (chunk.first >= rows)
            continue;
        chunk.rows = std::min<std::size_t>(in_chunk, rows - chunk.first);
        chunks.push_back(chunk);
    }
    return chunks;
}

bool reads(hid_t dataset, hid_t type, const Chunk& chunk, void* into) {
    try {
        hdf5::read_rows(dataset, type, chunk.first, chunk.rows, into);
        return true;
    } catch (const hdf5::Failure&) {
        return false;
    }
}

void read_whatever_is_there(hid_t dataset, hid_t type, const Chunk& chunk, void* into) noexcept {
    try {
        hdf5::read_rows_unchecked(dataset, type, chunk.first, chunk.rows, into);
    } catch (const hdf5::Failure&) { // then what was there before stays
    }
}

} // namespace thaw::salvaging
