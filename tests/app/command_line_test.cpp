// `thaw` as people meet it: what it prints, what it refuses, with which code.
#include "tests/app/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(CommandLine, RunsShowsListsExportsAndVerifies) {
    const Folder folder;
    const auto config = folder.write("a.toml", small_config(60));
    const Result run = thaw(folder, {"run", config, "--out", folder / "runs", "--json"});
    ASSERT_EQ(run.code, 0) << run.error;
    const json summary = json::parse(run.out);
    EXPECT_EQ(summary["state"], "finished");
    EXPECT_EQ(summary["step"], 60);
    EXPECT_EQ(summary["headline"]["accuracy.id_test"]["count"], 50);
    EXPECT_THAT(run.error, HasSubstr("step 60/60"));

    const std::string file = folder.run();
    EXPECT_EQ(summary["file"], file);
    const Result shown = thaw(folder, {"show", file});
    EXPECT_EQ(shown.code, 0);
    EXPECT_THAT(shown.out, HasSubstr("accuracy.ood_mean"));
    EXPECT_THAT(shown.out, HasSubstr("layer1 released"));
    EXPECT_EQ(json::parse(thaw(folder, {"show", file, "--json"}).out), summary);

    const json listed = json::parse(thaw(folder, {"list", folder / "runs", "--json"}).out);
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["run_id"], summary["run_id"]);
    EXPECT_THAT(thaw(folder, {"list", folder / "runs"}).out, HasSubstr(file));

    const json exported = json::parse(thaw(folder, {"export", file, "--to", "json"}).out);
    EXPECT_EQ(exported["series"]["train_loss"]["step"].size(), 60U);
    EXPECT_EQ(thaw(folder, {"export", file, "--to", "csv", "--out", folder / "r.csv"}).code, 0);
    EXPECT_THAT(contents(folder / "r.csv"), HasSubstr("fisher_trace,60,"));

    const Result sound = thaw(folder, {"verify", file});
    EXPECT_EQ(sound.code, 0);
    EXPECT_THAT(sound.out, HasSubstr("is sound"));
}

TEST(CommandLine, TheResolvedConfigRepeatsTheRun) {
    const Folder folder;
    const auto config = folder.write("a.toml", small_config(40));
    ASSERT_EQ(thaw(folder, {"run", config, "--out", folder / "one", "--seed", "3"}).code, 0);
    const auto first = folder.run("one");
    const auto resolved =
        folder.write("b.toml", thaw(folder, {"show", first.string(), "--config"}).out);
    ASSERT_EQ(thaw(folder, {"run", resolved, "--out", folder / "two"}).code, 0);
    ASSERT_EQ(thaw(folder, {"run", first.string(), "--out", folder / "three"}).code, 0);
    EXPECT_EQ(readings(folder, folder.run("two")), readings(folder, first));
    EXPECT_EQ(readings(folder, folder.run("three")), readings(folder, first));
}

TEST(CommandLine, DescribesEverythingThatAConfigMaySay) {
    const Folder folder;
    const Result all = thaw(folder, {"describe"});
    EXPECT_EQ(all.code, 0);
    for (const char* word :
         {"gradual_unfreezing", "shot_noise", "rotation", "fisher_trace", "lambda_max",
          "stabilisation", "vgg11", "adamw", "cosine", "fashion_mnist", "early_every"})
        EXPECT_THAT(all.out, HasSubstr(word));
    const json shifts = json::parse(thaw(folder, {"describe", "shifts", "--json"}).out)["shifts"];
    EXPECT_EQ(shifts.size(), 39U); // MNIST-C's 15 and identity, rotation, CIFAR-10-C's 19, 3 groups
}

TEST(CommandLine, SpeaksJapanese) {
    const Folder folder;
    setenv("LANGUAGE", "ja", 1);
    const Result shown = thaw(folder, {"describe", "interventions"});
    const Result refused = thaw(folder, {"run", "nothing.toml"});
    unsetenv("LANGUAGE");
    EXPECT_THAT(shown.out, HasSubstr("段階的解凍"));
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error, HasSubstr("nothing.toml"));
    EXPECT_THAT(refused.error, testing::Not(HasSubstr("cannot be read")));
}

TEST(CommandLine, HelpHasExamples) {
    const Folder folder;
    for (const char* command :
         {"run", "resume", "fork", "list", "show", "export", "verify", "describe"}) {
        const Result help = thaw(folder, {command, "--help"});
        EXPECT_EQ(help.code, 0) << command;
        EXPECT_THAT(help.out, HasSubstr(std::string("thaw ") + command)) << command;
    }
    EXPECT_THAT(thaw(folder, {"--version"}).out, HasSubstr("thaw 0."));
}

// What is refused: the exit code and words of the sentence.
struct Refusal {
    std::vector<std::string> arguments; // FOLDER stands for the test's folder
    int code;
    std::vector<std::string> says;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, WithItsCodeAndSentence) {
    const Folder folder;
    folder.write("good.toml", small_config(5));
    folder.write("bad.toml", "[training]\nsteps = 5\n[optimizer]\n");
    folder.write("text.thaw.h5", "this is no HDF5");
    folder.write("empty.thaw.h5", "");
    folder.write("file", "");
    fs::create_directory(folder / "idx");
    folder.write("idx/train-images-idx3-ubyte", std::string("\0\0\x08\x03\0\0\xff\xff", 8));
    folder.write("idx/train-labels-idx1-ubyte", "");
    folder.write("idx/t10k-images-idx3-ubyte", "");
    folder.write("idx/t10k-labels-idx1-ubyte", "");
    std::vector<std::string> arguments = GetParam().arguments;
    for (auto& argument : arguments)
        if (const auto at = argument.find("FOLDER"); at != std::string::npos)
            argument.replace(at, 6, folder.path().string());
    const Result result = thaw(folder, arguments);
    EXPECT_EQ(result.code, GetParam().code) << result.error;
    for (const auto& words : GetParam().says)
        EXPECT_THAT(result.error, HasSubstr(words));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        Refusal{{}, 2, {"thaw --help"}}, Refusal{{"thaw"}, 2, {"thaw --help"}},
        Refusal{{"run"}, 2, {"config"}},
        Refusal{{"run", "FOLDER/none.toml"}, 2, {"cannot be read"}},
        Refusal{{"run", "FOLDER/bad.toml"}, 2, {"bad.toml:3", "optimizer", "'optimiser'"}},
        Refusal{{"run", "FOLDER/good.toml", "--set", "nonsense"}, 2, {"--set nonsense"}},
        Refusal{{"run", "FOLDER/good.toml", "--seed", "many"}, 2, {"--seed"}},
        Refusal{{"run", "FOLDER/good.toml", "--threads", "0"}, 2, {"run.threads", "at least 1"}},
        Refusal{{"run", "FOLDER/good.toml", "--device", "tpu"}, 2, {"run.device", "cpu, cuda"}},
        Refusal{{"run", "FOLDER/good.toml", "--set", "triggers[0].metric=fisher_tracy"},
                2,
                {"fisher_tracy", "'fisher_trace'"}},
        Refusal{{"run", "FOLDER/good.toml", "--set", "dataset={id=\"mnist\", path=\"FOLDER/no\"}"},
                1,
                {"THAW_DATA"}},
        Refusal{{"run", "FOLDER/good.toml", "--set", "dataset={id=\"mnist\", path=\"FOLDER/idx\"}"},
                3,
                {"train-images-idx3-ubyte"}},
        Refusal{{"run", "FOLDER/good.toml", "--out", "FOLDER/file/runs"}, 1, {"file/runs"}},
        Refusal{{"run", "FOLDER/text.thaw.h5"}, 3, {"text.thaw.h5", "HDF5"}},
        Refusal{{"resume", "FOLDER/none.thaw.h5"}, 1, {"none.thaw.h5"}},
        Refusal{{"resume", "FOLDER/empty.thaw.h5"}, 3, {"empty.thaw.h5"}},
        Refusal{{"show", "FOLDER/text.thaw.h5"}, 3, {"text.thaw.h5"}},
        Refusal{{"fork", "FOLDER/text.thaw.h5"}, 2, {"--at"}},
        Refusal{{"list", "FOLDER/none"}, 1, {"cannot be listed"}},
        Refusal{{"export", "FOLDER/text.thaw.h5", "--to", "xls"}, 2, {"xls"}},
        Refusal{{"describe", "everything"}, 2, {"everything"}}));

TEST(CommandLine, ListsDamagedFilesAsSuch) {
    const Folder folder;
    folder.write("broken.thaw.h5", "no HDF5");
    const Result listed = thaw(folder, {"list", folder.path()});
    EXPECT_EQ(listed.code, 0);
    EXPECT_THAT(listed.out, HasSubstr("damaged"));
    EXPECT_EQ(thaw(folder, {"verify", folder / "broken.thaw.h5"}).code, 3);
}

} // namespace
} // namespace thaw::test
