#include "core/training/data/image_form.h"

#include "core/run/error.h"
#include "core/training/data/resize.h"

#include <algorithm>

namespace thaw {

namespace {

constexpr double longest_side = 4096;

} // namespace

std::optional<cv::Size> ImageForm::size() const {
    const auto side = static_cast<int>(resize);
    return side > 0 ? std::optional(cv::Size(side, side)) : std::nullopt;
}

std::vector<Parameter> image_form_parameters() {
    return {
        {.key = "channels",
         .fallback = std::int64_t{3},
         .label = translatable("Channels"),
         .help = translatable("3: colour, grey pictures replicated. 1: grey, colour weighted "
                              "as Pillow does."),
         .minimum = 1,
         .maximum = 3},
        {.key = "resize",
         .fallback = std::int64_t{0},
         .label = translatable("Resize"),
         .help = translatable("Side of the square that pictures become by bilinear resizing as "
                              "Pillow does it: the shorter side gets this length and the middle "
                              "is cut out, or, without keep_ratio, both sides get it. 0: "
                              "pictures stay as they are and must have one size."),
         .unit = "px",
         .minimum = 0,
         .maximum = longest_side},
        {.key = "keep_ratio",
         .fallback = true,
         .label = translatable("Keep the ratio of the sides"),
         .help = translatable("Whether resizing keeps the ratio of height and width.")},
        {.key = "skip_broken",
         .fallback = false,
         .label = translatable("Leave broken pictures out"),
         .help = translatable("Pictures that cannot be decoded are left out and counted; "
                              "otherwise they end the run.")}};
}

ImageForm image_form(const Table& settings, const std::string& section) {
    const ImageForm form{static_cast<int>(settings.integer("channels")), settings.integer("resize"),
                         settings.boolean("keep_ratio"), settings.boolean("skip_broken")};
    if (form.channels == 2)
        throw usage("{}.channels is 2; images have 1 channel (grey) or 3 (colour).", section);
    return form;
}

std::string misfit(const cv::Size& picture, const ImageForm& form) {
    constexpr std::int64_t steepest = 1000; // the other side would fill the memory
    const std::int64_t longer = std::max(picture.width, picture.height);
    return form.resize > 0 && form.keep_ratio &&
                   longer / std::min(picture.width, picture.height) > steepest
               ? sentence("its {} x {} pixels are too long for resizing with keep_ratio",
                          picture.width, picture.height)
               : std::string();
}

cv::Mat formed(const cv::Mat& picture, const ImageForm& form) {
    const auto side = static_cast<int>(form.resize);
    if (side == 0)
        return picture;
    return form.keep_ratio ? centre_crop(resized_to(picture, side), side, side)
                           : resized(picture, side, side);
}

} // namespace thaw
