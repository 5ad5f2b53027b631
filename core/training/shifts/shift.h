// A shift turns a test image into one from another distribution: a corruption or a rotation.
#pragma once

#include "core/run/description.h"
#include "core/run/random.h"

#include <functional>
#include <opencv2/core.hpp>

namespace thaw {

// Returns a new image of the same size; 0 is black, 255 white. The result follows from the image
// and the stream alone, so images may be shifted in any order and by several threads at once.
using ShiftImage = std::function<cv::Mat1b(const cv::Mat1b& image, Random& random)>;

// REQUIRES: `settings` holds every parameter of the description, within its range.
using MakeShift = std::function<ShiftImage(const Table& settings)>;

// In the order of catalogue.def: a new shift is one file and one line there.
const Catalogue<MakeShift>& shifts();

// The name of a shifted test set: the id, then _ and the value of each parameter in the order of
// the description, a point written as p, a minus as m: shot_noise_5, rotation_m22p5, stripe.
// Always [a-z0-9_]+. A parameter that `settings` lacks counts with its default.
std::string split_name(const std::string& shift_id, const Table& settings);

} // namespace thaw
