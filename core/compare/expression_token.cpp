#include "core/compare/expression_token.h"

#include "core/compare/expression.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace thaw {

namespace {

bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// One character of UTF-8 at a position, for messages.
std::string_view character(std::string_view text, std::size_t at) {
    std::size_t size = 1;
    while (at + size < text.size() &&
           (static_cast<unsigned char>(text[at + size]) & 0xC0U) == 0x80U)
        ++size;
    return text.substr(at, size);
}

Token read_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    Token token{quote == '`' ? TokenKind::name : TokenKind::text, {}, 0, at, 0, quote == '`'};
    std::size_t i = at + 1;
    for (; i < text.size() && text[i] != quote; ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && quote != '`')
            ++i;
        token.text += text[i];
    }
    token.length = i + 1 - at;
    if (i >= text.size())
        throw ExpressionError(at, text.size() - at,
                              sentence("the quote {} is not closed", std::string(1, quote)));
    return token;
}

Token read_number(std::string_view text, std::size_t at) {
    Token token{TokenKind::number, {}, 0, at, 0, false};
    const char* begin = text.data() + at;
    const char* end = text.data() + text.size();
    const auto [after, error] = std::from_chars(begin, end, token.number);
    token.length = std::max<std::size_t>(1, static_cast<std::size_t>(after - begin));
    const std::size_t next = at + token.length;
    if (error != std::errc() || (next < text.size() && begins_name(text[next])))
        throw ExpressionError(at, token.length, sentence("this is not a number"));
    token.text = std::string(text.substr(at, token.length));
    return token;
}

Token read_name(std::string_view text, std::size_t at) {
    std::size_t i = at;
    while (i < text.size() && (begins_name(text[i]) || is_digit(text[i]) ||
                               (text[i] == '.' && i + 1 < text.size() &&
                                (begins_name(text[i + 1]) || is_digit(text[i + 1])))))
        ++i;
    return {TokenKind::name, std::string(text.substr(at, i - at)), 0, at, i - at, false};
}

Token read_sign(std::string_view text, std::size_t at) {
    static constexpr std::array<std::string_view, 9> two{"==", "!=", "<=", ">=", "<>",
                                                         "&&", "||", "≤",  "≥"};
    for (const std::string_view sign : two)
        if (text.substr(at).starts_with(sign))
            return {TokenKind::sign, std::string(sign), 0, at, sign.size(), false};
    if (std::string_view("=<>()[],+-*/%!").find(text[at]) == std::string_view::npos)
        throw ExpressionError(
            at, character(text, at).size(),
            sentence("'{}' has no meaning here", std::string(character(text, at))));
    return {TokenKind::sign, std::string(1, text[at]), 0, at, 1, false};
}

} // namespace

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
            continue;
        }
        const bool number =
            is_digit(c) || (c == '.' && at + 1 < text.size() && is_digit(text[at + 1]));
        if (c == '"' || c == '\'' || c == '`')
            tokens.push_back(read_quoted(text, at));
        else if (number)
            tokens.push_back(read_number(text, at));
        else if (begins_name(c))
            tokens.push_back(read_name(text, at));
        else
            tokens.push_back(read_sign(text, at));
        at += tokens.back().length;
    }
    tokens.push_back({TokenKind::end, {}, 0, text.size(), 0, false});
    return tokens;
}

} // namespace thaw
