// Brightness, contrast, saturation and hue, each by a random factor, in random order.
#include "core/training/augmentations/augmentation.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

// factor x image + (1 - factor) x other, clipped.
cv::Mat blended(const cv::Mat& image, const cv::Mat& other, double factor) {
    cv::Mat result;
    cv::addWeighted(image, factor, other, 1 - factor, 0, result);
    return result;
}

cv::Mat grey_of(const cv::Mat& image) { // in as many channels
    if (image.channels() == 1)
        return image;
    cv::Mat grey, all;
    cv::cvtColor(image, grey, cv::COLOR_RGB2GRAY);
    cv::cvtColor(grey, all, cv::COLOR_GRAY2RGB);
    return all;
}

cv::Mat with_hue_turned(const cv::Mat& image, double turn) {
    if (image.channels() == 1)
        return image;
    cv::Mat hsv, result;
    cv::cvtColor(image, hsv, cv::COLOR_RGB2HSV_FULL); // hue in 256ths of a circle
    const int shift = static_cast<int>(std::lround(turn * 256));
    for (int y = 0; y < hsv.rows; ++y)
        for (auto* pixel = hsv.ptr<cv::Vec3b>(y); pixel != hsv.ptr<cv::Vec3b>(y) + hsv.cols;
             ++pixel)
            (*pixel)[0] = static_cast<std::uint8_t>((*pixel)[0] + shift);
    cv::cvtColor(hsv, result, cv::COLOR_HSV2RGB_FULL);
    return result;
}

Augment make(const Table& settings, cv::Size) {
    const double brightness = settings.real("brightness"), contrast = settings.real("contrast");
    const double saturation = settings.real("saturation"), hue = settings.real("hue");
    return [=](ImageView& picture, Random& random) {
        const auto factor = [&](double most) {
            return random.uniform(std::max(0.0, 1 - most), 1 + most);
        };
        // All are drawn, whatever their order, so that one setting does not move the others'.
        const double b = factor(brightness), c = factor(contrast), s = factor(saturation);
        const double turn = random.uniform(-hue, hue);
        std::vector<std::int64_t> order = permutation(4, random);
        cv::Mat result = picture.pixels();
        for (const auto which : order) {
            if (which == 0 && brightness > 0)
                result = blended(result, cv::Mat::zeros(result.size(), result.type()), b);
            if (which == 1 && contrast > 0)
                result = blended(result,
                                 cv::Mat(result.size(), result.type(),
                                         cv::Scalar::all(cv::mean(grey_of(result))[0])),
                                 c);
            if (which == 2 && saturation > 0 && result.channels() == 3)
                result = blended(result, grey_of(result), s);
            if (which == 3 && hue > 0)
                result = with_hue_turned(result, turn);
        }
        picture.become(result);
    };
}

Parameter share(const char* key, const char* label, const char* help, double most) {
    return {
        .key = key, .fallback = 0.0, .label = label, .help = help, .minimum = 0, .maximum = most};
}

} // namespace

CatalogueEntry<MakeAugmentation> augmentation_colour_jitter() {
    return {
        {.id = "colour_jitter",
         .label = translatable("Colour jitter"),
         .help = translatable("Changes brightness, contrast, saturation and hue in random order. "
                              "The first three are multiplied by a factor between 1 - x and 1 + x, "
                              "the hue is turned by up to x of a circle. Grey images have no "
                              "saturation and no hue. DomainBed uses 0.3 for all four."),
         .parameters =
             {share("brightness", translatable("Brightness"),
                    translatable("Every value times 1 - x to 1 + x. 0 = off."), 1),
              share("contrast", translatable("Contrast"),
                    translatable("The distance from the image's mean grey times 1 - x to 1 + x. "
                                 "0 = off."),
                    1),
              share("saturation", translatable("Saturation"),
                    translatable("The distance from the grey image times 1 - x to 1 + x. 0 = off."),
                    1),
              share("hue", translatable("Hue"),
                    translatable("Turned by -x to x of the colour circle. 0 = off."), 0.5)}},
        make};
}

} // namespace thaw
