// From the words of an expression to its nodes, by recursive descent.
#include "core/compare/expression.h"

#include "core/compare/expression_node.h"
#include "core/compare/expression_token.h"
#include "core/run/nearest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace thaw {

namespace {

Kinds kind_of(const Fact& fact) {
    return is_known(fact) ? 1U << (fact.index() - 1) : any_kind;
}

std::string kinds_text(Kinds kinds) {
    std::string text;
    for (const auto& [kind, name] : {std::pair{kind_number, translatable("a number")},
                                     {kind_text, translatable("a text")},
                                     {kind_truth, translatable("true or false")},
                                     {kind_texts, translatable("a set of texts")}})
        if ((kinds & kind) != 0)
            text = text.empty() ? tr(name) : sentence("{} or {}", text, tr(name));
    return text;
}

// A part of an expression, where it stands (bytes) and of which kinds its value can be.
struct Part {
    NodePointer node;
    Kinds kinds = any_kind;
    std::size_t begin = 0, end = 0;
};

class Parser {
  public:
    Parser(std::string_view text, const std::vector<Field>& known, const FieldKinds& kinds)
        : text_(text), tokens_(tokens_of(text)), known_(known.begin(), known.end()), kinds_(kinds) {
    }

    NodePointer whole(bool is_condition) {
        const Part root = disjunction();
        if (next().kind != TokenKind::end)
            fail(next(), sentence("'{}' stands where and, or, a comparison or the end is expected",
                                  next().text));
        if (is_condition)
            expect_truth(root);
        return root.node;
    }
    std::set<Field> fields() { return std::move(fields_); }

  private:
    // What nests does so by recursion: a bound keeps a wild text from the end of the stack.
    class Deeper {
      public:
        explicit Deeper(Parser& parser) : parser_(parser) {
            constexpr int deepest = 400;
            if (++parser_.depth_ > deepest)
                fail(parser_.next(), sentence("too much is nested here"));
        }
        ~Deeper() { --parser_.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;

      private:
        Parser& parser_;
    };
    const Token& next() const { return tokens_[at_]; }
    [[noreturn]] static void fail(const Token& token, const std::string& why) {
        throw ExpressionError(token.position, token.length, why);
    }
    // Goes on if the next word is this one.
    bool take(TokenKind kind, std::string_view text) {
        if (next().kind != kind || next().text != text || next().quoted)
            return false;
        ++at_;
        return true;
    }
    bool take_sign(std::string_view text) { return take(TokenKind::sign, text); }
    bool take_word(std::string_view small, std::string_view capital) {
        return take(TokenKind::name, small) || take(TokenKind::name, capital);
    }
    void expect(std::string_view sign) {
        if (!take_sign(sign))
            fail(next(), sentence("'{}' is missing here", std::string(sign)));
    }

    std::string written(const Part& part) const {
        return std::string(text_.substr(part.begin, part.end - part.begin));
    }
    [[noreturn]] static void fail(const Part& first, const Part& last, const std::string& why) {
        throw ExpressionError(first.begin, last.end - first.begin, why);
    }
    void expect_truth(const Part& part) const {
        if ((part.kinds & kind_truth) == 0)
            fail(part, part,
                 sentence("{} is {}, and here stands what is true or false of a run; compare it "
                          "with something, such as: stop_step < 300",
                          written(part), kinds_text(part.kinds)));
    }
    void expect_number(const Part& part) const {
        if ((part.kinds & kind_number) == 0)
            fail(part, part,
                 sentence("{} is {}, and here stands a number", written(part),
                          kinds_text(part.kinds)));
    }
    // A value of its own kind made of parts that are of another, from the first to what was read.
    Part made(NodePointer node, Kinds kinds, std::size_t begin) const {
        return {std::move(node), kinds, begin, at_ == 0 ? begin : end_of(tokens_[at_ - 1])};
    }
    static std::size_t end_of(const Token& token) { return token.position + token.length; }
    static std::vector<NodePointer> nodes_of(std::vector<Part>& parts) {
        std::vector<NodePointer> nodes;
        for (Part& part : parts)
            nodes.push_back(std::move(part.node));
        return nodes;
    }

    template <class Join>
    Part joined(std::vector<Part> parts, const Join& join) {
        if (parts.size() == 1)
            return parts[0];
        for (const Part& part : parts)
            expect_truth(part);
        const std::size_t begin = parts[0].begin;
        return made(join(nodes_of(parts)), kind_truth, begin);
    }

    Part disjunction() {
        std::vector<Part> parts{conjunction()};
        while (take_word("or", "OR") || take_sign("||"))
            parts.push_back(conjunction());
        return joined(std::move(parts), or_node);
    }

    Part conjunction() {
        std::vector<Part> parts{negation()};
        while (take_word("and", "AND") || take_sign("&&"))
            parts.push_back(negation());
        return joined(std::move(parts), and_node);
    }

    Part negation() {
        const Deeper deeper(*this);
        const std::size_t begin = next().position;
        if (!take_word("not", "NOT") && !take_sign("!"))
            return comparison();
        const Part of = negation();
        expect_truth(of);
        return made(not_node(of.node), kind_truth, begin);
    }

    std::optional<Comparison> take_comparison() {
        struct Sign {
            std::string_view text;
            Comparison comparison;
        };
        static constexpr std::array<Sign, 10> signs{{{"==", Comparison::equal},
                                                     {"=", Comparison::equal},
                                                     {"!=", Comparison::unequal},
                                                     {"<>", Comparison::unequal},
                                                     {"<=", Comparison::at_most},
                                                     {"≤", Comparison::at_most},
                                                     {"<", Comparison::less},
                                                     {">=", Comparison::at_least},
                                                     {"≥", Comparison::at_least},
                                                     {">", Comparison::greater}}};
        for (const Sign& sign : signs)
            if (take_sign(sign.text))
                return sign.comparison;
        if (take_word("in", "IN"))
            return Comparison::in;
        if (take_word("contains", "CONTAINS"))
            return Comparison::contains;
        if (const std::size_t before = at_; take_word("not", "NOT")) {
            if (take_word("in", "IN"))
                return Comparison::not_in;
            at_ = before;
        }
        return {};
    }

    // Which kinds a value may have that stands at one side of it, given those at the other.
    static Kinds fitting(Comparison comparison, Kinds left) {
        switch (comparison) {
        case Comparison::equal:
        case Comparison::unequal:
            return left;
        case Comparison::in:
        case Comparison::not_in:
            return (left & kind_text) != 0 ? kind_text | kind_texts : 0;
        case Comparison::contains:
            return (left & (kind_text | kind_texts)) != 0 ? kind_text : 0;
        default:
            return left & (kind_number | kind_text);
        }
    }
    void expect_fit(Comparison comparison, const Part& left, const Part& right) const {
        if ((fitting(comparison, left.kinds) & right.kinds) == 0)
            fail(left, right,
                 sentence("{} is {} and {} is {}: these cannot be compared in this way",
                          written(left), kinds_text(left.kinds), written(right),
                          kinds_text(right.kinds)));
    }

    Part comparison() {
        std::vector<Part> parts{sum()};
        std::vector<Comparison> between;
        while (const auto compared = take_comparison()) {
            const bool membership = compared == Comparison::in || compared == Comparison::not_in;
            members_.clear();
            bool listed = membership;
            Part right;
            if (membership && take_sign("["))
                right = list("]");
            else if (membership && take_sign("("))
                right = in_parentheses();
            else {
                listed = false;
                right = sum();
            }
            if (listed)
                for (const Part& member : std::exchange(members_, {}))
                    expect_fit(Comparison::equal, parts.back(), member);
            else
                expect_fit(*compared, parts.back(), right);
            parts.push_back(std::move(right));
            between.push_back(*compared);
        }
        if (parts.size() == 1)
            return parts[0];
        const std::size_t begin = parts[0].begin;
        return made(comparison_node(nodes_of(parts), std::move(between)), kind_truth, begin);
    }

    // (1, 2) is a list, (x) is x.
    Part in_parentheses() {
        std::vector<Part> members{disjunction()};
        while (take_sign(","))
            members.push_back(sum());
        expect(")");
        return list_of(std::move(members));
    }

    Part list(std::string_view closing) {
        std::vector<Part> members;
        while (!take_sign(closing)) {
            if (!members.empty())
                expect(",");
            members.push_back(sum());
        }
        return list_of(std::move(members));
    }

    Part list_of(std::vector<Part> members) {
        members_ = members;
        const std::size_t begin = members.empty() ? next().position : members[0].begin;
        return made(list_node(nodes_of(members)), any_kind, begin);
    }

    Part calculated(std::vector<Part> parts, std::vector<Arithmetic> between) {
        if (parts.size() == 1)
            return parts[0];
        for (const Part& part : parts)
            expect_number(part);
        const std::size_t begin = parts[0].begin;
        return made(arithmetic_node(nodes_of(parts), std::move(between)), kind_number, begin);
    }

    Part sum() {
        std::vector<Part> parts{product()};
        std::vector<Arithmetic> between;
        for (;; parts.push_back(product())) {
            if (take_sign("+"))
                between.push_back(Arithmetic::add);
            else if (take_sign("-"))
                between.push_back(Arithmetic::subtract);
            else
                return calculated(std::move(parts), std::move(between));
        }
    }

    Part product() {
        std::vector<Part> parts{signed_value()};
        std::vector<Arithmetic> between;
        for (;; parts.push_back(signed_value())) {
            if (take_sign("*"))
                between.push_back(Arithmetic::multiply);
            else if (take_sign("/"))
                between.push_back(Arithmetic::divide);
            else if (take_sign("%"))
                between.push_back(Arithmetic::remainder);
            else
                return calculated(std::move(parts), std::move(between));
        }
    }

    Part signed_value() {
        const Deeper deeper(*this);
        const std::size_t begin = next().position;
        if (take_sign("-")) {
            const Part of = signed_value();
            expect_number(of);
            return made(arithmetic_node({constant_node(0.0), of.node}, {Arithmetic::subtract}),
                        kind_number, begin);
        }
        if (take_sign("+"))
            return signed_value();
        return value();
    }

    Part constant(Fact value, const Token& token) const {
        const Kinds kinds = kind_of(value);
        return made(constant_node(std::move(value)), kinds, token.position);
    }

    Part value() {
        const Token token = next();
        if (take_sign("(")) {
            Part inside = disjunction();
            expect(")");
            return made(std::move(inside.node), inside.kinds, token.position);
        }
        if (token.kind == TokenKind::number || token.kind == TokenKind::text ||
            token.kind == TokenKind::name)
            ++at_;
        switch (token.kind) {
        case TokenKind::number:
            return constant(token.number, token);
        case TokenKind::text:
            return constant(token.text, token);
        case TokenKind::name:
            return named(token);
        case TokenKind::sign:
            fail(token,
                 sentence("'{}' stands where a field, a number or a text is expected", token.text));
        case TokenKind::end:
            break;
        }
        fail(token, sentence("a field, a number or a text is missing at the end"));
    }

    Part named(const Token& token) {
        if (!token.quoted) {
            constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
            constexpr double infinity = std::numeric_limits<double>::infinity();
            if (token.text == "true" || token.text == "false")
                return constant(token.text == "true", token);
            if (token.text == "nan" || token.text == "inf")
                return constant(token.text == "nan" ? not_a_number : infinity, token);
            if (next().kind == TokenKind::sign && next().text == "(")
                return call(token);
            for (const char* word : {"and", "or", "in", "contains", "AND", "OR", "IN", "CONTAINS"})
                if (token.text == word)
                    fail(token,
                         sentence("'{}' stands where a field, a number or a text is expected",
                                  token.text));
        }
        const Field field = field_of(token.text);
        if (!known_.contains(field))
            fail(token, unknown_field(token.text));
        fields_.insert(field);
        return made(field_node(field), kinds_.of(field), token.position);
    }

    Part call(const Token& token) {
        static constexpr std::array<std::pair<std::string_view, Function>, 3> functions{
            {{"abs", Function::absolute},
             {"known", Function::known},
             {"finite", Function::finite}}};
        for (const auto& [name, function] : functions)
            if (token.text == name) {
                expect("(");
                const Part of = disjunction();
                expect(")");
                if (function != Function::known)
                    expect_number(of);
                return made(function_node(function, of.node),
                            function == Function::absolute ? kind_number : kind_truth,
                            token.position);
            }
        fail(token,
             sentence("there is no function '{}'; there are abs, known, finite", token.text));
    }

    std::string unknown_field(const std::string& word) const {
        std::vector<std::string> names = short_words();
        for (const Field field : known_)
            names.push_back(field.name());
        const bool compared = at_ >= 2 && tokens_[at_ - 2].kind == TokenKind::sign &&
                              (tokens_[at_ - 2].text == "==" || tokens_[at_ - 2].text == "=" ||
                               tokens_[at_ - 2].text == "!=");
        if (compared)
            return sentence("there is no field '{}'; a text stands in quotes: \"{}\"", word, word);
        const std::string near = nearest(word, names);
        return near.empty() ? sentence("there is no field '{}'", word)
                            : sentence("there is no field '{}'; did you mean '{}'?", word, near);
    }

    std::string_view text_;
    std::vector<Token> tokens_;
    std::set<Field> known_, fields_;
    const FieldKinds& kinds_;
    std::vector<Part> members_; // of the list that was read last
    std::size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

FieldKinds::FieldKinds(const RunList& runs) {
    for (const auto& run : runs)
        for (const auto& [field, fact] : run->all())
            kinds_[&field.name()] |= kind_of(fact);
}

Kinds FieldKinds::of(Field field) const {
    const auto known = kinds_.find(&field.name());
    return known == kinds_.end() ? any_kind : known->second;
}

Expression Expression::parse(std::string_view text, const std::vector<Field>& known,
                             const FieldKinds& kinds) {
    return read(text, known, kinds, false);
}

Expression Expression::condition(std::string_view text, const std::vector<Field>& known,
                                 const FieldKinds& kinds) {
    return read(text, known, kinds, true);
}

Expression Expression::read(std::string_view text, const std::vector<Field>& known,
                            const FieldKinds& kinds, bool is_condition) {
    if (text.size() > longest)
        throw ExpressionError(longest, 0,
                              sentence("it is {} characters long, and {} are the most that are "
                                       "read; many values fit into a list: seed in [1, 2, 3]",
                                       text.size(), longest));
    Expression expression;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return expression;
    Parser parser(text, known, kinds);
    expression.root_ = parser.whole(is_condition);
    expression.fields_ = parser.fields();
    return expression;
}

Expression Expression::search(std::string_view words) {
    std::vector<std::string> wanted;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find_first_of(" \t", at), words.size());
        if (end > at)
            wanted.emplace_back(words.substr(at, end - at));
        at = end + 1;
    }
    Expression expression;
    if (!wanted.empty())
        expression.root_ = words_node(std::move(wanted));
    return expression;
}

Fact Expression::value(const RunFacts& run) const {
    return root_ == nullptr ? Fact(true) : root_->value(run);
}

Truth Expression::matches(const RunFacts& run, Unknown* why) const {
    const Truth truth = truth_of(value(run));
    if (truth == Truth::unknown && why != nullptr)
        root_->add_reasons(run, *why);
    return truth;
}

Selection select(const RunList& runs, const Expression& expression) {
    Selection selection;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Unknown why;
        const Truth truth = expression.matches(*runs[i], &why);
        if (truth == Truth::yes)
            selection.matching.push_back(i);
        if (truth != Truth::unknown)
            continue;
        ++selection.unknown;
        ++(!why.missing.empty()       ? selection.lacking
           : !why.not_numbers.empty() ? selection.not_numbers
                                      : selection.other_kind);
        selection.why.missing.merge(why.missing);
        selection.why.not_numbers.merge(why.not_numbers);
    }
    return selection;
}

std::string unknown_sentence(const Selection& selection) {
    const auto names = [](const std::set<Field>& fields) {
        std::string text;
        for (const Field field : fields)
            text += (text.empty() ? "" : ", ") + field.name();
        return text;
    };
    std::vector<std::string> parts;
    if (selection.lacking > 0)
        parts.push_back(sentence("Left out: {} [run|runs] of which {} is not known",
                                 selection.lacking, names(selection.why.missing)));
    if (selection.not_numbers > 0)
        parts.push_back(sentence("Left out: {} [run|runs] of which {} is not a number",
                                 selection.not_numbers, names(selection.why.not_numbers)));
    if (selection.other_kind > 0)
        parts.push_back(
            sentence("Left out: {} [run|runs] with values of another kind", selection.other_kind));
    return fmt::format("{}", fmt::join(parts, "; "));
}

} // namespace thaw
