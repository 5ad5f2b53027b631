#include "core/compare/expression_node.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace thaw {

namespace {

using Node = ExpressionNode;
using Texts = std::vector<std::string>;

Fact fact_of(Truth truth) {
    return truth == Truth::unknown ? Fact() : Fact(truth == Truth::yes);
}

bool is_nan(const Fact& fact) {
    const auto* x = std::get_if<double>(&fact);
    return x != nullptr && std::isnan(*x);
}

class Constant final : public Node {
  public:
    explicit Constant(Fact value) : value_(std::move(value)) {}
    Fact value(const RunFacts&) const override { return value_; }
    void add_reasons(const RunFacts&, Unknown&) const override {}

  private:
    Fact value_;
};

class FieldNode final : public Node {
  public:
    explicit FieldNode(Field field) : field_(field) {}
    Fact value(const RunFacts& run) const override { return run.find(field_); }
    void add_reasons(const RunFacts& run, Unknown& why) const override {
        const Fact& fact = run.find(field_);
        if (!is_known(fact))
            why.missing.insert(field_);
        else if (is_nan(fact))
            why.not_numbers.insert(field_);
    }

  private:
    Field field_;
};

// Stands on the right of `in` alone, which looks at its members.
class List final : public Node {
  public:
    explicit List(std::vector<NodePointer> members) : members_(std::move(members)) {}
    Fact value(const RunFacts&) const override { return {}; }
    void add_reasons(const RunFacts& run, Unknown& why) const override {
        for (const auto& member : members_)
            member->add_reasons(run, why);
    }
    const std::vector<NodePointer>& members() const { return members_; }

  private:
    std::vector<NodePointer> members_;
};

class Not final : public Node {
  public:
    explicit Not(NodePointer of) : of_(std::move(of)) {}
    Fact value(const RunFacts& run) const override {
        const Truth truth = truth_of(of_->value(run));
        return truth == Truth::unknown ? Fact() : Fact(truth == Truth::no);
    }
    void add_reasons(const RunFacts& run, Unknown& why) const override {
        of_->add_reasons(run, why);
    }

  private:
    NodePointer of_;
};

// Whose parts all count.
class Chain : public Node {
  public:
    explicit Chain(std::vector<NodePointer> parts) : parts_(std::move(parts)) {}
    void add_reasons(const RunFacts& run, Unknown& why) const override {
        for (const auto& part : parts_)
            part->add_reasons(run, why);
    }

  protected:
    const std::vector<NodePointer>& parts() const { return parts_; }

  private:
    std::vector<NodePointer> parts_;
};

class Junction final : public Chain {
  public:
    // `decisive`: the truth of one part that settles the whole.
    Junction(Truth decisive, std::vector<NodePointer> parts)
        : Chain(std::move(parts)), decisive_(decisive) {}
    Fact value(const RunFacts& run) const override {
        bool known = true;
        for (const auto& part : parts()) {
            const Truth truth = truth_of(part->value(run));
            if (truth == decisive_)
                return fact_of(decisive_);
            known = known && truth != Truth::unknown;
        }
        return known ? Fact(decisive_ == Truth::no) : Fact();
    }

  private:
    Truth decisive_;
};

std::string lower_case(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c))); // ASCII; UTF-8 stays
    return text;
}

Truth truth(bool x) {
    return x ? Truth::yes : Truth::no;
}

Truth equals(const Fact& a, const Fact& b) {
    if (!is_known(a) || !is_known(b))
        return Truth::unknown;
    return truth(a == b || (is_nan(a) && is_nan(b))); // of different kinds: they differ
}

// `what` in a set of texts, or in a text.
Truth is_in(const Fact& what, const Fact& whole) {
    const auto* text = std::get_if<std::string>(&what);
    if (text == nullptr)
        return Truth::unknown;
    if (const auto* texts = std::get_if<Texts>(&whole))
        return truth(std::find(texts->begin(), texts->end(), *text) != texts->end());
    if (const auto* in = std::get_if<std::string>(&whole))
        return truth(lower_case(*in).find(lower_case(*text)) != std::string::npos);
    return Truth::unknown;
}

template <class T>
Truth ordered(Comparison comparison, const T& a, const T& b) {
    switch (comparison) {
    case Comparison::less:
        return truth(a < b);
    case Comparison::at_most:
        return truth(a <= b);
    case Comparison::greater:
        return truth(a > b);
    case Comparison::at_least:
        return truth(a >= b);
    default:
        return Truth::unknown;
    }
}

Truth compare(Comparison comparison, const Fact& a, const Fact& b) {
    const auto turned = [](Truth t) { return t == Truth::unknown ? t : truth(t == Truth::no); };
    switch (comparison) {
    case Comparison::equal:
        return equals(a, b);
    case Comparison::unequal:
        return turned(equals(a, b));
    case Comparison::in:
        return is_in(a, b);
    case Comparison::not_in:
        return turned(is_in(a, b));
    case Comparison::contains:
        return is_in(b, a);
    default:
        break;
    }
    const auto *x = std::get_if<double>(&a), *y = std::get_if<double>(&b);
    if (x != nullptr && y != nullptr)
        return std::isnan(*x) || std::isnan(*y) ? Truth::unknown : ordered(comparison, *x, *y);
    const auto *s = std::get_if<std::string>(&a), *t = std::get_if<std::string>(&b);
    if (s != nullptr && t != nullptr)
        return ordered(comparison, *s, *t);
    return Truth::unknown;
}

Truth compare_with_list(Comparison comparison, const Fact& what, const RunFacts& run,
                        const std::vector<NodePointer>& list) {
    Truth found = Truth::no;
    for (const auto& member : list) {
        const Truth same = equals(what, member->value(run));
        if (same == Truth::yes)
            return truth(comparison == Comparison::in);
        found = same == Truth::unknown ? same : found;
    }
    return found == Truth::unknown ? found : truth(comparison == Comparison::not_in);
}

class ComparisonChain final : public Chain {
  public:
    ComparisonChain(std::vector<NodePointer> parts, std::vector<Comparison> between)
        : Chain(std::move(parts)), between_(std::move(between)) {}
    Fact value(const RunFacts& run) const override {
        Fact left = parts()[0]->value(run);
        bool known = true;
        for (std::size_t i = 0; i < between_.size(); ++i) {
            const auto* list = members_of(*parts()[i + 1]);
            Fact right = list == nullptr ? parts()[i + 1]->value(run) : Fact();
            const Truth one = list == nullptr ? compare(between_[i], left, right)
                                              : compare_with_list(between_[i], left, run, *list);
            if (one == Truth::no)
                return false;
            known = known && one == Truth::yes;
            left = std::move(right);
        }
        return known ? Fact(true) : Fact();
    }

  private:
    std::vector<Comparison> between_;
};

double result_of(Arithmetic operation, double a, double b) {
    switch (operation) {
    case Arithmetic::add:
        return a + b;
    case Arithmetic::subtract:
        return a - b;
    case Arithmetic::multiply:
        return a * b;
    case Arithmetic::divide:
        return a / b;
    case Arithmetic::remainder:
        break;
    }
    return std::fmod(a, b);
}

class ArithmeticChain final : public Chain {
  public:
    ArithmeticChain(std::vector<NodePointer> parts, std::vector<Arithmetic> between)
        : Chain(std::move(parts)), between_(std::move(between)) {}
    Fact value(const RunFacts& run) const override {
        double total = 0;
        for (std::size_t i = 0; i < parts().size(); ++i) {
            const Fact fact = parts()[i]->value(run);
            const auto* x = std::get_if<double>(&fact);
            if (x == nullptr)
                return {};
            total = i == 0 ? *x : result_of(between_[i - 1], total, *x);
        }
        return total;
    }

  private:
    std::vector<Arithmetic> between_;
};

class FunctionNode final : public Node {
  public:
    FunctionNode(Function function, NodePointer of) : function_(function), of_(std::move(of)) {}
    Fact value(const RunFacts& run) const override {
        const Fact fact = of_->value(run);
        if (function_ == Function::known)
            return is_known(fact);
        const auto* x = std::get_if<double>(&fact);
        if (x == nullptr)
            return {};
        if (function_ == Function::finite)
            return std::isfinite(*x);
        return std::abs(*x);
    }
    void add_reasons(const RunFacts& run, Unknown& why) const override {
        if (function_ != Function::known)
            of_->add_reasons(run, why);
    }

  private:
    Function function_;
    NodePointer of_;
};

} // namespace

Truth truth_of(const Fact& value) {
    const auto* x = std::get_if<bool>(&value);
    return x == nullptr ? Truth::unknown : truth(*x);
}

const std::vector<NodePointer>* members_of(const ExpressionNode& node) {
    const auto* list = dynamic_cast<const List*>(&node);
    return list == nullptr ? nullptr : &list->members();
}

NodePointer constant_node(Fact value) {
    return std::make_shared<Constant>(std::move(value));
}
NodePointer field_node(Field field) {
    return std::make_shared<FieldNode>(field);
}
NodePointer list_node(std::vector<NodePointer> members) {
    return std::make_shared<List>(std::move(members));
}
NodePointer not_node(NodePointer of) {
    return std::make_shared<Not>(std::move(of));
}
NodePointer and_node(std::vector<NodePointer> parts) {
    return parts.size() == 1 ? parts[0] : std::make_shared<Junction>(Truth::no, std::move(parts));
}
NodePointer or_node(std::vector<NodePointer> parts) {
    return parts.size() == 1 ? parts[0] : std::make_shared<Junction>(Truth::yes, std::move(parts));
}
NodePointer comparison_node(std::vector<NodePointer> parts, std::vector<Comparison> between) {
    return parts.size() == 1
               ? parts[0]
               : std::make_shared<ComparisonChain>(std::move(parts), std::move(between));
}
NodePointer arithmetic_node(std::vector<NodePointer> parts, std::vector<Arithmetic> between) {
    return parts.size() == 1
               ? parts[0]
               : std::make_shared<ArithmeticChain>(std::move(parts), std::move(between));
}
NodePointer function_node(Function function, NodePointer of) {
    return std::make_shared<FunctionNode>(function, std::move(of));
}

} // namespace thaw
