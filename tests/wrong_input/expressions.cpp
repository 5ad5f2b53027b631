// Expressions over runs, rules on saved runs, series and groups.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

namespace {
constexpr const char* run = "FOLDER/runs/run.thaw.h5";

WrongInput list(const std::string& what, const std::string& option, const std::string& text,
                Words says) {
    return command(what, {"list", "FOLDER/runs", option, text}, 2, {option, text, "^"},
                   std::move(says));
}
WrongInput rule(const std::string& what, const std::string& text, Words where, Words says) {
    return command(what,
                   {"replay", run, "--rule", text, "--id", "train_loss", "--ood", "train_loss"}, 2,
                   std::move(where), std::move(says));
}
} // namespace

WrongInputs wrong_expressions() {
    return {
        list("a field in another spelling", "--where", "stop_stp < 3", {"did you mean"}),
        list("a text without quotes", "--where", "state == finished", {"a text stands in quotes"}),
        list("a comparison without its end", "--where", "seed <", {"is missing at the end"}),
        list("a bracket without its end", "--where", "(seed < 3", {"')' is missing here"}),
        list("a quote without its end", "--where", "name == \"a", {"is not closed"}),
        list("a sign without a meaning", "--where", "seed ? 1", {"has no meaning here"}),
        list("a function that there is not", "--where", "sqrt(seed) > 1",
             {"there is no function 'sqrt'; there are abs, known, finite"}),
        list("a number with two points", "--where", "seed < 1.2.3", {"stands where"}),
        command("too many brackets", {"list", "FOLDER/runs", "--where", std::string(2000, '(')}, 2,
                {"--where"}, {"too much is nested"}),
        list("a number as a condition", "--where", "seed",
             {"seed is a number, and here stands what is true or false", "compare it with"}),
        list("a text as a condition", "--where", "name", {"name is a text, and here stands"}),
        list("a number compared with a text", "--where", "seed == \"1\"",
             {"seed is a number and \"1\" is a text: these cannot be compared"}),
        list("a text and a number added", "--columns", "seed+name",
             {"name is a text, and here stands a number"}),
        list("a column that there is not", "--columns", "sead", {"did you mean 'seed'?"}),
        command("an order by nothing", {"list", "FOLDER/runs", "--sort", "-"}, 2, {"--sort", "-"},
                {"a field is missing"}),
        command("a column of nothing", {"list", "FOLDER/runs", "--columns", "name,,seed"}, 2,
                {"--columns", "name,,seed"}, {"a field is missing"}),
        list("an order by a field that there is not", "--sort", "ood_ac", {"did you mean"}),
        list("groups by a field that there is not", "--group", "sede", {"did you mean 'seed'?"}),
        rule("a rule without its id", "metric=train_loss", {"--rule"},
             {"it must be one of: ", "threshold"}),
        rule("a rule that there is not", "id=treshold", {"--rule", "treshold"},
             {"it must be one of: ", "threshold"}),
        rule("a rule without values", "id=at_step,step", {"--rule", "step"}, {"is not key=value"}),
        rule("a key that the rule has not", "id=at_step,step=3,tua=8", {"--rule", "tua"},
             {"unknown key"}),
        rule("a rule out of range", "id=stabilisation,metric=train_loss,tau=0", {"--rule", "tau"},
             {"at least 1"}),
        rule("a rule of another type", "id=at_step,step=soon", {"--rule", "step"},
             {"must be an integer"}),
        rule("a rule that lacks its series", "id=stabilisation", {"--rule", "metric"},
             {"must be given"}),
        rule("a rule that lacks its rate", "id=at_step,step=3,action=set_learning_rate",
             {"--rule", "learning_rate"}, {"above 0"}),
        rule("a rule with a key twice", "id=at_step,step=5,step=6", {"--rule", "step"},
             {"is given more than once in the rule"}),
        rule("a rule beyond 64 bits", "id=at_step,step=99999999999999999999", {"--rule"},
             {"is out of range; whole numbers go from"}),
        rule("a rule on a series that no run has", "id=stabilisation,metric=train_los,tau=3",
             {"--rule", "train_los"}, {"did you mean 'train_loss'? There are: "}),
        command("a judgement over too many", {"compare", run, "--judge", "mean:99999999999"}, 2,
                {"--judge", "mean:99999999999"}, {"with K readings, 1 to 1000000"}),
        command("a judgement that there is not", {"compare", run, "--judge", "median"}, 2,
                {"--judge", "median"}, {"must be last, best, or mean:K"}),
        command("a mean of no readings", {"compare", run, "--judge", "mean:0"}, 2,
                {"--judge", "mean:0"}, {"must be last, best, or mean:K"}),
        command("an ID series that there is not", {"compare", run, "--id", "train_los"}, 2,
                {"--id", "train_los"}, {"did you mean 'train_loss'?"}),
        command("no series that usually stands there", {"compare", run}, 2, {"--id"},
                {"name one with --id"}),
        command("a column's series that there is not",
                {"compare", run, "--id", "train_loss", "--ood", "train_loss", "--series",
                 "train_acuracy"},
                2, {"--series", "train_acuracy"}, {"did you mean"}),
        command("groups of a field that there is not",
                {"compare", run, "--id", "train_loss", "--ood", "train_loss", "--group", "sede"}, 2,
                {"--group", "sede"}, {"did you mean 'seed'?"}),
        command("a baseline that there is not",
                {"compare", run, "--id", "train_loss", "--ood", "train_loss", "--baseline", "999"},
                2, {"--baseline", "999"}, {"there are: "}),
    };
}

} // namespace thaw::test
