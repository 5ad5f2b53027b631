// The words of an expression's text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

enum class TokenKind { number, text, name, sign, end };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text = {}; // of a text and a `name` without their quotes
    double number = 0;
    std::size_t position = 0, length = 0;
    bool quoted = false; // a name in backquotes: never a word of the language
};

// All of them, and one of kind `end`. Throws ExpressionError where a quote is not closed or a sign
// has no meaning.
std::vector<Token> tokens_of(std::string_view text);

} // namespace thaw
