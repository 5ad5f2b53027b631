#include "core/training/parallel.h"

#include <ATen/Parallel.h>

// Without OpenMP at::parallel_for is a plain loop, and nothing says so.
#if !defined(INTRA_OP_PARALLEL) && !defined(THAW_ONE_THREAD)
#error "compile this file with OpenMP, as LibTorch was"
#endif

namespace thaw {

void in_parallel(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end)>& part) {
    at::parallel_for(0, count, grain, part);
}

} // namespace thaw
