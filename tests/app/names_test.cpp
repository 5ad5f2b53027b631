// Names, notes and folders as others make them: whatever is in them, the rest is listed, JSON is
// JSON, and a terminal gets nothing that moves its cursor.
#include "tests/app/program.h"

#include <gmock/gmock.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// ESC ], BEL, CR, a C1 control (CSI), a bidi override, and a byte that is no UTF-8.
const std::string evil = "a\x1b]0;x\x07\r\xC2\x9B"
                         "31m\xE2\x80\xAE\xFF";

bool has_control(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c < 0x20 && c != '\n') || c == 0x7F || c == 0xFF ||
            (c == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0))
            return true;
    }
    return text.find("\xE2\x80\xAE") != std::string::npos;
}

class Names : public testing::Test {
  protected:
    void SetUp() override {
        setenv("THAW_CACHE", (folder_ / "cache").c_str(), 1);
        setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
        const auto config = folder_.write("a.toml", small_config(5));
        const std::string name = "run.name=\"n\\u001b[31m\\u202e\\n\"";
        for (const char* out : {"runs", "evil"}) {
            const Result run =
                thaw(folder_, {"run", config, "-q", "--out", folder_ / out, "--set", name});
            ASSERT_EQ(run.code, 0) << run.error;
            EXPECT_FALSE(has_control(run.out)) << run.out;
        }
        good_ = folder_.run();
        evil_ = folder_ / "runs" / (evil + ".thaw.h5");
        fs::rename(folder_.run("evil"), evil_);
    }
    void TearDown() override {
        unsetenv("THAW_CACHE");
        unsetenv("XDG_DATA_HOME");
    }
    Folder folder_;
    fs::path good_, evil_;
};

TEST_F(Names, AreMadeVisibleForPeople) {
    const std::vector<std::vector<std::string>> commands{
        {"list", folder_ / "runs", "--columns", "name,state"},
        {"list", folder_ / "runs", "--group", "name"},
        {"show", evil_},
        {"verify", evil_},
        {"repair", evil_},
        {"compare", evil_, good_},
        {"compare", evil_, good_, "--diff"},
        {"replay", evil_, good_, "--rule", "id=at_step,step=3"},
        {"verdict", evil_, good_, "--rule", "id=at_step,step=3"},
        {"verdict", evil_, good_, "--table", "latex"},
        {"show", evil_.string() + "none"},
        {"run", evil_.string() + "none"},
        {"list", evil_},
        {evil},
        {"run", folder_ / "a.toml", "--out", evil_, "-q"},
        {"run", folder_ / "a.toml", "--set", evil},
        {"list", folder_ / "runs", "--where", evil},
        {"export", good_, "--to", evil},
    };
    for (const auto& command : commands) {
        const Result result = thaw(folder_, command);
        SCOPED_TRACE(command[0] + (command.size() > 2 ? " " + command[2] : ""));
        EXPECT_FALSE(has_control(result.out)) << result.out;
        EXPECT_FALSE(has_control(result.error)) << result.error;
        EXPECT_LT(result.code, 4);
        EXPECT_THAT(result.error, Not(HasSubstr("please report it")));
    }
    EXPECT_THAT(thaw(folder_, {"show", evil_}).out, HasSubstr(R"(a\x1b]0;x\x07\r\x9b31m)"));
}

TEST_F(Names, AreJsonsAndCsvsOwnAffair) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"list", folder_ / "runs", "--json"},
          {"list", folder_ / "runs", "--json", "--columns", "name,file"},
          {"list", folder_ / "runs", "--json", "--group", "name"},
          {"show", evil_, "--json"},
          {"compare", evil_, good_, "--json"},
          {"replay", evil_, good_, "--rule", "id=at_step,step=3", "--json"},
          {"verdict", evil_, good_, "--rule", "id=at_step,step=3", "--table", "json"},
          {"export", evil_, "--to", "json"}}) {
        const Result result = thaw(folder_, command);
        EXPECT_EQ(result.code, 0) << command[0] << result.error;
        EXPECT_TRUE(json::accept(result.out)) << command[0];
    }
    const Result csv =
        thaw(folder_, {"list", folder_ / "runs", "--format", "csv", "--columns", "file"});
    // To be read back, but for the byte that is no UTF-8.
    EXPECT_THAT(csv.out, HasSubstr(evil.substr(0, evil.size() - 1) + "\uFFFD.thaw.h5"));
}

TEST_F(Names, ADamagedFileOfNotesHidesNoRuns) {
    fs::create_directories(folder_ / "data/thawscope");
    folder_.write("data/thawscope/annotations.json", "{ half");
    const Result listed = thaw(folder_, {"list", folder_ / "runs", "--json"});
    EXPECT_EQ(listed.code, 0);
    EXPECT_EQ(json::parse(listed.out).size(), 2U);
    EXPECT_THAT(listed.error, HasSubstr("annotations.json"));
    EXPECT_EQ(contents(folder_ / "data/thawscope/annotations.json"), "{ half");
}

TEST_F(Names, AFolderThatCannotBeListedIsTold) {
    fs::path deep = folder_ / "runs";
    fs::current_path(deep); // its whole name becomes longer than the system takes
    for (int i = 0; i < 25; ++i) {
        fs::create_directory(std::string(200, 'd'));
        fs::current_path(std::string(200, 'd'));
    }
    fs::current_path("/");
    const Result listed = thaw(folder_, {"list", folder_ / "runs", "--json"});
    EXPECT_EQ(listed.code, 1); // who counts on all must know
    EXPECT_EQ(json::parse(listed.out).size(), 2U);
    EXPECT_THAT(listed.error, HasSubstr("1 folder could not be listed"));
}

// An export never costs a run, and takes the place of an older one whole or not at all.
TEST_F(Names, AnExportOntoARunIsRefused) {
    const std::string before = contents(good_);
    const fs::path link = folder_ / "link.csv", hard = folder_ / "hard.csv";
    fs::create_symlink(good_, link);
    fs::create_hard_link(good_, hard);
    fs::path checkpoints = good_.string();
    checkpoints = checkpoints.string().substr(0, checkpoints.string().size() - 8) + ".checkpoints";
    const fs::path checkpoint = fs::directory_iterator(checkpoints)->path();
    for (const fs::path& out : {good_, link, hard, evil_, checkpoint}) {
        const Result result = thaw(folder_, {"export", good_, "--to", "csv", "--out", out});
        EXPECT_EQ(result.code, 2) << out;
        EXPECT_THAT(result.error, HasSubstr("is not overwritten"));
    }
    EXPECT_EQ(contents(good_), before);
    EXPECT_EQ(thaw(folder_, {"verify", good_}).code, 0);

    folder_.write("old.csv", "the old one");
    const std::string limited = "ulimit -f 0; exec \"$0\" \"$@\"";
    Process full(folder_, {"/bin/sh", "-c", limited, THAW_PROGRAM, "export", good_, "--to", "csv",
                           "--out", folder_ / "old.csv"});
    EXPECT_EQ(full.wait(), 1);
    EXPECT_EQ(contents(folder_ / "old.csv"), "the old one");
    EXPECT_EQ(thaw(folder_, {"export", good_, "--to", "csv", "--out", folder_ / "old.csv"}).code,
              0);
    EXPECT_THAT(contents(folder_ / "old.csv"), HasSubstr("train_loss"));
}

// What is no file is written to as it is, and stdout by any name as stdout.
TEST_F(Names, AnExportGoesThroughPipesToo) {
    const std::string csv = thaw(folder_, {"export", good_, "--to", "csv"}).out;
    ASSERT_THAT(csv, HasSubstr("train_loss"));
    const auto shell = [&](const std::string& redirections) {
        folder_.write("out.csv", "kept\n");
        const std::string script = "cd \"$1\"; " + redirections;
        Process process(folder_, {"/bin/bash", "-o", "pipefail", "-c", script, THAW_PROGRAM,
                                  folder_.path(), good_});
        EXPECT_EQ(process.wait(), 0) << redirections << ": " << process.error();
        return contents(folder_ / "out.csv");
    };
    const std::string to = "\"$0\" export \"$2\" --to csv --out ";
    for (const char* name : {"/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"}) {
        EXPECT_EQ(shell(to + name + " | cat > out.csv"), csv) << name;
        EXPECT_EQ(shell(to + name + " > out.csv"), csv) << name;
        EXPECT_EQ(shell(to + name + " >> out.csv"), "kept\n" + csv) << name;
    }
    EXPECT_EQ(shell("mkfifo way; cat way > out.csv & " + to + "way; wait"), csv);
    EXPECT_EQ(shell("(" + to + "/dev/fd/3 3>&1 >/dev/null) | cat > out.csv"), csv);
    EXPECT_TRUE(fs::is_fifo(folder_ / "way")); // as it was
}

// As on a full disk, but that nobody makes room: the run ends, with what fitted.
TEST_F(Names, AtTheLimitOfAFilesSizeARunEndsInGoodOrder) {
    const auto config = folder_.write("long.toml", small_config(50000));
    const std::string limited = "ulimit -f 1600; exec \"$0\" \"$@\""; // of 512 bytes
    Process run(folder_, {"/bin/sh", "-c", limited, THAW_PROGRAM, "run", config, "--out",
                          folder_ / "limited", "--set", "checkpoints.every=0"});
    EXPECT_EQ(run.wait(), 1);
    EXPECT_THAT(run.error(), testing::AnyOf(HasSubstr("ulimit -f"), // rows, or a checkpoint
                                            HasSubstr("File too large")));
    EXPECT_THAT(run.error(), testing::Not(HasSubstr("make room")));
    const fs::path file = folder_.run("limited");
    EXPECT_EQ(thaw(folder_, {"verify", file}).code, 0);
    EXPECT_EQ(json::parse(thaw(folder_, {"show", file, "--json"}).out)["state"], "interrupted");
}

// Nobody's home, and a folder for temporary files that is not there: nothing is kept, all is said.
TEST_F(Names, WithoutAHomeRunsAreListedAllTheSame) {
    Process list(folder_, {"/usr/bin/env", "-i", "TMPDIR=/nonexistent", THAW_PROGRAM, "list",
                           folder_ / "runs"});
    EXPECT_EQ(list.wait(), 0);
    EXPECT_EQ(list.error(), "");
}

} // namespace
} // namespace thaw::test
