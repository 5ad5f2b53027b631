// The table of wrong inputs: what people get wrong, and what they must be told, in any language.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace thaw::test {

using Files = std::vector<std::pair<std::string, std::string>>; // name in FOLDER, bytes
using Words = std::vector<std::string>;

struct WrongInput {
    std::string what;
    // Of `thaw`. FOLDER stands for the folder of the table, which holds what
    // wrong_input_test.cpp puts there. No arguments, but a file: it is read as a figure.
    Words arguments;
    Files files; // laid into FOLDER for this row alone
    int code;    // 1 failure, 2 usage, 3 damaged
    Words where; // in every language: file and line, option, key, what was written
    Words says;  // in English: what is wrong and what is allowed or to be done
};

using WrongInputs = std::vector<WrongInput>;

// Each in a file of its own.
WrongInputs wrong_toml();
WrongInputs wrong_settings();
WrongInputs impossible_configs();
WrongInputs wrong_overrides();
WrongInputs wrong_command_lines();
WrongInputs wrong_expressions(); // --where, --rule and the like
WrongInputs wrong_data_files();
WrongInputs wrong_data_folders(); // CIFAR, pictures, arrays, tables, further splits
WrongInputs wrong_run_files();
WrongInputs wrong_figures();

// A config that is right, with everything in it that rows replace.
extern const std::string good_config;

// `text` as FOLDER/bad.toml, run. An @ in it is taken out; its line must be named.
WrongInput whole(const std::string& what, std::string text, Words where, Words says);
// The good config with `to` in the place of `from` (must be there), or after its end if `from` is
// empty. The line to be named is that of an @ in `to`, else its first one.
WrongInput edited(const std::string& what, const std::string& from, const std::string& to,
                  Words where, Words says);
// The good config as FOLDER/good.toml under these options of `thaw run`.
WrongInput with_options(const std::string& what, const Words& options, Words where, Words says);
WrongInput command(const std::string& what, Words arguments, int code, Words where, Words says);
// A figure document; as whole(), but of the name figure.toml.
WrongInput figure(const std::string& what, std::string text, Words where, Words says);

} // namespace thaw::test
