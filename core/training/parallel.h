// Loops over examples on the threads that LibTorch computes with, and how many those are.
#pragma once

#include <cstdint>
#include <functional>

namespace thaw {

// Cuts [0, count) into one run of indices for each thread, of at least `grain` each, and calls
// `part(begin, end)` for all of them at once; returns when all are done. What is nested within a
// part runs on its thread alone. A part's exception goes on to the caller. Grad mode is each
// thread's own: a part that computes with tensors sets it.
void in_parallel(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end)>& part);

// From now on work that this thread shares out goes to `threads` threads, or to as many as
// OMP_THREAD_LIMIT allows: OpenBLAS waits forever for more. OMP_DYNAMIC, by which OpenMP changes
// the number as it sees fit, and with it the bits, is switched off.
void set_working_threads(std::int64_t threads);
// How many really work; a processor that they share is no matter.
std::int64_t working_threads();

} // namespace thaw
