// Frosted glass: neighbouring pixels change places between two blurs.
#pragma once

#include "core/run/random.h"

#include <opencv2/core.hpp>

namespace thaw {

struct Glass {
    double sigma; // of both blurs, in pixels
    int reach;    // of an exchange, in pixels
    int passes;
};

// What happens to a pixel in a pass, with a neighbour that is drawn between `reach` before and
// `reach` - 1 after it in each direction (the upper end is left out in the originals).
enum class Exchange {
    swap_half, // it changes places, with probability 1/2: MNIST-C
    copy       // it becomes that one: what numpy makes of CIFAR-10-C's swap of colour pixels
};

// After the second blur. For images as in unit_image.h, all channels alike.
cv::Mat through_glass(const cv::Mat& unit, const Glass& glass, Exchange exchange, Random& random);

} // namespace thaw
