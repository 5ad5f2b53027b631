// Texts that are no TOML, or not the TOML of a config.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

WrongInputs wrong_toml() {
    const Words no_toml{"this is not TOML"};
    return {
        edited("two equals signs", "steps = 20", "steps = = 20", {}, no_toml),
        edited("a text without its end", "name = \"wrong\"", "name = \"wrong", {}, no_toml),
        edited("a long text without its end", "every = 10\n", "every = 10\nx = \"\"\"\nno end@\n",
               {}, no_toml),
        edited("a key twice", "steps = 20", "steps = 20\n@steps = 30", {"steps"}, no_toml),
        edited("a section twice", "[seeds]", "[training]", {"training"}, no_toml),
        edited("a section without its bracket", "[training]", "[training", {}, no_toml),
        edited("a key without a value", "steps = 20", "steps =", {}, no_toml),
        edited("a key alone", "steps = 20", "steps", {}, no_toml),
        edited("a word without quotes", "id = \"synthetic\"", "id = synthetic", {}, no_toml),
        edited("an integer of 64 bits and more", "seed = 1", "seed = 9223372036854775808",
               {"9223372036854775808"},
               {"is out of range; whole numbers go from -9223372036854775808 to "
                "9223372036854775807"}),
        edited("a number with a letter", "steps = 20", "steps = 2o", {}, no_toml),
        edited("a leading zero", "steps = 20", "steps = 020", {}, no_toml),
        edited("a decimal comma", "learning_rate = 0.05", "learning_rate = 0,05", {}, no_toml),
        edited("a list without its end", "every = 10\n", "every = 10\n@x = [1, 2\n", {}, no_toml),
        edited("an unknown escape", "\"wrong\"", "\"wr\\ong\"", {}, no_toml),
        edited("bytes that are no UTF-8", "\"wrong\"", "\"\xFF\xFE\"", {}, no_toml),
        edited("a control character", "\"wrong\"", "\"a\x01z\"", {}, no_toml),
        edited("a date that does not exist", "seed = 1", "seed = 2026-02-30", {}, no_toml),
        edited("JSON's colon", "steps = 20", "steps: 20", {}, no_toml),
        edited("a table in a line over two lines", "steps = 20", "@x = {a = 1,\nb = 2}", {},
               no_toml),
        edited("a comment of another language", "steps = 20", "// steps", {}, no_toml),
        edited("a value where a section is", "[seeds]", "[run.name]", {}, no_toml),
        whole("JSON", "@{\"training\": {\"steps\": 5}}\n", {}, no_toml),
        whole("UTF-16", std::string("@\xFF\xFE[\0r\0u\0n\0]\0", 13), {}, no_toml),
        whole("a picture", std::string("@\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 17), {}, no_toml),
        whole("lists in lists without end", "@x = " + std::string(100'000, '['), {}, no_toml),
        whole("nothing at all", "", {"bad.toml", "dataset", "network", "optimiser"},
              {"the section [dataset] is missing; its id is one of: fashion_mnist"}),
        whole("comments alone", "# later\n", {"bad.toml", "dataset"},
              {"the section [network] is missing"}),
        whole("CR LF at the ends of lines", "[training]\r\nsteps = 5\r\n@stesp = 5\r\n",
              {"training.stesp"}, {"did you mean 'steps'?"}),
        whole("a byte order mark", "\xEF\xBB\xBF[training]\n@stepps = 5\n", {"training.stepps"},
              {"did you mean 'steps'?"}),
        whole("a key of nothing", "@\"\" = 5\n", {"bad.toml"}, {"unknown key; allowed here: run"}),
        whole("a key of a thousand letters", "@" + std::string(1000, 'k') + " = 1\n", {"kkkk"},
              {"unknown key; ", "llowed here: run, training"}),
    };
}

} // namespace thaw::test
