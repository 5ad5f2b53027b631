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

class Constant final : public Node {
  public:
    explicit Constant(Fact value) : value_(std::move(value)) {}
    Fact value(const RunFacts&) const override { return value_; }
    void add_missing(const RunFacts&, std::set<Field>&) const override {}

  private:
    Fact value_;
};

class FieldNode final : public Node {
  public:
    explicit FieldNode(Field field) : field_(field) {}
    Fact value(const RunFacts& run) const override { return run.find(field_); }
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        if (!is_known(run.find(field_)))
            missing.insert(field_);
    }

  private:
    Field field_;
};

// Stands on the right of `in` alone, which looks at its members.
class List final : public Node {
  public:
    explicit List(std::vector<NodePointer> members) : members_(std::move(members)) {}
    Fact value(const RunFacts&) const override { return {}; }
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        for (const auto& member : members_)
            member->add_missing(run, missing);
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
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        of_->add_missing(run, missing);
    }

  private:
    NodePointer of_;
};

class Junction final : public Node {
  public:
    // `decisive`: the truth of one side that settles the whole.
    Junction(Truth decisive, NodePointer left, NodePointer right)
        : decisive_(decisive), left_(std::move(left)), right_(std::move(right)) {}
    Fact value(const RunFacts& run) const override {
        const Truth left = truth_of(left_->value(run));
        if (left == decisive_)
            return fact_of(decisive_);
        const Truth right = truth_of(right_->value(run));
        if (right == decisive_)
            return fact_of(decisive_);
        return fact_of(left == Truth::unknown || right == Truth::unknown ? Truth::unknown : right);
    }
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        left_->add_missing(run, missing);
        right_->add_missing(run, missing);
    }

  private:
    Truth decisive_;
    NodePointer left_, right_;
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
    return truth(a == b); // of different kinds: they differ
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
        return ordered(comparison, *x, *y);
    const auto *s = std::get_if<std::string>(&a), *t = std::get_if<std::string>(&b);
    if (s != nullptr && t != nullptr)
        return ordered(comparison, *s, *t);
    return Truth::unknown;
}

class ComparisonNode final : public Node {
  public:
    ComparisonNode(Comparison comparison, NodePointer left, NodePointer right)
        : comparison_(comparison), left_(std::move(left)), right_(std::move(right)) {}
    Fact value(const RunFacts& run) const override {
        const Fact left = left_->value(run);
        const auto* list = members_of(*right_);
        if (list == nullptr)
            return fact_of(compare(comparison_, left, right_->value(run)));
        Truth found = Truth::no;
        for (const auto& member : *list) {
            const Truth same = equals(left, member->value(run));
            if (same == Truth::yes)
                return comparison_ == Comparison::in;
            found = same == Truth::unknown ? same : found;
        }
        return found == Truth::unknown ? Fact() : Fact(comparison_ == Comparison::not_in);
    }
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        left_->add_missing(run, missing);
        right_->add_missing(run, missing);
    }

  private:
    Comparison comparison_;
    NodePointer left_, right_;
};

class ArithmeticNode final : public Node {
  public:
    ArithmeticNode(Arithmetic operation, NodePointer left, NodePointer right)
        : operation_(operation), left_(std::move(left)), right_(std::move(right)) {}
    Fact value(const RunFacts& run) const override {
        const Fact left = left_->value(run), right = right_->value(run);
        const auto *a = std::get_if<double>(&left), *b = std::get_if<double>(&right);
        if (a == nullptr || b == nullptr)
            return {};
        switch (operation_) {
        case Arithmetic::add:
            return *a + *b;
        case Arithmetic::subtract:
            return *a - *b;
        case Arithmetic::multiply:
            return *a * *b;
        case Arithmetic::divide:
            return *a / *b;
        case Arithmetic::remainder:
            return std::fmod(*a, *b);
        }
        return {};
    }
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        left_->add_missing(run, missing);
        right_->add_missing(run, missing);
    }

  private:
    Arithmetic operation_;
    NodePointer left_, right_;
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
    void add_missing(const RunFacts& run, std::set<Field>& missing) const override {
        if (function_ != Function::known)
            of_->add_missing(run, missing);
    }

  private:
    Function function_;
    NodePointer of_;
};

class Words final : public Node {
  public:
    explicit Words(Texts words) : words_(std::move(words)) {}

    Fact value(const RunFacts& run) const override {
        std::string all;
        for (const char* field : {"name", "run_id", "file", "tags", "note"})
            all += lower_case(to_text(run.find(Field(field)))) + '\n';
        return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
            return all.find(word) != std::string::npos;
        });
    }
    void add_missing(const RunFacts&, std::set<Field>&) const override {}

  private:
    Texts words_;
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
NodePointer and_node(NodePointer left, NodePointer right) {
    return std::make_shared<Junction>(Truth::no, std::move(left), std::move(right));
}
NodePointer or_node(NodePointer left, NodePointer right) {
    return std::make_shared<Junction>(Truth::yes, std::move(left), std::move(right));
}
NodePointer comparison_node(Comparison comparison, NodePointer left, NodePointer right) {
    return std::make_shared<ComparisonNode>(comparison, std::move(left), std::move(right));
}
NodePointer arithmetic_node(Arithmetic operation, NodePointer left, NodePointer right) {
    return std::make_shared<ArithmeticNode>(operation, std::move(left), std::move(right));
}
NodePointer words_node(Texts words) {
    for (std::string& word : words)
        word = lower_case(std::move(word));
    return std::make_shared<Words>(std::move(words));
}
NodePointer function_node(Function function, NodePointer of) {
    return std::make_shared<FunctionNode>(function, std::move(of));
}

} // namespace thaw
