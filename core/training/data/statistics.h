// Mean and standard deviation of a training set's pixels.
#pragma once

#include "core/training/data/example_source.h"

#include <vector>

namespace thaw {

struct PixelStatistics {
    // By channel, of pixels in [0, 1]; the deviation is that of a sample (n - 1), and 1 where all
    // pixels are equal.
    std::vector<double> mean, deviation;
};

// From counts of the 256 levels, so exact to rounding whatever the size. Reads every example once,
// some at a time. REQUIRES: a source of pixels.
PixelStatistics pixel_statistics(const ExampleSource& source);

} // namespace thaw
