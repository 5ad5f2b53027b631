// What was copied, after the window is closed. Under X11 a program serves what it copied itself,
// and it is gone with the program unless the desktop has a clipboard manager. Where there is none,
// a copy of this program without a window stays behind and serves it until something else is
// copied. Under Wayland no program may do so without a window.
#pragma once

#include <QApplication>

namespace thaw {

// Leaves the keeper behind when `application` quits with something of its own on the clipboard.
void leave_clipboard_behind(QApplication& application);

// Whether the program was started as the keeper. It shows nothing, is given what to serve through
// its standard input, and hold_clipboard() ends as soon as another program owns the clipboard.
bool is_clipboard_keeper(int count, char** arguments);
int hold_clipboard(int& count, char** arguments);

} // namespace thaw
