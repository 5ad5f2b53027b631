#include "app/text.h"

#include <algorithm>
#include <cwchar>
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

} // namespace

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

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths.resize(std::max(widths.size(), c + 1));
            widths[c] = std::max(widths[c], columns(row[c]));
        }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            line += padded(row[c], widths[c] + 2);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace thaw
