// When a metric is read: densely through the early period, sparsely after it.
#pragma once

#include <cstdint>

namespace thaw {

struct Cadence {
    std::int64_t early_every = 10; // steps between readings while step <= early_steps
    std::int64_t early_steps = 1000;
    std::int64_t every = 100; // steps between readings afterwards; 0: no more

    // `step` counts completed steps. The first (0) and the last step are always due.
    bool due(std::int64_t step, std::int64_t last_step) const {
        if (step == 0 || step == last_step)
            return true;
        const std::int64_t stride = step <= early_steps ? early_every : every;
        return stride > 0 && step % stride == 0;
    }
};

} // namespace thaw
