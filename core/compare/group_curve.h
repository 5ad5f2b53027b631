// A group of runs as one curve: its middle, a band of its spread, and how many runs are in it at
// every x.
#pragma once

#include "core/compare/aligned_curves.h"

#include <string>
#include <vector>

namespace thaw {

enum class Centre { mean, median };
// sd: mean +- standard deviation (n - 1). se: mean +- sd / sqrt(n). ci95: the 95 % confidence
// interval of the mean, +- t(0.975, n - 1) sd / sqrt(n) (Student). iqr: from the first to the third
// quartile (type 7).
enum class Band { none, sd, se, ci95, iqr };
std::string to_text(Centre centre); // as a file or a command line names it
std::string to_text(Band band);
std::string band_text(Band band); // "95 % CI", translated
// What goes with a centre: sd, se and ci95 lie about a mean.
std::vector<Band> bands_of(Centre centre);

// All columns as long as x. What is not finite is left out of the sums, and n says so: it is the
// number of runs with a finite value there. NaN where n is too small: centre 1, band 2.
struct GroupCurve {
    Centre centre_kind = Centre::mean;
    Band band = Band::sd;
    std::vector<double> x, centre, low, high;
    std::vector<std::int32_t> n;
    std::size_t runs = 0;
    std::size_t not_finite = 0; // runs with readings that are not finite
    std::string alignment;      // alignment_text()
};
// REQUIRES: `band` is one of bands_of(centre).
GroupCurve group_curve(const AlignedCurves& curves, Centre centre, Band band);

// What a legend says of it: "mean ± SD, n = 3–5, interpolated linearly between readings".
std::string legend_text(const GroupCurve& curve);

} // namespace thaw
