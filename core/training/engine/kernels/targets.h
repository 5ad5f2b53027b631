// Included once for every instruction set by each source of this folder, which defines
// HWY_TARGET_INCLUDE before: Highway's convention, so there is no include guard.
// Vectors of unknown size (SVE) cannot be held in arrays, as the tiles need: arm64 runs NEON.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif
#include "hwy/foreach_target.h" // IWYU pragma: keep

#include "hwy/highway.h"
