#include "core/figures/label.h"

#include "core/figures/font_widths.h"
#include "core/run/error.h"
#include "core/run/quoting.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace thaw {

namespace {

struct MathSymbol {
    std::string_view name; // also TeX's and mathtext's, after a backslash
    std::string_view text;
    bool greek; // italic, and needs no backslash
};
constexpr std::array symbols{
    MathSymbol{"alpha", "α", true},   MathSymbol{"beta", "β", true},
    MathSymbol{"gamma", "γ", true},   MathSymbol{"delta", "δ", true},
    MathSymbol{"epsilon", "ε", true}, MathSymbol{"eta", "η", true},
    MathSymbol{"theta", "θ", true},   MathSymbol{"kappa", "κ", true},
    MathSymbol{"lambda", "λ", true},  MathSymbol{"mu", "μ", true},
    MathSymbol{"rho", "ρ", true},     MathSymbol{"sigma", "σ", true},
    MathSymbol{"tau", "τ", true},     MathSymbol{"phi", "φ", true},
    MathSymbol{"omega", "ω", true},   MathSymbol{"Delta", "Δ", false},
    MathSymbol{"Sigma", "Σ", false},  MathSymbol{"Omega", "Ω", false},
    MathSymbol{"times", "×", false},  MathSymbol{"pm", "±", false},
    MathSymbol{"cdot", "·", false},   MathSymbol{"le", "≤", false},
    MathSymbol{"ge", "≥", false},     MathSymbol{"approx", "≈", false},
    MathSymbol{"infty", "∞", false},  MathSymbol{"nabla", "∇", false},
    MathSymbol{"ell", "ℓ", false},    MathSymbol{"to", "→", false},
    MathSymbol{"sum", "∑", false},    MathSymbol{"partial", "∂", false},
};
const MathSymbol* find_symbol(std::string_view name) {
    const auto found = std::find_if(symbols.begin(), symbols.end(),
                                    [&](const MathSymbol& symbol) { return symbol.name == name; });
    return found == symbols.end() ? nullptr : &*found;
}

// One piece of a label. A base carries what hangs on it.
struct Piece {
    enum class Kind { plain, letter, word, other, symbol } kind = Kind::plain;
    std::string text;                // UTF-8; of a symbol: its name
    std::vector<Piece> below, above; // sub- and superscript
};

bool letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

class LabelReader {
  public:
    explicit LabelReader(const std::string& source) : source_(source) {}

    std::vector<Piece> read() {
        std::vector<Piece> pieces;
        std::string plain;
        const auto flush = [&] {
            if (!plain.empty())
                pieces.push_back({Piece::Kind::plain, plain, {}, {}});
            plain.clear();
        };
        while (at_ < source_.size()) {
            if (source_.compare(at_, 2, "\\$") == 0) {
                plain += '$';
                at_ += 2;
            } else if (source_[at_] == '$') {
                const std::size_t end = source_.find('$', at_ + 1);
                if (end == std::string::npos) {
                    complain(tr("a $ has no partner; mathematics stands between two $ signs"));
                    plain += source_.substr(at_++, 1);
                    continue;
                }
                flush();
                ++at_;
                end_ = end;
                auto inside = maths(false);
                pieces.insert(pieces.end(), inside.begin(), inside.end());
                at_ = end + 1;
            } else {
                const std::string_view rest = std::string_view(source_).substr(at_, 2);
                if (rest == "_{" || rest == "^{")
                    complain(
                        sentence("{} is mathematics; put it between $ signs: $S_{{avg}}$", rest));
                plain += source_[at_++];
            }
        }
        flush();
        return pieces;
    }
    const std::string& problem() const { return problem_; }

  private:
    void complain(const std::string& problem) {
        if (problem_.empty())
            problem_ = problem;
    }

    std::vector<Piece> maths(bool in_group) {
        std::vector<Piece> pieces;
        while (at_ < end_) {
            const char c = source_[at_];
            if (c == '}') {
                if (in_group)
                    return pieces;
                complain(tr("a closing brace has no opening one before it"));
                ++at_;
            } else if (c == '_' || c == '^') {
                ++at_;
                if (pieces.empty())
                    pieces.push_back({Piece::Kind::other, "", {}, {}});
                (c == '_' ? pieces.back().below : pieces.back().above) = group();
            } else if (c == '{') {
                for (auto& piece : group())
                    pieces.push_back(std::move(piece));
            } else if (c == ' ') {
                ++at_;
            } else {
                pieces.push_back(one());
            }
        }
        if (in_group)
            complain(tr("an opening brace has no closing one after it"));
        return pieces;
    }

    std::vector<Piece> group() {
        if (at_ < end_ && source_[at_] == '{') {
            ++at_;
            auto inside = maths(true);
            if (at_ < end_)
                ++at_; // the }
            return inside;
        }
        if (at_ >= end_)
            return {};
        if (letter(source_[at_])) // one letter, as in TeX
            return {{Piece::Kind::letter, source_.substr(at_++, 1), {}, {}}};
        return {one()};
    }

    Piece one() {
        const std::size_t begin = at_;
        const bool command = source_[at_] == '\\';
        if (command)
            ++at_;
        const std::size_t word = at_;
        while (at_ < end_ && letter(source_[at_]))
            ++at_;
        const std::string name = source_.substr(word, at_ - word);
        const MathSymbol* symbol = find_symbol(name);
        if (symbol != nullptr && (command || symbol->greek))
            return {Piece::Kind::symbol, name, {}, {}};
        if (command && !name.empty()) {
            std::string known;
            for (const MathSymbol& one : symbols)
                known += (known.empty() ? "\\" : ", \\") + std::string(one.name);
            complain(sentence("\\{} is not known in labels; known are: {}", name, known));
            return {Piece::Kind::word, source_.substr(begin, at_ - begin), {}, {}};
        }
        if (name.size() == 1)
            return {Piece::Kind::letter, name, {}, {}};
        if (!name.empty())
            return {Piece::Kind::word, name, {}, {}};
        // Anything else: one character, of however many bytes.
        at_ = word;
        std::size_t length = 1;
        while (at_ + length < end_ &&
               (static_cast<unsigned char>(source_[at_ + length]) & 0xC0U) == 0x80U)
            ++length;
        const std::string text = at_ < end_ ? source_.substr(at_, length) : "\\";
        at_ += length;
        return {Piece::Kind::other, text, {}, {}};
    }

    const std::string& source_;
    std::size_t at_ = 0, end_ = 0;
    std::string problem_;
};

class LabelLayout {
  public:
    LabelLayout(Typeface typeface, bool bold) : typeface_(typeface), bold_(bold) {}

    LaidOutLabel take(const std::vector<Piece>& pieces) {
        result_.width = add(pieces, 0, 0, 1);
        return std::move(result_);
    }

  private:
    // Returns the x after the pieces.
    double add(const std::vector<Piece>& pieces, double x, double rise, double scale) {
        for (const Piece& piece : pieces) {
            x = put(piece, x, rise, scale);
            const bool slanted = piece.kind == Piece::Kind::letter;
            constexpr double script = 0.7, low = 0.2, high = 0.38, lean = 0.06;
            const double after_below = add(piece.below, x, rise - low * scale, scale * script);
            const double after_above =
                add(piece.above, x + (slanted && !piece.above.empty() ? lean * scale : 0),
                    rise + high * scale, scale * script);
            if (!piece.below.empty() || !piece.above.empty())
                x = std::max(after_below, after_above) + 0.04 * scale;
        }
        return x;
    }

    double put(const Piece& piece, double x, double rise, double scale) {
        Slant slant = bold_ ? Slant::bold : Slant::upright;
        std::string text = piece.text;
        double before = 0, after = 0; // TeX's spaces around relations and products
        if (piece.kind == Piece::Kind::letter)
            slant = Slant::italic;
        if (piece.kind == Piece::Kind::symbol) {
            const MathSymbol& symbol = *find_symbol(piece.text);
            text = symbol.text;
            if (symbol.greek)
                slant = Slant::italic;
            if (piece.text == "times" || piece.text == "pm" || piece.text == "cdot")
                before = after = 0.16;
            if (piece.text == "le" || piece.text == "ge" || piece.text == "approx" ||
                piece.text == "to")
                before = after = 0.25;
        }
        if (piece.kind == Piece::Kind::other) {
            if (text == "=" || text == "<" || text == ">")
                before = after = 0.25;
            if (text == ",")
                after = 0.16;
            if (text == "-")
                text = "−";
        }
        if (text.empty())
            return x;
        x += before * scale;
        // Neighbours in one font are one run: text stays searchable, and is shaped together.
        if (!result_.runs.empty()) {
            GlyphRun& last = result_.runs.back();
            if (last.slant == slant && last.rise == rise && last.scale == scale &&
                std::abs(end_of_last_ - x) < 1e-9) {
                last.text += text;
                return end_of_last_ =
                           x + scale * text_width(typeface_, slant, text) + after * scale;
            }
        }
        result_.runs.push_back({text, slant, x, rise, scale});
        end_of_last_ = x + scale * text_width(typeface_, slant, text);
        return end_of_last_ + after * scale;
    }

    Typeface typeface_;
    bool bold_;
    LaidOutLabel result_;
    double end_of_last_ = -1;
};

std::vector<Piece> pieces_of(const std::string& source) {
    return LabelReader(source).read();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// The mathematics between two dollar signs, in TeX's words, which mathtext shares.
// `other` writes a character that is none of its own words.
using WriteOther = std::string (*)(const std::string&);
std::string maths_source(const std::vector<Piece>& pieces, WriteOther other) {
    std::string out;
    for (const Piece& piece : pieces) {
        switch (piece.kind) {
        case Piece::Kind::symbol:
            out += "\\" + piece.text + " ";
            break;
        case Piece::Kind::word:
            out += "\\mathrm{" + piece.text + "}";
            break;
        case Piece::Kind::other:
            if (piece.text == "−")
                out += "-";
            else if (piece.text == "%" || piece.text == "#" || piece.text == "&")
                out += "\\" + piece.text;
            else if (piece.text == "\\")
                out += "\\backslash ";
            else
                out += piece.text.empty() ? "{}" : other(piece.text);
            break;
        default:
            out += piece.text;
        }
        if (!piece.below.empty())
            out += "_{" + maths_source(piece.below, other) + "}";
        if (!piece.above.empty())
            out += "^{" + maths_source(piece.above, other) + "}";
    }
    return out;
}

template <class Text>
std::string written(const std::string& source, Text text, WriteOther other) {
    std::string out;
    std::vector<Piece> maths;
    const auto flush = [&] {
        if (!maths.empty())
            out += "$" + maths_source(maths, other) + "$";
        maths.clear();
    };
    for (const Piece& piece : pieces_of(source)) {
        if (piece.kind != Piece::Kind::plain) {
            maths.push_back(piece);
            continue;
        }
        flush();
        out += text(piece.text);
    }
    flush();
    return out;
}

std::string plain(const std::vector<Piece>& pieces) {
    std::string out;
    for (const Piece& piece : pieces) {
        out += piece.kind == Piece::Kind::symbol ? std::string(find_symbol(piece.text)->text)
                                                 : piece.text;
        if (!piece.below.empty())
            out += "_" + plain(piece.below);
        if (!piece.above.empty())
            out += "^" + plain(piece.above);
    }
    return out;
}

} // namespace

LaidOutLabel lay_out_label(const std::string& source, Typeface typeface, bool bold) {
    return LabelLayout(typeface, bold).take(pieces_of(source));
}

std::string label_to_tex(const std::string& source) {
    // Letters that mathematics has no font for stand in it as text.
    return written(source, latex_text, [](const std::string& one) {
        return one.size() > 1 ? "\\mbox{" + latex_text(one) + "}" : one;
    });
}

std::string label_to_mathtext(const std::string& source) {
    return written(
        source,
        [](std::string text) {
            replace_all(text, "$", "\\$");
            return text;
        },
        [](const std::string& one) { return one; });
}

std::string label_of_text(const std::string& text) {
    std::string label = terminal_text(text);
    replace_all(label, "$", "\\$");
    return label;
}

std::string label_to_plain(const std::string& source) {
    return plain(pieces_of(source));
}

std::string label_problem(const std::string& source) {
    LabelReader reader(source);
    reader.read();
    return reader.problem();
}

std::string label_of_symbol(const std::string& symbol) {
    if (symbol.empty())
        return {};
    const std::size_t bar = symbol.find('_');
    if (bar == std::string::npos)
        return "$" + symbol + "$";
    std::size_t end = bar + 1;
    while (end < symbol.size() && letter(symbol[end]))
        ++end;
    return "$" + symbol.substr(0, bar) + "_{" + symbol.substr(bar + 1, end - bar - 1) + "}" +
           symbol.substr(end) + "$";
}

} // namespace thaw
