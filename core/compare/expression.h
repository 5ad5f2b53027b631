// What to pick of many runs, in one line:
//
//   stop_step < 300 and ood_acc > 0.6
//   state == "finished" and not ("draft" in tags) and seed in [1, 2, 3]
//   0.01 <= lr <= 0.1 or name contains "fog"
//   best.accuracy.ood_mean - ood_acc > 0.02
//
// Values: fields (run_facts.h, short words too; in `backquotes` where a name has other characters
// than letters, digits, _ and .), numbers, "texts" or 'texts', true, false, nan, inf, lists [a, b].
// From weak to strong: or; and; not; == = != < <= > >= in, not in, contains, which may be chained;
// + -; * / %; the sign. Functions: abs(x), known(x), finite(x). `contains` looks for a text in a
// text, whatever its case, or for a member of a set. &&, || and ! are taken for and, or, not.
//
// A field that a run does not have is unknown, and so is all that depends on it (Kleene's
// three-valued logic: "false and unknown" is false, "true or unknown" is true); values of different
// kinds compare as unknown, too, only == and != know that they differ. NaN lies nowhere among the
// numbers: < <= > >= with it are unknown, too, and not as in IEEE 754, by which a run that diverged
// would be out by `loss < 1` and in by `not (loss > 1)`. `loss == nan` finds it, and finite(loss).
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/error.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

// What is wrong with an expression and where: bytes from its beginning.
class ExpressionError : public Error {
  public:
    ExpressionError(std::size_t position, std::size_t length, const std::string& sentence)
        : Error(Fault::usage, sentence), position_(position), length_(length) {}
    std::size_t position() const { return position_; }
    std::size_t length() const { return length_; } // of the wrong word; 0: the end is missing

  private:
    std::size_t position_, length_;
};

enum class Truth { no, yes, unknown };
// Why something is unknown of a run: the fields that it lacks, and those that are NaN.
struct Unknown {
    std::set<Field> missing, not_numbers;
};
class ExpressionNode; // expression_node.h

class Expression {
  public:
    // Bytes of a text that are read: what is longer is refused, so that no text takes for ever.
    static constexpr std::size_t longest = 32'768;
    // `known` are the fields that there are; any other is an error that names the nearest one.
    // Throws ExpressionError.
    static Expression parse(std::string_view text, const std::vector<Field>& known);
    // An empty text: every run matches.
    Expression() = default;

    // Whether the run matches. Where it is unknown, `why` gets the fields to blame.
    Truth matches(const RunFacts& run, Unknown* why = nullptr) const;
    // The value, unknown where it cannot be told: `ood_acc - id_acc` is a column, too.
    Fact value(const RunFacts& run) const;
    // Every field in it.
    const std::set<Field>& fields() const { return fields_; }
    bool empty() const { return root_ == nullptr; }

  private:
    std::shared_ptr<const ExpressionNode> root_; // const and shared: copies are cheap
    std::set<Field> fields_;
};

// Which of the runs match, by index, and why others could not be told.
struct Selection {
    std::vector<std::size_t> matching;
    std::size_t unknown = 0; // runs that neither match nor fail to: the sum of these
    std::size_t lacking = 0, not_numbers = 0, other_kind = 0;
    Unknown why; // the fields that they lack, or that are NaN
};
Selection select(const RunList& runs, const Expression& expression);
// "Left out: 3 runs of which stop_step is not known". Empty where none is unknown.
std::string unknown_sentence(const Selection& selection);

} // namespace thaw
