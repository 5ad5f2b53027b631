#include "core/training/shifts/shift.h"

#include <cctype>
#include <fmt/format.h>

namespace thaw {
namespace {

std::string value_name(const Parameter& parameter, const Table& settings) {
    // A real may have been written as an integer in the config: both must get the same name.
    if (std::holds_alternative<double>(parameter.fallback))
        return fmt::format("{}", settings.real(parameter.key));
    return to_toml(settings.values().find(parameter.key)->second);
}

} // namespace

std::string split_name(const std::string& shift_id, const Table& settings) {
    std::string name = shift_id;
    for (const auto& parameter : entry_of(shifts(), shift_id).description.parameters) {
        if (std::holds_alternative<std::string>(parameter.fallback) && parameter.words.empty())
            continue;
        Table value;
        value.set(parameter.key, parameter.fallback);
        name += '_';
        for (const char c : value_name(parameter, settings.has(parameter.key) ? settings : value)) {
            const auto letter = static_cast<unsigned char>(c);
            if (c == '-')
                name += 'm';
            else if (c == '.')
                name += 'p';
            else if (std::isalnum(letter) != 0)
                name += static_cast<char>(std::tolower(letter));
        }
    }
    return name;
}

} // namespace thaw
