// The training image that an epoch shows of a stored one.
#pragma once

#include "core/training/augmentations/augmentation.h"
#include "core/training/data/loader.h"

#include <cstdint>
#include <vector>

namespace thaw {

// Reads an example of `source`, changes it by `all` in turn and brings it to the size `seen`, the
// middle of what is larger. What is drawn follows from `seed`, the epoch and the example. `source`
// must outlive it. REQUIRES: the source has pixels.
Loader::Make augmented(const ExampleSource& source, std::vector<Augment> all, cv::Size seen,
                       std::uint64_t seed);

} // namespace thaw
