// What splashes onto a lens.
#pragma once

#include "core/run/random.h"

#include <opencv2/core.hpp>

namespace thaw {

// Gaussian noise that is smoothed with `smoothing` pixels.
cv::Mat1d liquid(cv::Size size, double mean, double deviation, double smoothing, Random& random);

// How much of each pixel is covered with mud: 0, or from 0.8 to 1. There is mud where the liquid is
// above `threshold`, with an edge of `softness` pixels.
cv::Mat1d mud(const cv::Mat1d& liquid, double threshold, double softness);

} // namespace thaw
