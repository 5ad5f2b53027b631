// Turning, shearing and scaling about the centre of an image.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// result(p) = image(c + inverse (p - c)) for positions p = (column, row) and the centre c, which
// lies between the two middle pixels of an even side. Bilinear, black outside. OpenCV rounds
// source positions to 1/32 pixel.
cv::Mat warp_about_centre(const cv::Mat& image, const cv::Matx22d& inverse);

} // namespace thaw
