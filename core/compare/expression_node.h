// The parts of a parsed expression; see expression.h.
#pragma once

#include "core/compare/expression.h"

#include <optional>

namespace thaw {

class ExpressionNode {
  public:
    virtual ~ExpressionNode() = default;
    virtual Fact value(const RunFacts& run) const = 0;
    // Adds the fields that the run lacks, of those on which its value may depend.
    virtual void add_missing(const RunFacts& run, std::set<Field>& missing) const = 0;
};
using NodePointer = std::shared_ptr<const ExpressionNode>;

enum class Comparison { equal, unequal, less, at_most, greater, at_least, in, not_in, contains };
enum class Arithmetic { add, subtract, multiply, divide, remainder };
enum class Function { absolute, known, finite };

NodePointer constant_node(Fact value);
NodePointer field_node(Field field);
NodePointer list_node(std::vector<NodePointer> members);
NodePointer not_node(NodePointer of);
NodePointer and_node(NodePointer left, NodePointer right);
NodePointer or_node(NodePointer left, NodePointer right);
NodePointer comparison_node(Comparison comparison, NodePointer left, NodePointer right);
NodePointer arithmetic_node(Arithmetic operation, NodePointer left, NodePointer right);
NodePointer function_node(Function function, NodePointer of);
// Whether all words, whatever their case, are found in what names and notes a run.
NodePointer words_node(std::vector<std::string> words);

// A list's members, where the node is one.
const std::vector<NodePointer>* members_of(const ExpressionNode& node);

// An expression's value as a condition: only true and false are known ones.
Truth truth_of(const Fact& value);

} // namespace thaw
