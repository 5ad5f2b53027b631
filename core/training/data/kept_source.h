// A source's inputs kept in memory.
#pragma once

#include "core/training/data/example_source.h"

namespace thaw {

// The same examples, all read now on `threads` threads, where they take at most `bytes`; otherwise
// `source` itself, as where they are in memory already. `bytes` is less by what was taken. Throws
// what reading throws.
std::shared_ptr<const ExampleSource> kept_in_memory(std::shared_ptr<const ExampleSource> source,
                                                    std::int64_t& bytes, int threads);

} // namespace thaw
