// Text on a terminal.
#pragma once

#include "core/run/sentences.h"

#include <string>
#include <vector>

namespace thaw {

// As many characters as the terminal's line has; wide East Asian characters count two.
std::string fit_to_terminal(const std::string& text);
// Columns that a UTF-8 text takes on a terminal.
std::size_t columns(const std::string& text);
// `text` with blanks added up to `width` columns.
std::string padded(const std::string& text, std::size_t width);
// Columns below each other, each as wide as its widest cell; a line a row.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

} // namespace thaw
