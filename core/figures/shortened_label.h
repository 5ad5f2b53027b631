// Labels that are too long for where they stand.
#pragma once

#include "core/figures/preset.h"

#include <string>

namespace thaw {

// The label itself where it is no wider than `width` (points) at `size`; else its beginning and its
// end around an ellipsis, as much of them as fits: names of runs often differ in their ends alone.
// Mathematics between $ signs stays whole or goes.
std::string shortened_label(const std::string& source, const FigurePreset& preset, double size,
                            double width);

} // namespace thaw
