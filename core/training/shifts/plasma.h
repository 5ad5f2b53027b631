// Random clouds.
#pragma once

#include "core/run/random.h"

#include <opencv2/core.hpp>

namespace thaw {

// A square height map that repeats seamlessly, by the diamond-square algorithm (Fournier, Fussell
// & Carpenter 1982, Computer rendering of stochastic models), scaled to [0, 1] but for rounding.
// Every point is the mean of its four neighbours plus uniform noise; from one grid to the next
// finer one, the noise shrinks by `decay` squared, as in Hendrycks & Dietterich 2019 and MNIST-C.
// REQUIRES: `side` is a power of two and at least 2; decay > 0.
cv::Mat1f plasma(int side, double decay, Random& random);

// An image, as in unit_image.h, behind clouds p of thickness c, which are the same in all channels:
// (x + c p) m / (m + c), where m is the brightest value, so that this stays possible. REQUIRES: p
// has the image's size.
cv::Mat behind_clouds(const cv::Mat& unit, const cv::Mat1f& clouds, double thickness);

} // namespace thaw
