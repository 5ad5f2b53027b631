// Names and other people's texts as they leave the program: for each reader the one form in which
// they stay text, whatever is in them. Everything that writes a table, a script or a line for a
// terminal goes through here; JSON through nlohmann (core/storage/json_text.h).
//
// Bytes that are no UTF-8 become U+FFFD: a reader of UTF-8 would refuse the whole file otherwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// One line that shows what is there: control characters and those that turn the direction of
// writing are written out, as \n, \x1b, \u202e. For terminals, and below everything that is a line.
std::string terminal_text(std::string_view text);
// The same of a text of several lines: its ends of lines and tabs stay.
std::string terminal_lines(std::string_view text);

// RFC 4180. Exact: a program that reads it back gets the same text. So "=1+1" stays what it is and
// gets no apostrophe before it: a spreadsheet that runs what it reads is to import it as text.
std::string csv_field(std::string_view text);
// The fields with commas between and a line end. Never an empty line, which readers pass over.
std::string csv_line(const std::vector<std::string>& fields);

// In a cell of a Markdown table (CommonMark, GitHub, pandoc): no markup, no new cell or line.
std::string markdown_cell(std::string_view text);

// One word for a POSIX shell.
std::string shell_word(const std::string& text);

// A string literal of Python, ASCII alone but for printable characters. Bytes that are no UTF-8 are
// surrogate escapes, which is how Python itself names such files.
std::string python_literal(std::string_view text);

// Text of a paragraph, a table or a node in LaTeX. Ligatures (-- and ``) are kept apart.
std::string latex_text(std::string_view text);
// Whether it has characters that pdflatex does not know by itself.
bool needs_unicode_latex(std::string_view text);
// Lines of comment that say with what to compile: pdflatex, or an engine with Unicode fonts.
std::string latex_engine_comment(bool unicode);

} // namespace thaw
