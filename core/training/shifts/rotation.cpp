// A given angle, as in rotated MNIST.
#include "core/training/shifts/shift.h"

#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

ShiftImage make(const Table& settings) {
    return [angle = settings.real("angle")](const cv::Mat& image, Random& /*random*/) {
        const cv::Point2f centre(static_cast<float>(image.cols - 1) / 2,
                                 static_cast<float>(image.rows - 1) / 2);
        cv::Mat result;
        cv::warpAffine(image, result, cv::getRotationMatrix2D(centre, angle, 1), image.size(),
                       cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(0));
        return result;
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_rotation() {
    return {{.id = "rotation",
             .label = translatable("Rotation"),
             .help = translatable("Turns every image about its centre by the same angle, "
                                  "counter-clockwise if positive; bilinear, black outside, like "
                                  "torchvision's rotate. Rotated MNIST (Ghifary et al. 2015, "
                                  "arXiv 1508.07680) has 15, 30, 45, 60 and 75 degrees."),
             .parameters = {{.key = "angle",
                             .fallback = 30.0,
                             .label = translatable("Angle"),
                             .help = translatable("Counter-clockwise if positive."),
                             .unit = "°",
                             .minimum = -180,
                             .maximum = 180}}},
            make};
}

} // namespace thaw
