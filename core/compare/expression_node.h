// The parts of a parsed expression; see expression.h.
#pragma once

#include "core/compare/expression.h"

#include <optional>

namespace thaw {

class ExpressionNode {
  public:
    virtual ~ExpressionNode() = default;
    virtual Fact value(const RunFacts& run) const = 0;
    // Adds the fields that the run lacks or that are NaN, of those on which its value may depend.
    virtual void add_reasons(const RunFacts& run, Unknown& why) const = 0;
};
using NodePointer = std::shared_ptr<const ExpressionNode>;

enum class Comparison { equal, unequal, less, at_most, greater, at_least, in, not_in, contains };
enum class Arithmetic { add, subtract, multiply, divide, remainder };
enum class Function { absolute, known, finite };

NodePointer constant_node(Fact value);
NodePointer field_node(Field field);
NodePointer list_node(std::vector<NodePointer> members);
NodePointer not_node(NodePointer of);
// Chains are flat: a long one takes no more of the stack than a short one, and each of its parts is
// looked at once. REQUIRES: at least one part; a chain of one is the part.
NodePointer and_node(std::vector<NodePointer> parts);
NodePointer or_node(std::vector<NodePointer> parts);
// a < b < c is a < b and b < c; one comparison between two parts.
NodePointer comparison_node(std::vector<NodePointer> parts, std::vector<Comparison> between);
// From left to right.
NodePointer arithmetic_node(std::vector<NodePointer> parts, std::vector<Arithmetic> between);
NodePointer function_node(Function function, NodePointer of);

// A list's members, where the node is one.
const std::vector<NodePointer>* members_of(const ExpressionNode& node);

// An expression's value as a condition: only true and false are known ones.
Truth truth_of(const Fact& value);

} // namespace thaw
