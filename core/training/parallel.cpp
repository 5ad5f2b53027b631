#include "core/training/parallel.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>

#ifndef THAW_ONE_THREAD
#include <omp.h>
#endif

// Without OpenMP at::parallel_for is a plain loop, and nothing says so.
#if !defined(INTRA_OP_PARALLEL) && !defined(THAW_ONE_THREAD)
#error "compile this file with OpenMP, as LibTorch was"
#endif

namespace thaw {

void in_parallel(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end)>& part) {
    at::parallel_for(0, count, grain, part);
}

void set_working_threads(std::int64_t threads) {
#ifndef THAW_ONE_THREAD
    omp_set_dynamic(0);
    threads = std::min<std::int64_t>(threads, omp_get_thread_limit());
#endif
    at::set_num_threads(static_cast<int>(threads));
}

std::int64_t working_threads() {
#ifdef THAW_ONE_THREAD
    return at::get_num_threads(); // LibTorch's own: ours cannot tell
#else
    std::atomic<std::int64_t> parts = 0; // one a thread
    in_parallel(at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) { ++parts; });
    return parts;
#endif
}

} // namespace thaw
