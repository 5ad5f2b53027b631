// Images to another size, as the Python Imaging Library does it: most published numbers on folders
// of images were made so.
#pragma once

#include <opencv2/core.hpp>

namespace thaw {

// Bilinear with a triangle filter that widens with the reduction (so that nothing is skipped), rows
// first, then columns, rounded to bytes after each. Equal to Pillow's Image.resize(size, BILINEAR)
// to the grey level. REQUIRES: CV_8UC1 to CV_8UC4, not empty; width, height > 0.
cv::Mat resized(const cv::Mat& image, int width, int height);

// The shorter side to `side`, the other one in proportion, rounded down: torchvision's Resize.
cv::Mat resized_to(const cv::Mat& image, int side);

// The middle, `height` x `width`; where that lies between two pixels, to the even offset:
// torchvision's CenterCrop. REQUIRES: the image is as large.
cv::Mat centre_crop(const cv::Mat& image, int width, int height);
// Where that begins along one side.
int centre_offset(int side, int wanted);

} // namespace thaw
