// A shift turns a test image into one from another distribution: a corruption or a rotation.
#pragma once

#include "core/run/description.h"
#include "core/run/random.h"

#include <functional>
#include <opencv2/core.hpp>

namespace thaw {

// Takes an image of any size, CV_8UC1 (grey) or CV_8UC3 (red, green, blue), and returns a new one
// of the same size and type, without gaps in memory; 0 is black, 255 white. The result follows from
// the image and the stream alone, so images may be shifted in any order and by several threads at
// once.
using ShiftImage = std::function<cv::Mat(const cv::Mat& image, Random& random)>;

// A shift with its settings.
struct Shift {
    ShiftImage image;
    std::string made_of = {}; // digest of the files that it draws from, if it does

    Shift(ShiftImage function, std::string digest = {}) // NOLINT: a function alone is a shift
        : image(std::move(function)), made_of(std::move(digest)) {}
};

// REQUIRES: `settings` holds every parameter of the description, within its range. Throws
// Error(usage) and Error(damaged) for files that the settings name.
using MakeShift = std::function<Shift(const Table& settings)>;

// In the order of catalogue.def: a new shift is one file and one line there.
const Catalogue<MakeShift>& shifts();

// Words for published sets of them: the 15 of MNIST-C, CIFAR-10-C's 15 and all its 19.
const std::vector<Group>& shift_groups();

// The name of a shifted test set: the id, then _ and the value of each parameter in the order of
// the description, a point written as p, a minus as m: shot_noise_5, rotation_m22p5, stripe.
// Always [a-z0-9_]+. A parameter that `settings` lacks counts with its default; a text of any
// words, such as a folder, is no part of the name.
std::string split_name(const std::string& shift_id, const Table& settings);

} // namespace thaw
