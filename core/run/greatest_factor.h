#pragma once

namespace thaw {

// Of learning rates and what is multiplied with them: beyond all use, and within 32-bit numbers.
inline constexpr double greatest_factor = 1e30;

} // namespace thaw
