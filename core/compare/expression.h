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
// three-valued logic: "false and unknown" is false, "true or unknown" is true). Values of kinds
// that never meet (a seed and a text, a number where a condition is needed) are refused as soon as
// the runs tell the kinds of their fields; a field that is a number in one run and a word in
// another (intervention.interval = "auto") compares as unknown where the kinds differ, only == and
// != know that they do. NaN lies nowhere among the numbers: < <= > >= with it are unknown, too, and
// not as in IEEE 754, by which a run that diverged would be out by `loss < 1` and in by `not (loss
// > 1)`. `loss == nan` finds it, and finite(loss).
#pragma once

#include "core/compare/run_facts.h"
#include "core/run/error.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
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

// Sets of kinds of values.
using Kinds = unsigned;
constexpr Kinds kind_truth = 1, kind_number = 2, kind_text = 4, kind_texts = 8, any_kind = 15;

// Which kinds of values the fields have in some runs.
class FieldKinds {
  public:
    FieldKinds() = default; // nothing is known of any field
    explicit FieldKinds(const RunList& runs);
    Kinds of(Field field) const; // any, where no run has it
    bool operator==(const FieldKinds&) const = default;

  private:
    std::unordered_map<const std::string*, Kinds> kinds_; // by the only copy of the name
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
    // Throws ExpressionError, also where kinds of values do not fit each other.
    static Expression parse(std::string_view text, const std::vector<Field>& known,
                            const FieldKinds& kinds = {});
    // The same for what must be true or false of a run.
    static Expression condition(std::string_view text, const std::vector<Field>& known,
                                const FieldKinds& kinds = {});
    // Runs in whose name, id, file name, tags and note all words of the text are found, whatever
    // their case.
    static Expression search(std::string_view words);
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
    static Expression read(std::string_view text, const std::vector<Field>& known,
                           const FieldKinds& kinds, bool is_condition);

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
