// A catalogue entry as a config names it.
#pragma once

#include "core/run/value.h"

#include <string>

namespace thaw {

// A catalogue entry with its settings, defaults filled in.
struct Item {
    std::string id;
    Table settings;
    std::string place; // "quickstart.toml:12", for messages; not part of equality

    bool operator==(const Item& other) const {
        return id == other.id && settings == other.settings;
    }
};

} // namespace thaw
