// What bit-equality depends on, beside the config and the data.
#pragma once

#include "core/run/value.h"

namespace thaw {

// Versions of LibTorch and of the BLAS that is loaded, threads, and the environment that steers
// them.
Table library_provenance();

} // namespace thaw
