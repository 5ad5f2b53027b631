// The symbols on buttons and in menus, drawn from paths: sharp at every size, in the colour of the
// text around them, light or dark.
#pragma once

#include <QIcon>

namespace thaw {

enum class Symbol {
    go,           // a triangle
    pause,        // two bars
    step,         // a triangle against a bar
    stop,         // a square
    checkpoint,   // a bookmark
    release_next, // a stack of blocks, one of them open
    hold,         // a lock
    release_all,  // a stack of blocks, all of them open
};

// Follows the application's palette whenever it is painted.
QIcon symbol_icon(Symbol symbol);

} // namespace thaw
