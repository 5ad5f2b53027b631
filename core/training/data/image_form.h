// How pictures of any size become images of one size.
#pragma once

#include "core/run/description.h"

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct ImageForm {
    int channels = 3;         // 1 or 3
    std::int64_t resize = 0;  // side of the square that they become; 0: as they are
    bool keep_ratio = true;   // the shorter side becomes so long, and the middle is cut out
    bool skip_broken = false; // pictures that cannot be decoded are left out

    // Of all images; nothing where they keep their own.
    std::optional<cv::Size> size() const;
};

// channels, resize, keep_ratio, skip_broken.
std::vector<Parameter> image_form_parameters();
// Throws Error(usage) for two channels. `section`: of the settings, for that sentence.
ImageForm image_form(const Table& settings, const std::string& section);

// Why a picture of this size cannot be brought into the form, translated, within a sentence; empty:
// it can.
std::string misfit(const cv::Size& picture, const ImageForm& form);
// REQUIRES: no misfit(), and form.channels channels.
cv::Mat formed(const cv::Mat& picture, const ImageForm& form);

} // namespace thaw
