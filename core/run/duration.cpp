#include "core/run/duration.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace thaw {

std::optional<double> seconds_from_text(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !std::isfinite(number) || number <= 0)
        return {};
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    while (unit.starts_with(' '))
        unit.remove_prefix(1);
    for (const auto& [name, seconds] : {std::pair{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}})
        if (unit == name)
            return number * seconds;
    return {};
}

} // namespace thaw
