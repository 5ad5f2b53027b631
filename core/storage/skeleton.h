// What a run file must look like, whatever its rows say. HDF5's headers have checksums but do not
// know where they belong: two that have changed places are found by comparison alone.
#pragma once

#include "core/run/run_header.h"
#include "core/storage/hdf5.h"

#include <string>
#include <vector>

namespace thaw {

// The paths of groups, datasets, links and attributes that the file lacks or has in another form
// than the writer of this version makes for such a header, a sentence each. What is there besides
// is left alone. Empty for a file of another minor version, whose writer made other things. Throws
// hdf5::Failure where the file cannot be read.
std::vector<std::string> differences_from_skeleton(hid_t file, int minor_version,
                                                   const RunHeader& header);

} // namespace thaw
