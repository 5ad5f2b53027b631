// From which step on two configs may train differently: asked of the interventions, schedules,
// commands and rules themselves, never guessed from their settings.
#pragma once

#include "core/run/config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

// What is known of a run's length before it has a file.
struct RunShape {
    std::size_t blocks = 0;
    std::int64_t steps = 0; // updates in the whole run
};

struct Divergence {
    // The first boundary at which the two decide differently whatever is read; `steps` + 1: never.
    std::int64_t step = 0;
    // Rules that only one of them has, those of the first before those of the second. The two part
    // at the first step at which one of these fires, if that is before `step`.
    std::vector<Item> rules = {};

    bool operator==(const Divergence& other) const = default;
};

// Configs with different texts have no update in common; with one text they differ in nothing but
// what is done when.
std::string family_of(const RunConfig& config);

// The two are the same run up to their arrival at the boundary that it tells, and a fork of either
// there goes on as the other. Nothing: they differ from the first update on, or in something that a
// checkpoint of the one does not give to the other. REQUIRES: one family, and both of this shape.
std::optional<Divergence> divergence(const RunConfig& a, const RunConfig& b, const RunShape& shape);

} // namespace thaw
