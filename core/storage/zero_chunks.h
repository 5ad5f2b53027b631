// Files before format 1.2 have HDF5's checksums alone, and Fletcher-32 takes a block of zeros,
// which is what a power cut or a bad disk leaves, for sound.
#pragma once

#include "core/storage/hdf5.h"

#include <string>
#include <vector>

namespace thaw {

struct RowRange {
    std::size_t first = 0, count = 0;
};

// The chunks that are zero throughout in a column of eight-byte cells of which hardly any other is,
// at most one in a hundred: such chunks were lost. None where the column has more zeros or one
// chunk only and so cannot tell. Throws hdf5::Failure.
std::vector<RowRange> suspicious_zeros(hid_t file, const std::string& column);

} // namespace thaw
