#include "core/run/utf8.h"

namespace thaw {

CodePoint code_point_at(std::string_view text, std::size_t at) {
    constexpr CodePoint wrong{0xFFFD, 1, false};
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = byte(at);
    if (first < 0x80)
        return {first, 1, true};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4)
        return wrong;
    char32_t value = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U)
            return wrong;
        value = (value << 6U) | (byte(at + i) & 0x3FU);
    }
    constexpr char32_t least[]{0, 0, 0x80, 0x800, 0x10000}; // by size: less is overlong
    if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return wrong;
    return {value, size, true};
}

std::string utf8_of(char32_t character) {
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    const auto next = [&](unsigned shift) { return byte(0x80U | ((character >> shift) & 0x3FU)); };
    if (character < 0x80)
        return {byte(character)};
    if (character < 0x800)
        return {byte(0xC0U | (character >> 6U)), next(0)};
    if (character < 0x10000)
        return {byte(0xE0U | (character >> 12U)), next(6), next(0)};
    return {byte(0xF0U | (character >> 18U)), next(12), next(6), next(0)};
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        out += point.valid ? std::string(text.substr(at, point.size)) : utf8_of(point.value);
        at += point.size;
    }
    return out;
}

std::string cut_utf8(const std::string& text, std::size_t size) {
    if (text.size() <= size)
        return text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    return text.substr(0, size);
}

} // namespace thaw
