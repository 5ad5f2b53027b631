#include "core/figures/shortened_label.h"

#include "core/figures/label.h"

#include <vector>

namespace thaw {

namespace {

// What may be left out of a label: a letter, \$, or $...$ as a whole.
std::vector<std::string> parts_of(const std::string& source) {
    const auto continues = [&](std::size_t i) {
        return i < source.size() && (static_cast<unsigned char>(source[i]) & 0xC0U) == 0x80U;
    };
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < source.size();) {
        std::size_t end = at + 1;
        if (source.compare(at, 2, "\\$") == 0)
            end = at + 2;
        else if (const auto close = source.find('$', at + 1);
                 source[at] == '$' && close != std::string::npos)
            end = close + 1;
        while (continues(end))
            ++end;
        parts.push_back(source.substr(at, end - at));
        at = end;
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts, std::size_t kept) {
    const std::size_t tail = 2 * kept / 5; // the beginning says more
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (i < kept - tail || i + tail >= parts.size())
            text += (i + tail == parts.size() ? "…" : "") + parts[i];
    return tail == 0 ? text + "…" : text;
}

} // namespace

std::string shortened_label(const std::string& source, const FigurePreset& preset, double size,
                            double width) {
    const auto fits = [&](const std::string& label) {
        return size * lay_out_label(label, preset.typeface, false).width <= width;
    };
    if (fits(source))
        return source;
    const std::vector<std::string> parts = parts_of(source);
    std::size_t kept = 0, too_many = parts.size();
    while (kept + 1 < too_many) {
        const std::size_t middle = (kept + too_many) / 2;
        (fits(joined(parts, middle)) ? kept : too_many) = middle;
    }
    return joined(parts, kept);
}

} // namespace thaw
