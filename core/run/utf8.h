// Text as code points: bytes that are no UTF-8 never get past here unseen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace thaw {

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1; // bytes
    bool valid = true;    // false: one byte that is no UTF-8, value is U+FFFD
};
// The code point that begins at `at`. REQUIRES: at < text.size().
CodePoint code_point_at(std::string_view text, std::size_t at);

std::string utf8_of(char32_t character);
// The text with U+FFFD for every byte that is no UTF-8 (overlong forms and surrogates are none).
std::string valid_utf8(std::string_view text);
// At most `size` bytes of a text, cut between two characters.
std::string cut_utf8(const std::string& text, std::size_t size);

} // namespace thaw
