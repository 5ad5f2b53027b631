// What bit-equality depends on, beside the config and the data.
#pragma once

#include "core/run/value.h"

namespace thaw {

// Versions of LibTorch and of the libraries under it, the instruction sets that they have chosen,
// the threads that really work, and the environment that steers them; FORMAT.md lists the keys.
// Call on the thread that trains: how numbers are rounded is each thread's own. Takes milliseconds.
Table library_provenance();
// And of what computes on the GPU: its name, CUDA, cuDNN.
void add_gpu(Table& table);

} // namespace thaw
