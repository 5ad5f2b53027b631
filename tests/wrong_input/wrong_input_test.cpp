// Every row of the table, in every language: refused with its code, the place named, the sentence
// said in that language.
#include "tests/wrong_input/wrong_input.h"

#include "app/commands/command_line.h"
#include "core/figures/figure_document.h"
#include "core/run/error.h"
#include "core/training/datasets/idx_file.h"
#include "tests/app/program.h"
#include "tests/wrong_input/languages.h"

#include <iostream>
#include <regex>
#include <set>

namespace thaw::test {
namespace {

using testing::HasSubstr;

// What FOLDER holds for all rows; see the rows' arguments.
class Laboratory {
  public:
    Laboratory() {
        setenv("XDG_DATA_HOME", (folder_ / "data-home").c_str(), 1);
        setenv("XDG_CACHE_HOME", (folder_ / "cache-home").c_str(), 1);
        unsetenv("THAW_DATA");
        folder_.write("good.toml", good_config);
        folder_.write("file", "no folder");
        folder_.write("text.thaw.h5", "this is no HDF5");
        folder_.write("empty.thaw.h5", "");
        fs::create_directory(folder_ / "folder");
        fs::create_directory(folder_ / "mnist");
        lay_images("train", 40);
        lay_images("t10k", 20);
        const Result made = thaw({"run", (folder_ / "good.toml").string(), "--out",
                                  (folder_ / "runs").string(), "--quiet"});
        if (made.code != 0)
            throw std::runtime_error("the good config does not run: " + made.error);
        const std::string name = folder_.run().string();
        const std::string stem = name.substr(0, name.rfind(".thaw.h5"));
        fs::rename(name, folder_ / "runs/run.thaw.h5");
        fs::rename(stem + ".checkpoints", folder_ / "runs/run.checkpoints");
        const std::string run = contents(folder_ / "runs/run.thaw.h5");
        folder_.write("cut.thaw.h5", run.substr(0, run.size() / 2));
        folder_.write("head.thaw.h5", run.substr(0, 8));
    }

    // `thaw` on this thread, with what it would print.
    static Result thaw(Words arguments) {
        arguments.insert(arguments.begin(), "thaw");
        std::vector<char*> raw;
        for (auto& argument : arguments)
            raw.push_back(argument.data());
        raw.push_back(nullptr);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Result result{run_command_line(static_cast<int>(arguments.size()), raw.data()), {}, {}};
        std::fflush(nullptr);
        result.error = testing::internal::GetCapturedStderr();
        result.out = testing::internal::GetCapturedStdout();
        result.error += result.out; // `verify` answers on stdout
        return result;
    }

    Result answer(const WrongInput& row) const {
        const fs::path aside = folder_ / "aside";
        for (const auto& [name, bytes] : row.files) { // what lies there comes back afterwards
            if (fs::exists(folder_ / name))
                fs::rename(folder_ / name, aside);
            folder_.write(name, bytes);
        }
        Result result;
        if (row.arguments.empty() && !row.files.empty()) {
            result = read_figure(row);
        } else {
            Words arguments = row.arguments;
            for (auto& argument : arguments)
                argument = with_folder(argument);
            result = thaw(std::move(arguments));
        }
        for (const auto& [name, bytes] : row.files) {
            fs::remove(folder_ / name);
            if (fs::exists(aside))
                fs::rename(aside, folder_ / name);
        }
        return result;
    }

    std::string with_folder(const std::string& text) const {
        return std::regex_replace(text, std::regex("FOLDER"), folder_.path().string());
    }

  private:
    static Result read_figure(const WrongInput& row) {
        const auto& [name, text] = row.files.front();
        try {
            parse_figure(text, name);
        } catch (const Error& error) {
            return {static_cast<int>(error.fault()), {}, error.what()};
        }
        return {0, {}, {}};
    }

    void lay_images(const std::string& split, int count) const {
        const auto size = static_cast<std::size_t>(count);
        write_idx_images(folder_ / ("mnist/" + split + "-images-idx3-ubyte"),
                         std::vector<std::uint8_t>(size * 28 * 28, 9), count, 28, 28);
        write_idx_labels(folder_ / ("mnist/" + split + "-labels-idx1-ubyte"),
                         std::vector<std::uint8_t>(size, 3));
    }

    Folder folder_;
};

const Laboratory& laboratory() {
    static const Laboratory one;
    return one;
}

bool has_kana(const std::string& text) { // U+3040 to U+30FF
    return text.find("\xE3\x81") != std::string::npos ||
           text.find("\xE3\x82") != std::string::npos || text.find("\xE3\x83") != std::string::npos;
}

void expect_answers(const WrongInput& row) {
    SCOPED_TRACE(row.what);
    speak("en");
    const Result english = laboratory().answer(row);
    speak("ja");
    const Result japanese = laboratory().answer(row);
    speak("en");
    if (std::getenv("THAW_TELL") != nullptr) // for people who look over the sentences
        std::cout << "== " << row.what << "\n" << english.error << "\n" << japanese.error << "\n";

    EXPECT_EQ(english.code, row.code) << english.error;
    EXPECT_EQ(japanese.code, row.code) << japanese.error;
    EXPECT_FALSE(row.where.empty());
    for (const auto& written : row.where) {
        const std::string place = laboratory().with_folder(written);
        EXPECT_THAT(english.error, HasSubstr(place));
        EXPECT_THAT(japanese.error, HasSubstr(place));
    }
    EXPECT_FALSE(row.says.empty());
    for (const auto& words : row.says)
        EXPECT_THAT(english.error, HasSubstr(words));
    EXPECT_FALSE(is_japanese(english.error)) << english.error;
    EXPECT_TRUE(has_kana(japanese.error)) << japanese.error;
    for (const auto* error : {&english.error, &japanese.error}) {
        EXPECT_THAT(*error, testing::Not(HasSubstr("{}"))); // a blank that nothing filled
        EXPECT_THAT(*error, testing::Not(HasSubstr("please report")));
    }
    EXPECT_THAT(japanese.error, testing::Not(HasSubstr("報告してください")));
}

void expect_answers(const WrongInputs& rows) {
    for (const auto& row : rows)
        expect_answers(row);
}

TEST(WrongInput, Toml) {
    expect_answers(wrong_toml());
}
TEST(WrongInput, Settings) {
    expect_answers(wrong_settings());
}
TEST(WrongInput, ConfigsThatCannotBe) {
    expect_answers(impossible_configs());
}
TEST(WrongInput, Overrides) {
    expect_answers(wrong_overrides());
}
TEST(WrongInput, CommandLines) {
    expect_answers(wrong_command_lines());
}
TEST(WrongInput, ExpressionsAndRules) {
    expect_answers(wrong_expressions());
}
TEST(WrongInput, DataFiles) {
    expect_answers(wrong_data_files());
}
TEST(WrongInput, DataFolders) {
    expect_answers(wrong_data_folders());
}
TEST(WrongInput, RunFiles) {
    expect_answers(wrong_run_files());
}
TEST(WrongInput, Figures) {
    expect_answers(wrong_figures());
}

TEST(WrongInput, TheTableIsLongAndHasNoRowTwice) {
    std::set<std::pair<Words, Files>> inputs;
    std::set<std::string> names;
    for (const auto& rows :
         {wrong_toml(), wrong_settings(), impossible_configs(), wrong_overrides(),
          wrong_command_lines(), wrong_expressions(), wrong_data_files(), wrong_data_folders(),
          wrong_run_files(), wrong_figures()})
        for (const auto& row : rows) {
            EXPECT_TRUE(inputs.emplace(row.arguments, row.files).second) << row.what;
            EXPECT_TRUE(names.insert(row.what).second) << row.what;
        }
    EXPECT_GE(inputs.size(), 150U);
}

} // namespace
} // namespace thaw::test
