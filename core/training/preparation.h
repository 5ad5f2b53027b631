// How a config wants the bytes of its images to reach the network.
#pragma once

#include "core/run/value.h"
#include "core/training/example_set.h"

namespace thaw {

// From the settings of [dataset]: crop, pad, normalise and whose statistics. Reads the training set
// where these are its own. Throws Error(usage) where it cannot be done to such images.
Preparation preparation_of(const Table& settings, const ExampleSource& train);

} // namespace thaw
