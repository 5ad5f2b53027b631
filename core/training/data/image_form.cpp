#include "core/training/data/image_form.h"

#include "core/run/error.h"
#include "core/training/data/resize.h"

#include <algorithm>

namespace thaw {

namespace {

constexpr double longest_side = 4096;

// What is cut out in the end: torchvision's Resize(n) and CenterCrop(n) go together.
std::int64_t crop_of(const ImageForm& form) {
    return form.crop == 0 && form.keep_ratio ? form.resize : form.crop;
}

} // namespace

std::optional<cv::Size> ImageForm::size() const {
    const auto side = static_cast<int>(crop_of(*this) > 0 ? crop_of(*this) : resize);
    return side > 0 ? std::optional(cv::Size(side, side)) : std::nullopt;
}

std::vector<Parameter> image_form_parameters() {
    return {{.key = "channels",
             .fallback = std::int64_t{3},
             .label = translatable("Channels"),
             .help = translatable("3: colour, grey pictures replicated. 1: grey, colour weighted "
                                  "as Pillow does."),
             .minimum = 1,
             .maximum = 3},
            {.key = "resize",
             .fallback = std::int64_t{0},
             .label = translatable("Resize"),
             .help = translatable("Length of the shorter side after bilinear resizing as Pillow "
                                  "does it, the middle then cut out; without keep_ratio that of "
                                  "both sides. 0: pictures stay as they are and must have one "
                                  "size."),
             .unit = "px",
             .minimum = 0,
             .maximum = longest_side},
            {.key = "keep_ratio",
             .fallback = true,
             .label = translatable("Keep the ratio of the sides"),
             .help = translatable("Whether resizing keeps the ratio of height and width.")},
            {.key = "crop",
             .fallback = std::int64_t{0},
             .label = translatable("Centre crop"),
             .help = translatable("Side of the square that is cut out of the middle after "
                                  "resizing. 0: what resize gives."),
             .unit = "px",
             .minimum = 0,
             .maximum = longest_side},
            {.key = "skip_broken",
             .fallback = false,
             .label = translatable("Leave broken pictures out"),
             .help = translatable("Pictures that cannot be decoded are left out and counted; "
                                  "otherwise they end the run.")}};
}

ImageForm image_form(const Table& settings, const std::string& section) {
    const ImageForm form{static_cast<int>(settings.integer("channels")), settings.integer("resize"),
                         settings.boolean("keep_ratio"), settings.integer("crop"),
                         settings.boolean("skip_broken")};
    if (form.channels == 2)
        throw usage("{}.channels is 2; images have 1 channel (grey) or 3 (colour).", section);
    if (form.resize > 0 && form.crop > form.resize)
        throw usage("{}.crop is {}, but the images are resized to {}; make it smaller.", section,
                    form.crop, form.resize);
    return form;
}

std::string misfit(const cv::Size& picture, const ImageForm& form) {
    if (form.resize == 0)
        return std::min(picture.width, picture.height) < form.crop
                   ? sentence("its {} x {} pixels are fewer than the crop of {}", picture.width,
                              picture.height, form.crop)
                   : std::string();
    constexpr std::int64_t steepest = 1000; // the other side would fill the memory
    const std::int64_t longer = std::max(picture.width, picture.height);
    return form.keep_ratio && longer / std::min(picture.width, picture.height) > steepest
               ? sentence("its {} x {} pixels are too long for resizing with keep_ratio",
                          picture.width, picture.height)
               : std::string();
}

cv::Mat formed(const cv::Mat& picture, const ImageForm& form) {
    const auto side = static_cast<int>(form.resize);
    cv::Mat image = side == 0         ? picture
                    : form.keep_ratio ? resized_to(picture, side)
                                      : resized(picture, side, side);
    if (const auto crop = static_cast<int>(crop_of(form)); crop > 0)
        image = centre_crop(image, crop, crop);
    return image;
}

} // namespace thaw
