// What a plane of ID against OOD shows: the points that nothing beats, and how far seeds scatter.
#pragma once

#include "core/run/plan.h"

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace thaw {

struct OutcomePoint {
    double id = 0, ood = 0;
};

// Indices of the points that no other one beats: none is at least as good in both and better in
// one. What nobody knows which is better of counts as better when greater. By growing id; equal
// points are all in it; points that are not finite are not.
std::vector<std::size_t> pareto_front(std::vector<OutcomePoint> points, Better id = Better::greater,
                                      Better ood = Better::greater);

// The ellipse of the points' covariance (n - 1) at `deviations` standard deviations: of a normal
// distribution, 1 - exp(-deviations^2 / 2) lies within, 39 % at one.
struct SeedEllipse {
    OutcomePoint centre;                // the mean
    std::array<OutcomePoint, 2> axes{}; // half axes as vectors from the centre, the longer first
    std::size_t n = 0;                  // finite points

    // `corners` points around it, the first one not repeated.
    std::vector<OutcomePoint> outline(std::size_t corners) const;
};
// Nothing for fewer than three finite points: two make a line.
std::optional<SeedEllipse> seed_ellipse(const std::vector<OutcomePoint>& points,
                                        double deviations = 1);

} // namespace thaw
