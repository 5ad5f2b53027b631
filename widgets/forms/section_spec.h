// What a form needs to know of one section of a config.
#pragma once

#include "core/run/description.h"

#include <string>
#include <vector>

namespace thaw {

struct SectionSpec {
    std::string key;    // optimiser: [optimiser], or [[ood]] in a list
    std::string id_key; // id, shift; empty: there is nothing to choose and one description
    std::string label;  // translatable: what is chosen
    std::vector<Description> choices;
    std::vector<Parameter> extras = {}; // what every choice has, in front of its own

    const Description* find(std::string_view id) const {
        for (const auto& choice : choices)
            if (choice.id == id)
                return &choice;
        return nullptr;
    }
};

} // namespace thaw
