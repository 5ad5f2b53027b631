// Settings for a thing in a catalogue, as a checked config would have them.
#pragma once

#include "core/run/description.h"

namespace thaw {

inline Table default_settings(const Description& description) {
    Table settings;
    for (const auto& parameter : description.parameters)
        settings.set(parameter.key, parameter.fallback);
    return settings;
}

} // namespace thaw
