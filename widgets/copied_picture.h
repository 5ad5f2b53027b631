// Plots and strips on the clipboard as they are seen: a PNG of three times the screen's dots, and
// an SVG for what takes vectors.
#pragma once

class QWidget;

namespace thaw {

void copy_picture(QWidget* widget);

} // namespace thaw
