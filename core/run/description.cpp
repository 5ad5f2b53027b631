#include "core/run/description.h"

#include <algorithm>

namespace thaw {

std::string to_text(Cost cost) {
    switch (cost) {
    case Cost::free:
        return "free";
    case Cost::cheap:
        return "cheap";
    case Cost::steps:
        return "steps";
    case Cost::many_steps:
        return "many_steps";
    }
    return {};
}

const Parameter* Description::find(std::string_view key) const {
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const Parameter& p) { return p.key == key; });
    return found == parameters.end() ? nullptr : &*found;
}

bool Description::has_tag(std::string_view tag) const {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::vector<Description> with_groups(std::vector<Description> entries,
                                     const std::vector<Group>& groups) {
    for (const auto& group : groups)
        entries.push_back(group.description);
    return entries;
}

} // namespace thaw
