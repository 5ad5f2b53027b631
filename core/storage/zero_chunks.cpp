#include "core/storage/zero_chunks.h"

#include <algorithm>
#include <cstdint>

namespace thaw {

std::vector<RowRange> suspicious_zeros(hid_t file, const std::string& column) {
    const hdf5::Handle dataset = hdf5::open_dataset(file, column);
    const std::size_t count = hdf5::row_count(dataset);
    const hdf5::Handle properties(H5Dget_create_plist(dataset));
    hsize_t in_chunk = 0;
    const hdf5::Handle type(H5Dget_type(dataset));
    if (H5Pget_chunk(properties, 1, &in_chunk) != 1 || in_chunk == 0 || count <= in_chunk ||
        H5Tget_size(type) != sizeof(std::uint64_t))
        return {};
    std::vector<std::uint64_t> bits(count);
    hdf5::read_rows(dataset, type, 0, count, bits.data());
    std::vector<RowRange> found;
    std::size_t elsewhere = 0; // rows outside such chunks, and the zeros among them
    std::size_t zeros_elsewhere = 0;
    for (std::size_t first = 0; first < count; first += in_chunk) {
        const auto begin = bits.begin() + static_cast<std::ptrdiff_t>(first);
        const std::size_t here = std::min<std::size_t>(in_chunk, count - first);
        const auto zeros = static_cast<std::size_t>(
            std::count(begin, begin + static_cast<std::ptrdiff_t>(here), std::uint64_t{0}));
        if (zeros == here && here > 1) {
            found.push_back({first, here});
        } else {
            elsewhere += here;
            zeros_elsewhere += zeros;
        }
    }
    constexpr std::size_t hardly_any = 100;
    if (elsewhere == 0 || zeros_elsewhere * hardly_any > elsewhere)
        found.clear();
    return found;
}

} // namespace thaw
