#include "app/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cwchar>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace thaw {

namespace {

// The code points of a UTF-8 text, each with its bytes and the columns it takes.
template <class Use>
void each_character(const std::string& text, const Use& use) {
    std::mbstate_t state{};
    for (std::size_t at = 0; at < text.size();) {
        wchar_t character = 0;
        std::size_t bytes = std::mbrtowc(&character, &text[at], text.size() - at, &state);
        if (bytes == 0 || bytes > text.size() - at) {
            bytes = 1;
            state = {};
        }
        use(text.substr(at, bytes), static_cast<std::size_t>(std::max(0, wcwidth(character))));
        at += bytes;
    }
}

// Where the UTF-8 character at the beginning of `text` ends, and which it is; 0 bytes: none.
struct Character {
    std::size_t bytes = 0;
    char32_t code = 0;
};
Character first_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    const std::size_t bytes = first < 0x80   ? 1
                              : first < 0xC2 ? 0
                              : first < 0xE0 ? 2
                              : first < 0xF0 ? 3
                              : first < 0xF5 ? 4
                                             : 0;
    if (bytes == 0 || bytes > text.size())
        return {};
    char32_t code = bytes == 1 ? first : first & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return {};
        code = code << 6U | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return code < least[bytes] || surrogate || code > 0x10FFFF ? Character{}
                                                               : Character{bytes, code};
}

// C0, DEL, C1, separators of lines, and what overrides the direction of writing (CVE-2021-42574).
bool is_hidden(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string made_visible(std::string_view text, std::string_view kept) {
    std::string visible;
    visible.reserve(text.size());
    while (!text.empty()) {
        const auto [bytes, code] = first_character(text);
        if (bytes == 0 || (bytes == 1 && is_hidden(code) && kept.find(text[0]) == kept.npos))
            visible += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
        else if (bytes > 1 && is_hidden(code))
            visible += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(code));
        else
            visible += text.substr(0, bytes);
        text.remove_prefix(std::max<std::size_t>(1, bytes));
    }
    return visible;
}

} // namespace

std::string printable(std::string_view text) {
    return made_visible(text, "\n\t");
}

std::string printable_line(std::string_view text) {
    return made_visible(text, "");
}

std::size_t columns(const std::string& text) {
    std::size_t total = 0;
    each_character(text, [&](const std::string&, std::size_t width) { total += width; });
    return total;
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t taken = columns(text);
    return text + std::string(width > taken ? width - taken : 0, ' ');
}

std::string fit_to_terminal(const std::string& text) {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
        return text;
    std::string fitting;
    std::size_t left = size.ws_col - 1U;
    each_character(text, [&](const std::string& character, std::size_t width) {
        if (width <= left) {
            fitting += character;
            left -= width;
        } else {
            left = 0;
        }
    });
    return fitting;
}

} // namespace thaw
