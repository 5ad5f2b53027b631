#include "core/run/config.h"
#include "tests/run/test_vocabulary.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::good_config;
using test::small_vocabulary;
using testing::HasSubstr;

RunConfig parse(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return parse_config(text, "a.toml", small_vocabulary(), overrides);
}

std::vector<ConfigProblem> problems(const std::string& text,
                                    const std::vector<std::string>& overrides = {}) {
    try {
        parse(text, overrides);
    } catch (const ConfigError& error) {
        return error.problems();
    }
    return {};
}

TEST(Config, FillsInDefaults) {
    const RunConfig config = parse(good_config);
    EXPECT_EQ(config.training.settings.integer("batch_size"), 4);
    EXPECT_EQ(config.dataset.settings.integer("size"), 8);
    EXPECT_EQ(config.schedule.id, "constant");
    EXPECT_EQ(config.metrics.at(0).settings.text("name"), "curve");
}

TEST(Config, NoMetricsStayNoMetrics) {
    RunConfig config = parse(good_config);
    config.metrics.clear();
    EXPECT_EQ(parse(to_toml(config)), config);
}

TEST(Config, ResolvedTextGivesTheSameConfig) {
    const std::string text = std::string(good_config) + R"(
[[ood]]
shift = ["fog", "stripe"]
[[ood]]
shift = "fog"
severity = [1, 2]
[[triggers]]
id = "threshold"
name = 'odd "name" \ 日本語'
metric = "curve"
value = 0.1
action = "hold"
)";
    const RunConfig config = parse(text);
    EXPECT_EQ(config.ood.size(), 4U);
    const RunConfig again = parse(to_toml(config));
    EXPECT_EQ(again, config);
    EXPECT_EQ(to_toml(again), to_toml(config));
}

TEST(Config, AGroupOfShiftsStandsForItsMembers) {
    Vocabulary vocabulary = test::small_vocabulary();
    vocabulary.shift_groups = {
        {{.id = "weather", .label = "Weather", .help = "All"}, {"fog", "stripe"}}};
    const auto splits = [&](const std::string& lines) {
        const std::string text = std::string(good_config) + "\n[[ood]]\n" + lines;
        std::vector<std::string> all;
        for (const auto& item : parse_config(text, "a.toml", vocabulary).ood)
            all.push_back(item.id + (item.settings.has("severity")
                                         ? std::to_string(item.settings.integer("severity"))
                                         : std::string()));
        return all;
    };
    using Splits = std::vector<std::string>;
    EXPECT_EQ(splits("shift = 'weather'"), (Splits{"fog5", "stripe"}));
    // What has no severity is there once, and is not asked for one.
    EXPECT_EQ(splits("shift = 'weather'\nseverity = [1, 2]"), (Splits{"fog1", "stripe", "fog2"}));
    EXPECT_EQ(splits("shift = ['weather']"), (Splits{"fog5", "stripe"}));
    const auto refused = [&](const std::string& lines, const std::string& words) {
        try {
            splits(lines);
            ADD_FAILURE() << lines;
        } catch (const ConfigError& error) {
            EXPECT_EQ(error.problems().size(), 1U);
            EXPECT_THAT(error.what(), testing::HasSubstr(words));
        }
    };
    refused("shift = 'weather'\nsize = 3", "size");
    refused("shift = 'weather'\nseverity = 9", "severity");
    refused("shift = 'wether'", "did you mean 'weather'?");
    refused("shift = ['weather', 'fog']", "twice");
}

TEST(Config, DoublesSurviveTheirTextBitForBit) {
    for (const double x : {0.1, 1e-300, 1.0 / 3.0, 5e22, 123456789.123456789}) {
        Table table;
        table.set("x", x);
        EXPECT_EQ(table_from_toml(to_toml(table)).real("x"), x);
    }
}

TEST(Config, MetricsDefaultToTrainingAndEvaluation) {
    std::string text = good_config;
    text.resize(text.find("[[metrics]]"));
    const RunConfig config = parse(text);
    ASSERT_EQ(config.metrics.size(), 2U);
    EXPECT_EQ(config.metrics[1].id, "evaluation");
}

TEST(Config, SeedsAreStreamsOfTheRunSeedUnlessGiven) {
    const RunConfig one = parse(good_config);
    const RunConfig two = parse(good_config, {"run.seed=2"});
    const RunConfig given = parse(good_config, {"run.seed=2", "seeds.order=7"});
    EXPECT_NE(one.seed("order"), two.seed("order"));
    EXPECT_NE(one.seed("order"), one.seed("weights"));
    EXPECT_EQ(given.seed("order"), 7U);
    EXPECT_EQ(given.seed("weights"), two.seed("weights"));
}

struct BadConfig {
    const char* what;
    const char* from; // in good_config; "" appends
    const char* to;
    const char* place;
    const char* key;
    const char* says;
};

class RefusedConfig : public testing::TestWithParam<BadConfig> {};

TEST_P(RefusedConfig, SaysWhereAndWhat) {
    const BadConfig& bad = GetParam();
    std::string text = good_config;
    if (*bad.from == '\0')
        text += bad.to;
    else
        text.replace(text.find(bad.from), std::string(bad.from).size(), bad.to);
    const auto found = problems(text);
    ASSERT_FALSE(found.empty()) << "accepted: " << bad.what;
    EXPECT_EQ(found.front().place, bad.place);
    EXPECT_EQ(found.front().key, bad.key);
    EXPECT_THAT(found.front().sentence, HasSubstr(bad.says));
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedConfig,
    testing::Values(
        BadConfig{"not TOML", "steps = 40", "steps = = 40", "a.toml:3", "", "not TOML"},
        BadConfig{"unknown section", "", "\n[optimizer]\n", "a.toml:24", "optimizer",
                  "did you mean 'optimiser'?"},
        BadConfig{"unknown key", "learning_rate = 0.5", "learning_rat = 0.5", "a.toml:14",
                  "optimiser.learning_rat", "did you mean 'learning_rate'?"},
        BadConfig{"unknown key, nothing near", "size = 4", "size = 4\nzebra = 1", "a.toml:5",
                  "training.zebra", "allowed here: steps, epochs, batch_size"},
        BadConfig{"unknown id", "id = \"line\"", "id = \"lime\"", "a.toml:10", "network.id",
                  "did you mean 'line'?"},
        BadConfig{"wrong type", "steps = 40", "steps = \"40\"", "a.toml:3", "training.steps",
                  "must be an integer"},
        BadConfig{"real for integer", "steps = 40", "steps = 40.5", "a.toml:3", "training.steps",
                  "must be an integer"},
        BadConfig{"below the range", "batch_size = 4", "batch_size = 0", "a.toml:4",
                  "training.batch_size", "at least 1"},
        BadConfig{"at an open end", "learning_rate = 0.5", "learning_rate = 0.0", "a.toml:14",
                  "optimiser.learning_rate", "more than 0"},
        BadConfig{"NaN", "learning_rate = 0.5", "learning_rate = nan", "a.toml:14",
                  "optimiser.learning_rate", "out of range"},
        BadConfig{"infinite", "learning_rate = 0.5", "learning_rate = inf", "a.toml:14",
                  "optimiser.learning_rate", "out of range"},
        BadConfig{"word not allowed", "interval = 10", "interval = \"atuo\"", "a.toml:18",
                  "intervention.interval", "did you mean 'auto'?"},
        BadConfig{"word of another kind", "interval = 10", "interval = true", "a.toml:18",
                  "intervention.interval", "must be an integer, or one of: auto"},
        BadConfig{"list with a wrong member", "id = \"line\"", "id = \"line\"\nhidden = [4, 0]",
                  "a.toml:11", "network.hidden", "at least 1"},
        BadConfig{"list of texts", "id = \"line\"", "id = \"line\"\nhidden = [\"4\"]", "a.toml:11",
                  "network.hidden", "must be a list of integers"},
        BadConfig{"section for list", "[[metrics]]", "[metrics]", "a.toml:20", "metrics",
                  "[[metrics]]"},
        BadConfig{"list for section", "[dataset]", "[[dataset]]", "a.toml:6", "dataset",
                  "must be a section"},
        BadConfig{"missing section", "[dataset]\nid = \"toy\"\n", "", "a.toml:1", "dataset",
                  "its id is one of: toy"},
        BadConfig{"missing required", "",
                  "[[triggers]]\nid = \"threshold\"\nvalue = 1\naction = \"hold\"\n", "a.toml:23",
                  "triggers[0].metric", "must be given"},
        BadConfig{"steps and epochs", "steps = 40", "steps = 40\nepochs = 2", "a.toml:2",
                  "training", "both steps and epochs"},
        BadConfig{"no length", "steps = 40\n", "", "a.toml:2", "training", "length of the run"},
        BadConfig{"nesterov without momentum", "learning_rate = 0.5",
                  "learning_rate = 0.5\nnesterov = true", "a.toml:12", "optimiser.nesterov",
                  "momentum above 0"},
        BadConfig{"the same name twice", "", "[[metrics]]\nid = \"curve\"\n", "a.toml:23",
                  "metrics", "another `name`"},
        BadConfig{"the same shift twice", "", "[[ood]]\nshift = [\"fog\", \"fog\"]\n", "a.toml:23",
                  "ood", "twice"},
        BadConfig{"auto without a rule", "interval = 10", "interval = \"auto\"", "a.toml:16",
                  "intervention.interval", "release_next"},
        BadConfig{"a rule that comes too late", "",
                  "[[triggers]]\nid = \"at_step\"\nstep = 41\naction = \"hold\"\n", "a.toml:23",
                  "triggers.at_step.step", "after the last step"},
        BadConfig{"a rate that is missing", "",
                  "[[commands]]\nstep = 4\naction = \"set_learning_rate\"\n", "a.toml:23",
                  "commands[0].learning_rate", "above 0"},
        BadConfig{"blocks that are not there", "id = \"gradual_unfreezing\"\ninterval = 10",
                  "id = \"none\"\n[[commands]]\nstep = 4\naction = \"hold\"", "a.toml:18",
                  "commands[0].action", "no blocks to release"}));

TEST(Config, TellsEveryProblemAtOnce) {
    std::string text = good_config;
    text.replace(text.find("steps = 40"), 10, "steps = -1");
    text.replace(text.find("learning_rate = 0.5"), 19, "momentum = 2");
    EXPECT_EQ(problems(text).size(), 2U);
}

TEST(Config, OverridesReachSectionsAndListEntries) {
    const RunConfig config =
        parse(good_config, {"training.steps=7", "metrics[0].every=3", "metrics.curve.kind=rising",
                            "run.name=two words", "intervention.interval=5"});
    EXPECT_EQ(config.training.settings.integer("steps"), 7);
    EXPECT_EQ(config.metrics[0].settings.integer("every"), 3);
    EXPECT_EQ(config.metrics[0].settings.text("kind"), "rising");
    EXPECT_EQ(config.run.settings.text("name"), "two words");
}

TEST(Config, AnotherIdFromOutsideLeavesTheSettingsOfTheOldOneOut) {
    EXPECT_EQ(parse(good_config, {"intervention.id=none"}).intervention.id, "none");
    EXPECT_EQ(problems(good_config, {"intervention.id=none", "intervention.interval=5"}).size(), 1U)
        << "that one is meant";
    std::string typing_error = good_config;
    typing_error.replace(typing_error.find("interval ="), 8, "intervall");
    EXPECT_FALSE(problems(typing_error, {"intervention.id=none"}).empty());
}

TEST(Config, ProblemsOfOverridesNameTheOption) {
    const auto found = problems(good_config, {"optimiser.learning_rate=-1"});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].place, "--set optimiser.learning_rate");
    for (const char* bad : {"nonsense", "=3", "metrics[4].every=1", "run.name.deeper=1"})
        EXPECT_FALSE(problems(good_config, {bad}).empty()) << bad;
}

TEST(Config, WatchedSeriesMustExist) {
    const RunConfig config = parse(std::string(good_config) +
                                   "[[triggers]]\nid = \"threshold\"\nmetric = \"curv\"\nvalue = "
                                   "1\naction = \"hold\"\n");
    Plan plan;
    plan.metrics.push_back({"curve", "curve", {}, {}, {{"curve"}}});
    try {
        check_watched_series(config, plan);
        FAIL() << "accepted";
    } catch (const ConfigError& error) {
        EXPECT_THAT(error.what(), HasSubstr("did you mean 'curve'?"));
        EXPECT_THAT(error.what(), HasSubstr("a.toml:23"));
    }
}

} // namespace
} // namespace thaw
