// The only way to stdout and stderr. What people read has control characters made visible
// (terminal_lines()): names and notes come out of files that others have made.
#pragma once

#include <cstddef>
#include <streambuf>
#include <string>
#include <string_view>

namespace thaw {

// As a shell counts one that SIGPIPE ended.
inline constexpr int exit_reader_gone = 141;

// To stdout, from the main thread. print() is for people; print_data() for programs: JSON, CSV and
// configs with the bytes that they have, of which a terminal gets no control characters. What goes
// wrong is finish_output()'s to say, which must follow.
void print(std::string_view text);
void print_line(std::string_view text);
void print_data(std::string_view text);

// Sees to it that all is out. The program's exit code: `exit_code` where it is an error already;
// exit_reader_gone, without a word, where nobody reads any more; 1, with a sentence on stderr,
// where stdout cannot be written to.
int finish_output(const char* program, int exit_code);

// For what writes to a stream: print_data() of all that it gets.
class DataOutput : public std::streambuf {
  protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* text, std::streamsize size) override;
};

// A line on stderr. Nobody may be there to read it: that is no reason to end.
void tell(std::string_view line) noexcept;
// For a thread that must not wait: how many bytes of `text` stderr has taken now. `text` comes with
// its ends of lines and what moves the cursor. What can never be written counts as taken.
std::size_t tell_at_once(std::string_view text) noexcept;

} // namespace thaw
