// The filter's language: what matches, what is unknown, what is refused and how.
#include "core/compare/expression.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RunFacts example() {
    RunFacts run;
    const auto set = [&](const char* name, Fact fact) { run.set(Field(name), std::move(fact)); };
    set("name", std::string("Fog study"));
    set("state", std::string("finished"));
    set("stop_step", 250.0);
    set("accuracy.ood_mean", 0.625);
    set("accuracy.id_test", 0.875);
    set("optimiser.learning_rate", 0.05);
    set("run.seed", 2.0);
    set("loss.id_test", std::numeric_limits<double>::quiet_NaN());
    set("loss.ood_mean", std::numeric_limits<double>::infinity());
    set("star", true);
    set("tags", std::vector<std::string>{"paper", "figure 2"});
    set("metrics.my metric.every", 10.0);
    return run;
}

std::vector<Field> known() {
    std::vector<Field> fields{Field("trigger"), Field("fork_step")}; // some run has them
    const RunFacts run = example();
    for (const auto& [field, fact] : run.all())
        fields.push_back(field);
    return fields;
}

Truth truth(const std::string& text) {
    return Expression::parse(text, known()).matches(example());
}

struct Case {
    const char* text;
    Truth truth;
};
class Matching : public testing::TestWithParam<Case> {};

TEST_P(Matching, IsAsExpected) {
    EXPECT_EQ(truth(GetParam().text), GetParam().truth) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Matching,
    testing::Values(
        Case{"", Truth::yes}, Case{"  ", Truth::yes}, Case{"true", Truth::yes},
        Case{"stop_step < 300 and ood_acc > 0.6", Truth::yes},
        Case{"stop_step < 300 and ood_acc > 0.63", Truth::no},
        Case{"stop_step<250 or ood_acc>=.625", Truth::yes}, Case{"stop_step ≤ 250", Truth::yes},
        Case{"200 < stop_step <= 250", Truth::yes}, Case{"200 < stop_step < 250", Truth::no},
        Case{"state == \"finished\"", Truth::yes}, Case{"state = 'stopped'", Truth::no},
        Case{"state != 'stopped'", Truth::yes}, Case{"state == 5", Truth::no},
        Case{"state != 5", Truth::yes}, Case{"state < 5", Truth::unknown},
        Case{"state < 'g'", Truth::yes}, Case{"not star", Truth::no}, Case{"!star", Truth::no},
        Case{"not not star", Truth::yes}, Case{"star && true || false", Truth::yes},
        Case{"false and false or true", Truth::yes}, Case{"false and (false or true)", Truth::no},
        Case{"seed in [1, 2, 3]", Truth::yes}, Case{"seed in (1, 3)", Truth::no},
        Case{"seed in [2]", Truth::yes}, Case{"seed in []", Truth::no},
        Case{"seed not in [1, 3]", Truth::yes},
        Case{"state in ['stopped', 'finished']", Truth::yes}, Case{"\"paper\" in tags", Truth::yes},
        Case{"tags contains 'figure 2'", Truth::yes}, Case{"tags contains 'figure'", Truth::no},
        Case{"\"draft\" not in tags", Truth::yes}, Case{"name contains \"FOG\"", Truth::yes},
        Case{"'study' in name", Truth::yes}, Case{"1 + 2 * 3 == 7", Truth::yes},
        Case{"(1 + 2) * 3 == 9", Truth::yes}, Case{"-stop_step == 0 - 250", Truth::yes},
        Case{"7 % 4 == 3", Truth::yes}, Case{"10 / 4 == 2.5", Truth::yes},
        Case{"1e-2 <= lr <= 1E-1", Truth::yes}, Case{"id_acc - ood_acc == 0.25", Truth::yes},
        Case{"abs(ood_acc - id_acc) > .2", Truth::yes},
        Case{"`metrics.my metric.every` == 10", Truth::yes},
        // NaN lies nowhere among the numbers, and is itself.
        Case{"id_loss < 1", Truth::unknown}, Case{"id_loss >= 1", Truth::unknown},
        Case{"not (id_loss > 1)", Truth::unknown}, Case{"1 < id_loss < 2", Truth::unknown},
        Case{"id_loss - 1 <= 0", Truth::unknown}, Case{"abs(id_loss) > 0", Truth::unknown},
        Case{"id_loss < 1 and false", Truth::no}, Case{"id_loss < 1 or star", Truth::yes},
        Case{"id_loss == id_loss", Truth::yes}, Case{"id_loss == nan", Truth::yes},
        Case{"id_loss in [nan, 3]", Truth::yes}, Case{"id_loss == 3", Truth::no},
        Case{"ood_acc == nan", Truth::no}, Case{"not finite(id_loss)", Truth::yes},
        Case{"finite(id_loss)", Truth::no}, Case{"known(id_loss)", Truth::yes},
        Case{"ood_loss == inf", Truth::yes}, Case{"finite(ood_loss)", Truth::no},
        // What the run does not have.
        Case{"trigger == 'calm'", Truth::unknown}, Case{"not (trigger == 'calm')", Truth::unknown},
        Case{"trigger == 'calm' and false", Truth::no}, Case{"true or fork_step > 1", Truth::yes},
        Case{"false or fork_step > 1", Truth::unknown}, Case{"known(trigger)", Truth::no},
        Case{"fork_step in [1, 2]", Truth::unknown}, Case{"seed in [fork_step, 2]", Truth::yes},
        Case{"seed in [fork_step, 3]", Truth::unknown}, Case{"fork_step + 1 > 0", Truth::unknown},
        Case{"stop_step", Truth::unknown})); // a number is no condition

// What the runs tell of their fields: `k` is a number in one and a word in another.
FieldKinds kinds() {
    RunFacts other;
    other.set(Field("intervention.interval"), std::string("auto"));
    RunFacts run = example();
    run.set(Field("intervention.interval"), 100.0);
    return FieldKinds({std::make_shared<RunFacts>(run), std::make_shared<RunFacts>(other)});
}
std::vector<Field> known_with_k() {
    std::vector<Field> fields = known();
    fields.push_back(field_of("k"));
    return fields;
}

TEST(Kinds, ThatNeverMeetAreRefused) {
    struct Wrong {
        const char* text;
        std::size_t position, length;
        const char* says;
    };
    for (const Wrong& wrong :
         {Wrong{"seed", 0, 4, "seed is a number, and here stands what is true or false"},
          Wrong{"'a'", 0, 3, "'a' is a text, and here"},
          Wrong{"star and seed", 9, 4, "seed is a number, and here"},
          Wrong{"not (seed + 1)", 4, 10, "(seed + 1) is a number, and here"},
          Wrong{"seed == \"1\"", 0, 11, "seed is a number and \"1\" is a text"},
          Wrong{"star and seed = '1'", 9, 10, "cannot be compared"},
          Wrong{"state != 5", 0, 10, "state is a text and 5 is a number"},
          Wrong{"state < 5", 0, 9, "cannot be compared"},
          Wrong{"star < true", 0, 11, "cannot be compared"},
          Wrong{"1 < seed < 'a'", 4, 10, "cannot be compared"},
          Wrong{"seed in [1, 'a']", 0, 15, "'a' is a text"},
          Wrong{"seed in tags", 0, 12, "tags is a set of texts"},
          Wrong{"tags == 'paper'", 0, 15, "tags is a set of texts"},
          Wrong{"name contains 5", 0, 15, "cannot be compared"},
          Wrong{"k == true", 0, 9, "k is a number or a text"},
          Wrong{"seed + name > 1", 7, 4, "name is a text, and here stands a number"},
          Wrong{"-state == 1", 1, 5, "state is a text, and here stands a number"},
          Wrong{"abs(name) > 1", 4, 4, "here stands a number"},
          Wrong{"known(seed) > 1", 0, 15, "known(seed) is true or false and 1 is a number"}})
        try {
            Expression::condition(wrong.text, known_with_k(), kinds());
            ADD_FAILURE() << wrong.text << " was taken";
        } catch (const ExpressionError& error) {
            EXPECT_EQ(error.position(), wrong.position) << wrong.text << ": " << error.what();
            EXPECT_EQ(error.length(), wrong.length) << wrong.text << ": " << error.what();
            EXPECT_THAT(error.what(), HasSubstr(wrong.says)) << wrong.text;
        }
}

TEST(Kinds, ThatMayMeetAreTaken) {
    for (const char* text :
         {"", "star", "k == 'auto'", "k < 300", "k in ['auto', 100]", "trigger == 'calm'",
          "trigger > 1", "fork_step", "known(name)", "'paper' in tags", "tags contains 'paper'",
          "name contains 'fog'", "(seed < 3) == star", "seed in []", "star == (k == 'auto')",
          "id_acc - ood_acc", "abs(seed) < 3 and finite(k)"}) {
        const bool is_condition = std::string(text) != "id_acc - ood_acc";
        EXPECT_NO_THROW(is_condition ? Expression::condition(text, known_with_k(), kinds())
                                     : Expression::parse(text, known_with_k(), kinds()))
            << text;
    }
}

struct Mistake {
    const char* text;
    std::size_t position, length;
    const char* says;
};
class Refusing : public testing::TestWithParam<Mistake> {};

TEST_P(Refusing, TellsWhereAndWhy) {
    const Mistake& mistake = GetParam();
    try {
        Expression::parse(mistake.text, known());
        FAIL() << mistake.text << " was taken";
    } catch (const ExpressionError& error) {
        EXPECT_EQ(error.position(), mistake.position) << mistake.text;
        EXPECT_EQ(error.length(), mistake.length) << mistake.text;
        EXPECT_THAT(error.what(), HasSubstr(mistake.says)) << mistake.text;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refusing,
    testing::Values(Mistake{"stop_stepp < 3", 0, 10, "did you mean 'stop_step'?"},
                    Mistake{"odd_acc > 1", 0, 7, "did you mean 'ood_acc'?"},
                    Mistake{"zzzzzzzzzzzz > 1", 0, 12, "there is no field 'zzzzzzzzzzzz'"},
                    Mistake{"state == finished", 9, 8, "in quotes: \"finished\""},
                    Mistake{"stop_step <", 11, 0, "missing at the end"},
                    Mistake{"stop_step < and", 12, 3, "'and' stands where a field"},
                    Mistake{"stop_step 300", 10, 3, "'300' stands where and, or"},
                    Mistake{"(stop_step < 3", 14, 0, "')' is missing"},
                    Mistake{"stop_step < 3)", 13, 1, "')' stands where"},
                    Mistake{"seed in [1, 2", 13, 0, "',' is missing"},
                    Mistake{"seed in [1 2]", 11, 1, "',' is missing"},
                    Mistake{"name == 'fog", 8, 4, "the quote ' is not closed"},
                    Mistake{"stop_step < 3x", 12, 1, "not a number"},
                    Mistake{"stop_step § 3", 10, 2, "'§' has no meaning"},
                    Mistake{"log(stop_step) < 3", 0, 3, "there are abs, known, finite"},
                    Mistake{"abs stop_step", 0, 3, "there is no field 'abs'"},
                    Mistake{"`and` == 1", 0, 5, "there is no field 'and'"},
                    Mistake{"* 3", 0, 1, "'*' stands where a field"}));

TEST(Expression, DoesNotEndTheStack) {
    const std::string deep = std::string(100'000, '(');
    EXPECT_THROW(Expression::parse(deep, {}), ExpressionError);
    EXPECT_THROW(Expression::parse(std::string(100'000, '!') + "true", {}), ExpressionError);
    EXPECT_THROW(Expression::parse(std::string(100'000, '-') + "1", {}), ExpressionError);
}

TEST(Expression, IsRefusedWhereItIsTooLong) {
    std::string text = "1";
    while (text.size() < 10'000'000)
        text += "+1";
    try {
        Expression::parse(text, {});
        ADD_FAILURE() << "it was read";
    } catch (const ExpressionError& error) {
        EXPECT_THAT(error.what(), HasSubstr("10000001"));
        EXPECT_THAT(error.what(), HasSubstr("32768"));
    }
}

// Chains of any sort, as long as they may be: no deeper for it, and looked at once.
TEST(Expression, ChainsAreFlat) {
    const auto chain = [](const std::string& first, const std::string& more) {
        std::string text = first;
        while (text.size() + more.size() <= Expression::longest)
            text += more;
        return Expression::parse(text, known()).value(example());
    };
    EXPECT_EQ(chain("1", "+1"), Fact(16384.0));
    EXPECT_EQ(chain("1", "*1"), Fact(1.0));
    EXPECT_EQ(chain("1", "<2>1"), Fact(true));
    EXPECT_EQ(chain("true", " and true"), Fact(true));
    EXPECT_EQ(chain("false", " or false"), Fact(false));
    EXPECT_EQ(chain("2 - 1", " - 1 - 1 + 2"), Fact(1.0)); // from left to right
    EXPECT_EQ(chain("16 / 2", " / 2 * 2"), Fact(8.0));
}

// In a chain of comparisons each value is worked out once: twice in each of a hundred chains within
// each other would never end.
TEST(Expression, NestedChainsTakeNoLongerThanTheyAre) {
    std::string text = "1 == 2";
    for (int i = 0; i < 100; ++i)
        text = "true != (" + text + ") != true";
    Unknown why;
    const auto nested = Expression::parse(text, known());
    EXPECT_EQ(nested.matches(example(), &why), Truth::no);
    std::string unknown_within = "stop_step < 1";
    for (int i = 0; i < 100; ++i)
        unknown_within = "true == (" + unknown_within + ") == true";
    EXPECT_EQ(Expression::parse(unknown_within, known()).matches(RunFacts(), &why), Truth::unknown);
    EXPECT_THAT(why.missing, testing::ElementsAre(Field("stop_step")));
}

TEST(Expression, KnowsItsFieldsAndIsAValue) {
    const auto gap = Expression::parse("id_acc - ood_acc", known());
    EXPECT_THAT(gap.fields(),
                testing::UnorderedElementsAre(field_of("id_acc"), field_of("ood_acc")));
    EXPECT_EQ(gap.value(example()), Fact(0.25));
    EXPECT_FALSE(is_known(gap.value(RunFacts())));
    EXPECT_TRUE(Expression().empty());
}

TEST(Expression, SelectionTellsWhatIsMissing) {
    RunFacts without = example();
    without.set(Field("stop_step"), {});
    const auto shared = [](const RunFacts& facts) { return std::make_shared<RunFacts>(facts); };
    const RunList runs{shared(example()), shared(without), shared(example())};
    const Selection some = select(runs, Expression::parse("stop_step < 300", known()));
    EXPECT_THAT(some.matching, ElementsAre(0U, 2U));
    EXPECT_EQ(some.unknown, 1U);
    EXPECT_THAT(unknown_sentence(some), HasSubstr("stop_step"));
    EXPECT_EQ(unknown_sentence(select(runs, Expression())), "");
    const Selection kinds = select(runs, Expression::parse("state < 5", known()));
    EXPECT_EQ(kinds.unknown, 3U);
    EXPECT_THAT(unknown_sentence(kinds), HasSubstr("another kind"));
    // A run that diverged is left out by a condition and by its opposite, and told.
    for (const char* text : {"id_loss < 100", "not (id_loss > 100)"}) {
        const Selection nan = select(runs, Expression::parse(text, known()));
        EXPECT_THAT(nan.matching, testing::IsEmpty());
        EXPECT_EQ(unknown_sentence(nan), "Left out: 3 runs of which loss.id_test is not a number");
    }
    const Selection both =
        select(runs, Expression::parse("id_loss < stop_step and state == 'finished'", known()));
    EXPECT_EQ(unknown_sentence(both), "Left out: 1 run of which stop_step is not known; "
                                      "Left out: 2 runs of which loss.id_test is not a number");
}

} // namespace
} // namespace thaw
