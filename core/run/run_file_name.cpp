#include "core/run/run_file_name.h"

#include "core/run/utf8.h"

#include <fmt/chrono.h>

namespace thaw {

namespace {

bool is_letter_or_digit(char32_t c) {
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool space = c == 0xA0 || c == 0x1680 || c == 0x3000 || c == 0xFEFF;
    const bool punctuation = c >= 0x2000 && c <= 0x206F; // with blanks, line ends and directions
    const bool nobody_s = (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFFF0 && c <= 0xFFFF) ||
                          c >= 0xE0000; // private, not assigned, tags
    return c > 0xA0 && !space && !punctuation && !nobody_s;
}

} // namespace

std::string readable_file_name(const std::string& name) {
    constexpr std::size_t longest = 100; // bytes; file systems take 255 for the whole name
    std::string readable;
    for (std::size_t at = 0; at < name.size();) {
        const CodePoint point = code_point_at(name, at);
        const bool sign = point.value == '-' || point.value == '_' || point.value == '.';
        const bool kept = point.valid && (is_letter_or_digit(point.value) ||
                                          (sign && (point.value == '_' || !readable.empty())));
        readable += kept ? name.substr(at, point.size) : "_";
        at += point.size;
    }
    return cut_utf8(readable, longest);
}

std::string run_file_name(const std::string& name, std::int64_t seed, std::time_t created,
                          const std::string& run_id) {
    const std::string readable = readable_file_name(name);
    return fmt::format("{}-s{}-{:%Y%m%d-%H%M%S}-{}.thaw.h5", readable.empty() ? "run" : readable,
                       seed, fmt::gmtime(created), run_id.substr(0, 6));
}

} // namespace thaw
