// Colours that print, and how curves are told apart: by colour first, then by dash, then by marker.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

struct Rgb {
    std::uint8_t red = 0, green = 0, blue = 0;
    bool operator==(const Rgb& other) const = default;
};
std::string hex(Rgb color); // "#0072B2"
// "#0072B2" or "#07b", upper or lower case.
std::optional<Rgb> color_from_hex(std::string_view text);

enum class MarkerShape { none, circle, square, triangle, diamond, cross };

struct PrintStyle {
    Rgb color = {};
    std::vector<double> dash = {}; // on, off, ... in line widths; empty: solid
    MarkerShape marker = MarkerShape::none;
    bool operator==(const PrintStyle& other) const = default;
};

// "okabe_ito", "tol_bright", "tol_vibrant", "tol_muted", "tol_high_contrast", "black": sets for
// things without an order. Sources: Okabe and Ito 2008 (with yellow last: it is faint on paper);
// Paul Tol, Colour Schemes (SRON/EPS/TN/09-002).
const std::vector<std::string>& palette_names();
// The n-th curve's look. After the palette ends the colours come again with another dash, after the
// dashes with another marker: no two of the first 6 * 4 * (size of the palette) are equal.
// REQUIRES: one of palette_names().
PrintStyle print_style(std::string_view palette, std::size_t n);

// "viridis", "cividis": for quantities with an order, such as stop times. Perceptually even; t in
// [0, 1] is clamped, NaN is 0.
const std::vector<std::string>& ordered_palette_names();
Rgb ordered_color(std::string_view palette, double t);

} // namespace thaw
