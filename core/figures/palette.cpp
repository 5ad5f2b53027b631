#include "core/figures/palette.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace thaw {

namespace {

constexpr Rgb rgb(std::uint32_t hex) {
    return {static_cast<std::uint8_t>(hex >> 16U), static_cast<std::uint8_t>(hex >> 8U & 0xFFU),
            static_cast<std::uint8_t>(hex & 0xFFU)};
}

struct Palette {
    std::string name;
    std::vector<Rgb> colors;
};
const std::vector<Palette>& palettes() {
    static const std::vector<Palette> all{
        {"okabe_ito",
         {rgb(0x0072B2), rgb(0xD55E00), rgb(0x009E73), rgb(0xCC79A7), rgb(0xE69F00), rgb(0x56B4E9),
          rgb(0x000000), rgb(0xF0E442)}},
        {"tol_bright",
         {rgb(0x4477AA), rgb(0xEE6677), rgb(0x228833), rgb(0xCCBB44), rgb(0x66CCEE), rgb(0xAA3377),
          rgb(0xBBBBBB)}},
        {"tol_vibrant",
         {rgb(0xEE7733), rgb(0x0077BB), rgb(0x33BBEE), rgb(0xEE3377), rgb(0xCC3311), rgb(0x009988),
          rgb(0xBBBBBB)}},
        {"tol_muted",
         {rgb(0xCC6677), rgb(0x332288), rgb(0xDDCC77), rgb(0x117733), rgb(0x88CCEE), rgb(0x882255),
          rgb(0x44AA99), rgb(0x999933), rgb(0xAA4499), rgb(0xDDDDDD)}},
        {"tol_high_contrast", {rgb(0x004488), rgb(0xDDAA33), rgb(0xBB5566)}},
        {"black", {rgb(0x000000)}},
    };
    return all;
}

// matplotlib's tables at every sixteenth.
using Knots = std::array<Rgb, 17>;
constexpr Knots viridis{rgb(0x440154), rgb(0x48186A), rgb(0x472D7B), rgb(0x424086), rgb(0x3B528B),
                        rgb(0x33638D), rgb(0x2C728E), rgb(0x26828E), rgb(0x21918C), rgb(0x1FA088),
                        rgb(0x28AE80), rgb(0x3FBC73), rgb(0x5EC962), rgb(0x84D44B), rgb(0xADDC30),
                        rgb(0xD8E219), rgb(0xFDE725)};
constexpr Knots cividis{rgb(0x00224E), rgb(0x002E6A), rgb(0x1A386F), rgb(0x32436D), rgb(0x434E6C),
                        rgb(0x535A6D), rgb(0x61656F), rgb(0x6F7073), rgb(0x7D7C78), rgb(0x8C8878),
                        rgb(0x9B9476), rgb(0xABA072), rgb(0xBCAE6C), rgb(0xCDBB63), rgb(0xDEC958),
                        rgb(0xF0D846), rgb(0xFEE838)};

} // namespace

std::string hex(Rgb color) {
    return fmt::format("#{:02X}{:02X}{:02X}", color.red, color.green, color.blue);
}

std::optional<Rgb> color_from_hex(std::string_view text) {
    if (text.empty() || text[0] != '#')
        return {};
    std::string digits(text.substr(1));
    if (digits.size() == 3)
        digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
    std::uint32_t value = 0;
    const char* end = digits.data() + digits.size();
    if (digits.size() != 6 || std::from_chars(digits.data(), end, value, 16).ptr != end)
        return {};
    return rgb(value);
}

const std::vector<std::string>& palette_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Palette& palette : palettes())
            all.push_back(palette.name);
        return all;
    }();
    return names;
}

PrintStyle print_style(std::string_view palette, std::size_t n) {
    const auto found = std::find_if(palettes().begin(), palettes().end(),
                                    [&](const Palette& p) { return p.name == palette; });
    if (found == palettes().end())
        throw std::logic_error("no palette " + std::string(palette));
    static const std::array<std::vector<double>, 4> dashes{
        std::vector<double>{}, {4, 1.6}, {1, 1.6}, {4, 1.6, 1, 1.6}};
    const std::size_t colors = found->colors.size();
    return {found->colors[n % colors], dashes.at(n / colors % dashes.size()),
            static_cast<MarkerShape>(n / colors / dashes.size() % 6)};
}

const std::vector<std::string>& ordered_palette_names() {
    static const std::vector<std::string> names{"viridis", "cividis"};
    return names;
}

Rgb ordered_color(std::string_view palette, double t) {
    const Knots& knots = palette == "cividis" ? cividis : viridis;
    const double at = std::isnan(t) ? 0 : std::clamp(t, 0.0, 1.0) * (knots.size() - 1);
    const auto k = std::min(static_cast<std::size_t>(at), knots.size() - 2);
    const double part = at - static_cast<double>(k);
    const auto mix = [part](int a, int b) {
        return static_cast<std::uint8_t>(std::lround(a + part * (b - a)));
    };
    return {mix(knots[k].red, knots[k + 1].red), mix(knots[k].green, knots[k + 1].green),
            mix(knots[k].blue, knots[k + 1].blue)};
}

} // namespace thaw
