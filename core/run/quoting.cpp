#include "core/run/quoting.h"

#include "core/run/utf8.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace thaw {

namespace {

// Has no place of its own in a line: C0, DEL and C1, line and paragraph separators, marks that turn
// the direction of what follows, the byte order mark.
bool moves_the_line(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string written_out(char32_t c) {
    switch (c) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                         : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

// `use` gets each code point and its bytes.
template <class Use>
void each_character(std::string_view text, const Use& use) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        use(point, text.substr(at, point.size));
        at += point.size;
    }
}

// What TeX's default fonts lack as plain characters, and mathematics has.
struct Symbol {
    char32_t character;
    const char* tex;
};
constexpr std::array symbols{
    Symbol{U'α', "\\alpha"},   Symbol{U'β', "\\beta"},    Symbol{U'γ', "\\gamma"},
    Symbol{U'δ', "\\delta"},   Symbol{U'ε', "\\epsilon"}, Symbol{U'ζ', "\\zeta"},
    Symbol{U'η', "\\eta"},     Symbol{U'θ', "\\theta"},   Symbol{U'ι', "\\iota"},
    Symbol{U'κ', "\\kappa"},   Symbol{U'λ', "\\lambda"},  Symbol{U'μ', "\\mu"},
    Symbol{U'ν', "\\nu"},      Symbol{U'ξ', "\\xi"},      Symbol{U'π', "\\pi"},
    Symbol{U'ρ', "\\rho"},     Symbol{U'σ', "\\sigma"},   Symbol{U'τ', "\\tau"},
    Symbol{U'υ', "\\upsilon"}, Symbol{U'φ', "\\phi"},     Symbol{U'χ', "\\chi"},
    Symbol{U'ψ', "\\psi"},     Symbol{U'ω', "\\omega"},   Symbol{U'Γ', "\\Gamma"},
    Symbol{U'Δ', "\\Delta"},   Symbol{U'Θ', "\\Theta"},   Symbol{U'Λ', "\\Lambda"},
    Symbol{U'Ξ', "\\Xi"},      Symbol{U'Π', "\\Pi"},      Symbol{U'Σ', "\\Sigma"},
    Symbol{U'Φ', "\\Phi"},     Symbol{U'Ψ', "\\Psi"},     Symbol{U'Ω', "\\Omega"},
    Symbol{U'±', "\\pm"},      Symbol{U'×', "\\times"},   Symbol{U'÷', "\\div"},
    Symbol{U'·', "\\cdot"},    Symbol{U'µ', "\\mu"},      Symbol{U'¬', "\\neg"},
    Symbol{U'−', "-"},         Symbol{U'→', "\\to"},      Symbol{U'←', "\\leftarrow"},
    Symbol{U'≤', "\\le"},      Symbol{U'≥', "\\ge"},      Symbol{U'≈', "\\approx"},
    Symbol{U'≠', "\\ne"},      Symbol{U'∞', "\\infty"},   Symbol{U'∇', "\\nabla"},
    Symbol{U'∂', "\\partial"}, Symbol{U'∑', "\\sum"},     Symbol{U'∈', "\\in"},
    Symbol{U'ℓ', "\\ell"},     Symbol{U'°', "^\\circ"},   Symbol{U'²', "^2"},
    Symbol{U'³', "^3"},        Symbol{U'¹', "^1"},
};

// Of Latin-1 and Latin Extended-A, what has no form in the encoding that LaTeX begins with (OT1).
constexpr std::u32string_view not_in_ot1 = U"«»ÐÞðþĄąĐđĘęĦħĮįĸĿŀŉŊŋŦŧŲųſ";
constexpr std::u32string_view beyond_latin = U"–—‘’“”†•…€™ȘșȚț";

const Symbol* symbol_of(char32_t c) {
    const auto found = std::find_if(symbols.begin(), symbols.end(),
                                    [&](const Symbol& one) { return one.character == c; });
    return found == symbols.end() ? nullptr : &*found;
}

bool pdflatex_knows(char32_t c) {
    return c < 0x80 || symbol_of(c) != nullptr ||
           beyond_latin.find(c) != std::u32string_view::npos ||
           (c >= 0xA0 && c < 0x180 && not_in_ot1.find(c) == std::u32string_view::npos);
}

const char* latex_ascii(char c) {
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '^':
        return "\\textasciicircum{}";
    case '~':
        return "\\textasciitilde{}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '|':
        return "\\textbar{}";
    case '"': // babel makes commands of it
        return "\\symbol{34}";
    default:
        return nullptr;
    }
}

// What TeX joins to another sign: dashes, quotes, upside-down ? and !.
bool is_ligature(char a, char b) {
    return (a == b && (a == '-' || a == '`' || a == '\'' || a == ',')) ||
           (b == '`' && (a == '?' || a == '!'));
}

std::string made_visible(std::string_view text, std::u32string_view kept) {
    std::string out;
    each_character(text, [&](const CodePoint& point, std::string_view bytes) {
        if (!point.valid)
            out += utf8_of(point.value);
        else if (moves_the_line(point.value) && kept.find(point.value) == std::u32string_view::npos)
            out += written_out(point.value);
        else
            out += bytes;
    });
    return out;
}

} // namespace

std::string terminal_text(std::string_view text) {
    return made_visible(text, {});
}

std::string terminal_lines(std::string_view text) {
    return made_visible(text, U"\n\t");
}

std::string csv_field(std::string_view text) {
    std::string valid = valid_utf8(text);
    const bool padded = !valid.empty() && (valid.front() == ' ' || valid.back() == ' ');
    if (!padded && valid.find_first_of(",;\"\n\r\t") == std::string::npos)
        return valid;
    std::string out = "\"";
    for (const char c : valid)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
    if (fields.size() == 1 && fields[0].empty())
        return "\"\"\n";
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i)
        line += (i == 0 ? "" : ",") + csv_field(fields[i]);
    return line + "\n";
}

std::string markdown_cell(std::string_view text) {
    std::string out;
    for (const char c : terminal_text(text)) {
        if (std::string_view("\\`*_{}[]<>#|~$&!^").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string shell_word(const std::string& text) {
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_-.,/:=@%+";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + "'";
}

std::string python_literal(std::string_view text) {
    std::string out = "\"";
    each_character(text, [&](const CodePoint& point, std::string_view bytes) {
        if (!point.valid)
            out += fmt::format("\\udc{:02x}", static_cast<unsigned char>(bytes[0]));
        else if (point.value == '"' || point.value == '\\')
            out += "\\" + std::string(bytes);
        else if (moves_the_line(point.value))
            out += written_out(point.value);
        else
            out += bytes;
    });
    return out + "\"";
}

std::string latex_text(std::string_view text) {
    std::string out;
    const std::string line = terminal_text(text);
    char before = 0;
    each_character(line, [&](const CodePoint& point, std::string_view bytes) {
        const char c = bytes.size() == 1 ? bytes[0] : '\0';
        if (is_ligature(before, c))
            out += "{}";
        before = c;
        const char* command = latex_ascii(c);
        if (const Symbol* symbol = symbol_of(point.value))
            out += fmt::format("${}$", symbol->tex);
        else if (point.value == U'\u00A0')
            out += "~";
        else if (command != nullptr)
            out += command;
        else if (c != 0 && std::string_view("#$%&_{}").find(c) != std::string_view::npos)
            out += "\\" + std::string(bytes);
        else
            out += bytes;
    });
    return out;
}

bool needs_unicode_latex(std::string_view text) {
    bool needs = false;
    each_character(text, [&](const CodePoint& point, std::string_view) {
        needs = needs || (!moves_the_line(point.value) && !pdflatex_knows(point.value));
    });
    return needs;
}

std::string latex_engine_comment(bool unicode) {
    return unicode ? "% Compile with lualatex or xelatex and, in the preamble, "
                     "\\usepackage{fontspec} and\n"
                     "% \\setmainfont{...}: a font that has the characters below (Japanese: Noto "
                     "Serif CJK JP).\n"
                   : "% Compile with pdflatex, lualatex or xelatex.\n";
}

} // namespace thaw
