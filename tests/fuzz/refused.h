// What every fuzz target asks of a refusal: a sentence.
#pragma once

#include "core/run/error.h"

#include <cstdlib>

namespace thaw {

// Runs `read`, which may throw an Error.
template <class Read>
void read_or_refuse(const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        if (*error.what() == '\0')
            std::abort();
    }
}

} // namespace thaw
