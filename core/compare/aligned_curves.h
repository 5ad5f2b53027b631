// Many curves at the same x, so that they can be summed up.
//
// The rule, which every legend made from it states:
// - common: at the x that all curves have, exactly; nothing is made up.
// - interpolated (what programs start with): at every x that any curve has, on the straight line
//   between a curve's own readings there.
// - held: at every x that any curve has, the curve's last reading before it is carried forward.
// No curve is drawn out beyond its own first and last reading, and a straight line next to a
// reading that is not finite is not finite (NaN) either. Where all curves have the same x, as runs
// of one config over steps do, the three are the same and nothing is made up.
// Runs timed by a clock share hardly any x: where all of them together would be more than
// `most_x`, `even_x` evenly spaced ones take their place (not under `common`).
#pragma once

#include "core/compare/curve.h"

#include <cstddef>
#include <string>
#include <vector>

namespace thaw {

enum class Alignment { common, interpolated, held };
std::string to_text(Alignment alignment); // as a file or a command line names it

struct AlignedCurves {
    static constexpr std::size_t most_x = 200'000;
    static constexpr std::size_t even_x = 10'000;

    Alignment alignment = Alignment::interpolated;
    bool same_x = true;         // all curves had the same x: nothing was made up or left out
    bool evenly_spaced = false; // `even_x` took the place of the curves' own x
    std::size_t not_finite = 0; // curves with readings that are not finite
    std::vector<double> x;      // growing strictly
    std::vector<std::vector<double>> y; // by curve, as long as x; NaN where it has no value there
};
AlignedCurves aligned_curves(std::vector<Curve> curves, Alignment alignment);

// "interpolated linearly between readings"; empty where all curves have the same x.
std::string alignment_text(const AlignedCurves& curves);

} // namespace thaw
