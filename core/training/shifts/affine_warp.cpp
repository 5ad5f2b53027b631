#include "core/training/shifts/affine_warp.h"

#include <opencv2/imgproc.hpp>

namespace thaw {

cv::Mat warp_about_centre(const cv::Mat& image, const cv::Matx22d& inverse) {
    const cv::Vec2d centre((image.cols - 1) / 2.0, (image.rows - 1) / 2.0);
    const cv::Vec2d offset = centre - inverse * centre;
    const cv::Matx23d map(inverse(0, 0), inverse(0, 1), offset[0], //
                          inverse(1, 0), inverse(1, 1), offset[1]);
    cv::Mat result;
    cv::warpAffine(image, result, map, image.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                   cv::BORDER_CONSTANT, cv::Scalar(0));
    return result;
}

} // namespace thaw
