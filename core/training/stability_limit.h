// Up to which curvature an optimiser is stable.
#pragma once

namespace thaw {

// On a quadratic of curvature lambda the updates of a rate lr shrink where lambda < at(lr) and grow
// where lambda > at(lr).
struct StabilityLimit {
    double factor = 2;       // of 1 / lr
    double weight_decay = 0; // adds to the curvature that the updates see

    double at(double learning_rate) const { return factor / learning_rate - weight_decay; }
};

} // namespace thaw
