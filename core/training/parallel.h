// Loops over examples on the threads that LibTorch computes with.
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

} // namespace thaw
