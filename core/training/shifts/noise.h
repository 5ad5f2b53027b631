// Noise that several corruptions draw, independently for every pixel and channel.
#pragma once

#include "core/run/random.h"

#include <opencv2/core.hpp>

namespace thaw {

// Each value is replaced with probability `amount`, by white or black with equal chances. CV_8U.
cv::Mat salt_and_pepper(const cv::Mat& image, double amount, Random& random);

// Poisson(x c) / c where white counts c photons, not clipped. For images as in unit_image.h.
cv::Mat photon_noise(cv::Mat unit, double white, Random& random);

} // namespace thaw
