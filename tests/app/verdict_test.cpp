// `thaw verdict` over real runs: two seeds at two stops, never, standard training and a control.
#include "tests/app/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

class VerdictCommand : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = new Folder;
        setenv("THAW_CACHE", (*folder / "cache").c_str(), 1);
        std::string config = small_config(30);
        const std::size_t rule = config.find("[[triggers]]"), after = config.find("[[metrics]]");
        config.replace(rule, after - rule, "");
        config.replace(config.find("interval = 20"), 13, "interval = 12");
        config.replace(config.find("[[ood]]"), 0, "validation_share = 0.2\n");
        std::string none = config;
        none.replace(none.find("gradual_unfreezing\"\ninterval = 12"), 33, "none\"");
        const fs::path standard = folder->write("standard.toml", none);
        const fs::path plain = folder->write("plain.toml", config);
        const fs::path stopped = folder->write(
            "stopped.toml", config + "[[triggers]]\nid = \"at_step\"\nname = \"stop\"\nstep = 4\n"
                                     "action = \"release_all\"\n");
        for (const char* seed : {"1", "2"}) {
            run({stopped, "--seed", seed, "--set", "triggers.stop.step=4"});
            run({stopped, "--seed", seed, "--set", "triggers.stop.step=8"});
            run({plain, "--seed", seed});
            run({plain, "--seed", seed, "--set", "intervention.order=parameters"});
            run({standard, "--seed", seed});
        }
    }
    static void TearDownTestSuite() {
        unsetenv("THAW_CACHE");
        delete folder;
    }
    static void run(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "run");
        arguments.insert(arguments.end(), {"-q", "--out", *folder / "runs"});
        const Result result = thaw(*folder, arguments);
        ASSERT_EQ(result.code, 0) << result.error;
    }
    static Result verdict(std::vector<std::string> more) {
        std::vector<std::string> arguments{"verdict"};
        for (const auto& entry : fs::directory_iterator(*folder / "runs"))
            if (entry.path().string().ends_with(".thaw.h5"))
                arguments.push_back(entry.path().string());
        arguments.insert(arguments.end(), more.begin(), more.end());
        return thaw(*folder, arguments);
    }
    static Folder* folder;
};
Folder* VerdictCommand::folder = nullptr;

TEST_F(VerdictCommand, TellsEverythingInText) {
    const Result told = verdict({"--rule", "id=at_step,step=7"});
    EXPECT_EQ(told.code, 0) << told.error;
    EXPECT_THAT(told.out, AllOf(HasSubstr("Standard training"), HasSubstr("never"),
                                HasSubstr("\norder = parameters, never"), HasSubstr(", chosen"),
                                HasSubstr("best of 3 stops by accuracy.id_validation (mean "),
                                HasSubstr("over seeds 1, 2"), HasSubstr("Paired differences")));
    EXPECT_THAT(told.out, HasSubstr("seed 1: fires at step 7; nearest stop 8"));
    EXPECT_THAT(told.out, HasSubstr("(bootstrap over 2 seeds, 10000 resamples)"));
}

TEST_F(VerdictCommand, IsWrittenForPapersAndPrograms) {
    const Result latex = verdict({"--table", "latex", "--series", "fisher_trace"});
    EXPECT_THAT(latex.out, AllOf(HasSubstr("\\toprule"), HasSubstr("{Standard training} & 2 & "),
                                 HasSubstr("fisher\\_trace"), HasSubstr("\\mathbf")));
    EXPECT_THAT(verdict({"--table", "markdown"}).out, HasSubstr("|---|---:|"));
    EXPECT_THAT(verdict({"--table", "csv"}).out, HasSubstr("group,runs,series,n,mean"));
    const Result all = verdict({"--table", "json", "--rule", "id=at_step,step=7"});
    ASSERT_EQ(all.code, 0) << all.error;
    const json parsed = json::parse(all.out);
    EXPECT_EQ(parsed["rows"].size(), 6U); // five arms and the rule
    EXPECT_EQ(parsed["chosen"]["among"].size(), 3U);
    EXPECT_EQ(parsed["chosen"]["seeds"], json({1, 2}));
    EXPECT_EQ(parsed["rule"]["wins"].size(), 2U);
    EXPECT_EQ(parsed["rule"]["choices"][0]["stop_step"], 8);
    EXPECT_EQ(parsed["differences"][0]["ood"]["by_seed"].size(), 2U);
}

TEST_F(VerdictCommand, RefusesRunsOfTwoProblems) {
    run({*folder / "plain.toml", "--seed", "1", "--set", "optimiser.learning_rate=0.01"});
    const Result refused = verdict({});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error, HasSubstr("they differ in optimiser.learning_rate"));
}

} // namespace
} // namespace thaw::test
