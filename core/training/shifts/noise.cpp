#include "core/training/shifts/noise.h"

#include "core/training/shifts/unit_image.h"

namespace thaw {

cv::Mat salt_and_pepper(const cv::Mat& image, double amount, Random& random) {
    cv::Mat result = image.clone();
    for (unsigned char& value : numbers<unsigned char>(result)) {
        const double draw = random.uniform();
        if (draw < amount)
            value = draw < amount / 2 ? 255 : 0;
    }
    return result;
}

cv::Mat photon_noise(cv::Mat unit, double white, Random& random) {
    for (double& value : numbers<double>(unit))
        value = static_cast<double>(random.poisson(value * white)) / white;
    return unit;
}

} // namespace thaw
