// --set and the options that stand for it.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

namespace {
WrongInput set(const std::string& what, const std::string& text, Words where, Words says) {
    return with_options(what, {"--set", text}, std::move(where), std::move(says));
}
} // namespace

WrongInputs wrong_overrides() {
    const Words no_pair{"must be key=value, such as training.steps=200"};
    return {
        set("no equals sign", "nonsense", {"--set nonsense"}, no_pair),
        set("nothing", "", {"--set"}, no_pair),
        set("no key", "=3", {"--set =3"}, no_pair),
        set("--set of a section that there is not", "trainig.steps=3", {"--set", "trainig"},
            {"did you mean 'training'?"}),
        set("a key that there is not", "training.stesp=3", {"--set training.stesp"},
            {"did you mean 'steps'?"}),
        set("a value of another type", "training.steps=many", {"--set training.steps"},
            {"must be an integer; found: a text"}),
        set("no value", "training.steps=", {"--set training.steps"}, {"must be an integer"}),
        set("a value out of range", "optimiser.learning_rate=-1", {"--set optimiser.learning_rate"},
            {"more than 0"}),
        set("a number above 64 bits", "training.steps=99999999999999999999",
            {"--set training.steps=", "99999999999999999999"},
            {"is out of range; whole numbers go from -9223372036854775808 to 9223372036854775807"}),
        set("a number far below 0", "training.steps=-99999999999999999999", {"--set"},
            {"is out of range; whole numbers go from"}),
        set("a real number above all", "optimiser.learning_rate=1e999", {"--set"},
            {"is out of range"}),
        set("a number above 64 bits in a list", "commands=[{step=99999999999999999999}]",
            {"--set commands="}, {"is out of range; whole numbers go from"}),
        set("a word that is not allowed", "schedule.id=linear", {"--set schedule.id", "linear"},
            {"constant, cosine, step"}),
        set("an entry that there is not", "metrics[4].every=1", {"--set metrics[4].every=1"},
            {"there is no entry '4' in [[metrics]]", "train"}),
        set("an entry by a name that there is not", "triggers.treshold.value=1",
            {"--set triggers.treshold.value=1"}, {"there is no entry 'treshold'", "stabilisation"}),
        set("an entry by a number without end", "metrics[99999999999999999999].every=1",
            {"--set metrics[99999999999999999999].every=1"}, {"there is no entry"}),
        set("an entry of a list that is not there", "commands[0].step=3",
            {"--set commands[0].step=3"}, {"there is no entry '0' in [[commands]]"}),
        set("deeper than the config goes", "run.name.deeper=1", {"--set run.name.deeper=1"},
            {"run.name is a value and has nothing below it; set run.name"}),
        set("an entry as a value", "metrics[0]=3", {"--set metrics[0]=3"},
            {"metrics is a list; name an entry and its key"}),
        set("a number for a section", "training=3", {"--set training"}, {"must be a section"}),
        set("a number for a list", "metrics=3", {"--set metrics"},
            {"must be a list of sections, [[metrics]]"}),
        set("two dots", "training..steps=3", {"--set", "training."}, {"unknown key"}),
        set("a space before the key", " training.steps=3", {"--set"},
            {"unknown key; did you mean 'training'?"}),
        set("a key of another network", "network.stem=small", {"--set network.stem"},
            {"unknown key; ", "llowed here: ", "width"}),
        set("a table that is not closed", "dataset={id=\"mnist\"", {"--set dataset"},
            {"must be a section, [dataset]"}),
        with_options("a seed that is no number", {"--seed", "many"}, {"--seed", "many"},
                     {"is not a whole number"}),
        with_options("a negative seed by its option", {"--seed", "-1"}, {"run.seed", "-1"},
                     {"at least 0"}),
        with_options("a seed with a fraction", {"--seed", "1.5"}, {"--seed", "1.5"},
                     {"is not a whole number"}),
        with_options("a seed above 64 bits", {"--seed", "99999999999999999999"}, {"--seed"},
                     {"is not a whole number"}),
        with_options("no threads by the option", {"--threads", "0"}, {"run.threads"},
                     {"at least 1, at most 256"}),
        with_options("threads above 64 bits", {"--threads", "99999999999999999999"}, {"--threads"},
                     {"is not a whole number from -9223372036854775808 to"}),
        with_options("threads by a word", {"--threads", "all"}, {"--threads", "all"},
                     {"is not a whole number"}),
        with_options("a device by its option", {"--device", "tpu"}, {"run.device", "tpu"},
                     {"cpu, cuda"}),
        with_options("a device with a quote in it", {"--device", "a\"b"}, {"run.device"},
                     {"cpu, cuda"}),
    };
}

} // namespace thaw::test
