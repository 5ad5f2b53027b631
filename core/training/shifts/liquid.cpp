#include "core/training/shifts/liquid.h"

#include "core/training/shifts/unit_image.h"

namespace thaw {

cv::Mat1d liquid(cv::Size size, double mean, double deviation, double smoothing, Random& random) {
    cv::Mat1d noise(size);
    for (double& value : noise)
        value = mean + deviation * random.normal();
    return gaussian(noise, smoothing);
}

cv::Mat1d mud(const cv::Mat1d& liquid, double threshold, double softness) {
    constexpr double thinnest = 0.8;
    cv::Mat1d cover = liquid.clone();
    for (double& value : cover)
        value = value > threshold ? 1 : 0;
    cover = gaussian(cover, softness);
    for (double& value : cover)
        value = value < thinnest ? 0 : value;
    return cover;
}

} // namespace thaw
