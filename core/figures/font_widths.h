// Advance widths of the figures' typefaces. Layout uses these tables and not the fonts of the
// machine, so that one document gives one layout everywhere, with a screen or without.
//
// Times: TeX Gyre Termes (the widths of Times Roman, Liberation Serif, Nimbus Roman). Computer
// Modern: Latin Modern Roman 10. Helvetica: TeX Gyre Heros (the widths of Arial, Liberation Sans).
#pragma once

#include "core/figures/label.h"
#include "core/figures/preset.h"
#include "core/run/utf8.h"

#include <string_view>

namespace thaw {

// In em. Characters without an entry: 1 for CJK and full-width forms, 0.5 for others.
double advance(Typeface typeface, Slant slant, char32_t character);
double text_width(Typeface typeface, Slant slant, std::string_view utf8);
// Heights above the baseline, in em.
double cap_height(Typeface typeface);
double x_height(Typeface typeface);

// The code points of a UTF-8 text; what is not UTF-8 becomes U+FFFD.
std::u32string code_points(std::string_view utf8);

} // namespace thaw
