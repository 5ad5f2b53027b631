// Text on a terminal.
#pragma once

#include "core/run/sentences.h"

#include <string>
#include <string_view>

namespace thaw {

// `text` with everything that is no character to be seen as \x1b, \u{9b}, ...: what moves the
// cursor, colours, rings, turns the direction of writing, and bytes that are no UTF-8. Tabs and
// ends of lines stay.
std::string printable(std::string_view text);
// The same for what must stay on one line: a name in a table.
std::string printable_line(std::string_view text);

// As many characters as the terminal's line has; wide East Asian characters count two.
std::string fit_to_terminal(const std::string& text);
// Columns that a UTF-8 text takes on a terminal.
std::size_t columns(const std::string& text);
// `text` with blanks added up to `width` columns.
std::string padded(const std::string& text, std::size_t width);

} // namespace thaw
