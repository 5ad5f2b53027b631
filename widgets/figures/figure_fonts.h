// The fonts that draw a figure: free ones with the widths that its layout reckons with.
//
// Times: TeX Gyre Termes, else Liberation Serif, Nimbus Roman, Times New Roman. Computer Modern:
// Latin Modern Roman, with Latin Modern Math for Greek. Helvetica: TeX Gyre Heros, else Liberation
// Sans, Nimbus Sans, Arial. Japanese: Noto CJK. What none of these has comes from DejaVu.
#pragma once

#include "core/figures/label.h"
#include "core/figures/preset.h"

#include <QFont>
#include <QStringList>
#include <QVector>

namespace thaw {

// One stretch of text in one font of 100 px, unhinted: to be drawn scaled down, so that glyphs
// stand where the layout has them at any size.
struct FontRun {
    QString text;
    QFont font;
};
QVector<FontRun> font_runs(const QString& text, Typeface typeface, Slant slant);

// The families in the order in which they are looked for, those that are not installed too.
QStringList font_families(Typeface typeface);
// Whether there is any font with which something can be written: without one Qt draws boxes.
bool has_usable_font(Typeface typeface);
// Whether the first of them is there; else the looks differ, not the layout.
bool has_own_font(Typeface typeface);

} // namespace thaw
