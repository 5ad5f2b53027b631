// `thaw list`: runs picked, sorted, grouped and printed, from real run files.
#include "tests/app/program.h"

#include <cstdlib>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// Two seeds at two intervals, and a file that is none.
class List : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = new Folder;
        setenv("THAW_CACHE", (*folder / "cache").c_str(), 1);
        setenv("XDG_DATA_HOME", (*folder / "data").c_str(), 1);
        const auto config = folder->write("a.toml", small_config(30));
        for (const char* seed : {"1", "2"})
            for (const char* k : {"5", "10"}) {
                const Result run =
                    thaw(*folder, {"run", config, "-q", "--out", *folder / "runs", "--seed", seed,
                                   "--set", std::string("intervention.interval=") + k});
                ASSERT_EQ(run.code, 0) << run.error;
            }
        std::ofstream(*folder / "runs/broken.thaw.h5") << "this is no HDF5";
    }
    static void TearDownTestSuite() {
        delete folder;
        unsetenv("THAW_CACHE");
        unsetenv("XDG_DATA_HOME");
    }
    static Result list(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"list", *folder / "runs"});
        return thaw(*folder, std::move(arguments));
    }
    static json rows(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--format", "json"});
        const Result result = list(std::move(arguments));
        EXPECT_EQ(result.code, 0) << result.error;
        return json::parse(result.out);
    }

    static Folder* folder;
};
Folder* List::folder = nullptr;

TEST_F(List, PicksSortsAndShowsColumns) {
    const json some = rows({"--where", "state == 'finished' and k == 5", "--sort", "-seed",
                            "--columns", "seed,k,ood_acc - id_acc,stop_step"});
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(some[0]["seed"], 2);
    EXPECT_EQ(some[1]["seed"], 1);
    EXPECT_EQ(some[0]["k"], 5);
    // What `thaw show` says of the same file.
    const json shown = json::parse(thaw(*folder, {"show", some[0]["file"], "--json"}).out);
    const double ood = shown["headline"]["accuracy.ood_mean"]["value"];
    const double id = shown["headline"]["accuracy.id_test"]["value"];
    EXPECT_DOUBLE_EQ(some[0]["ood_acc - id_acc"], ood - id);
    EXPECT_EQ(some[0]["stop_step"], shown["stop_step"]);
}

TEST_F(List, ListsEverythingAndSaysWhatIsDamaged) {
    const json all = rows({});
    ASSERT_EQ(all.size(), 5U);
    int damaged = 0;
    for (const json& row : all)
        if (row.contains("error")) {
            ++damaged;
            EXPECT_THAT(row["error"].get<std::string>(), HasSubstr("broken.thaw.h5"));
        } else {
            EXPECT_TRUE(row["last"].contains("accuracy.ood_mean"));
            EXPECT_EQ(row["step"], 30);
        }
    EXPECT_EQ(damaged, 1);
    const Result table = list({});
    EXPECT_THAT(table.out, HasSubstr("OOD accuracy"));
    EXPECT_THAT(table.out, HasSubstr("damaged"));
    // A second time from the index, and equal.
    EXPECT_EQ(rows({}), all);
    EXPECT_FALSE(fs::is_empty(*folder / "cache/runs"));
}

TEST_F(List, SaysWhatCouldNotBeTold) {
    const Result result = list({"--where", "ood_acc > 0"});
    EXPECT_EQ(result.code, 0);
    EXPECT_THAT(result.error, HasSubstr("1 run of which accuracy.ood_mean is not known"));
    EXPECT_THAT(result.out, Not(HasSubstr("broken")));
}

TEST_F(List, GroupsWithMeans) {
    const json groups = rows({"--where", "known(k)", "--group", "k", "--columns", "seed,ood_acc"});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0]["k"], 5);
    EXPECT_EQ(groups[0]["n"], 2);
    EXPECT_EQ(groups[0]["seed"], 1.5);
    double sum = 0;
    for (const json& row : rows({"--where", "k == 5", "--columns", "ood_acc"}))
        sum += row["ood_acc"].get<double>();
    EXPECT_DOUBLE_EQ(groups[0]["ood_acc"], sum / 2);
    EXPECT_EQ(groups[0]["n of ood_acc"], 2);
    EXPECT_THAT(list({"--group", "k"}).out, HasSubstr("mean of id_acc"));
}

TEST_F(List, CountsARunOnceHoweverManyFilesHoldIt) {
    const Folder copies;
    fs::create_directories(copies / "backup");
    for (const auto& entry : fs::directory_iterator(*folder / "runs"))
        if (entry.path().string().ends_with(".thaw.h5")) {
            const std::string name = entry.path().filename().string();
            fs::copy_file(entry.path(), copies / name);
            fs::copy_file(entry.path(), copies / ("backup/" + name));
            fs::copy_file(entry.path(), copies / ("(copy) " + name));
        }
    const auto listed = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"list", copies.path().string()});
        return thaw(*folder, std::move(arguments));
    };
    const Result groups = listed({"--where", "known(k)", "--group", "k", "--format", "csv"});
    EXPECT_EQ(groups.out, list({"--where", "known(k)", "--group", "k", "--format", "csv"}).out);
    EXPECT_THAT(groups.error, HasSubstr("copies left out (2): "));
    const json rows = json::parse(listed({"--json", "--where", "known(k)"}).out);
    ASSERT_EQ(rows.size(), 4U);
    for (const json& row : rows) // the one that has the run's own name, highest up
        EXPECT_EQ(fs::path(row["file"].get<std::string>()).parent_path(), copies.path());
    // The same runs, given twice over to comparison.
    std::vector<std::string> twice{"compare"};
    for (const auto& entry : fs::recursive_directory_iterator(copies.path()))
        if (entry.path().string().ends_with(".thaw.h5") &&
            entry.path().string().find("broken") == std::string::npos)
            twice.push_back(entry.path().string());
    twice.insert(twice.end(), {"--group", "seed", "--table", "csv"});
    const Result compared = thaw(*folder, twice);
    EXPECT_EQ(compared.code, 0) << compared.error;
    EXPECT_THAT(compared.out, HasSubstr("Seed: 1,2,accuracy.id_test,2,"));
    EXPECT_THAT(compared.error, HasSubstr("copies left out"));
}

TEST_F(List, WritesCsv) {
    const Result csv = list({"--where", "k == 10", "--format", "csv", "--sort", "seed", "--columns",
                             "seed,name,\"a, b\""});
    EXPECT_EQ(csv.code, 0) << csv.error;
    EXPECT_EQ(csv.out, "seed,name,\"\"\"a, b\"\"\"\n1,run,\"a, b\"\n2,run,\"a, b\"\n");
}

TEST_F(List, WritesNoLineThatReadersPassOver) {
    EXPECT_EQ(list({"--where", "k == 10", "--format", "csv", "--columns", "note"}).out,
              "note\n\"\"\n\"\"\n");
}

TEST_F(List, TellsWhatCanBeAskedFor) {
    const Result all = list({"--columns", "?"});
    EXPECT_THAT(all.out, HasSubstr("stop_step  Stop step"));
    EXPECT_THAT(all.out, HasSubstr("optimiser.learning_rate"));
    EXPECT_THAT(all.out, HasSubstr("best.accuracy.ood_mean"));
}

TEST_F(List, ShowsWhereAnExpressionIsWrong) {
    const Result wrong = list({"--where", "stop_stepp < 3"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.error, HasSubstr("did you mean 'stop_step'?"));
    EXPECT_THAT(wrong.error, HasSubstr("  stop_stepp < 3\n  ^^^^^^^^^^\n"));
    setenv("LANGUAGE", "ja", 1);
    const Result japanese = list({"--where", "stop_stepp < 3"});
    unsetenv("LANGUAGE");
    EXPECT_EQ(japanese.code, 2);
    EXPECT_THAT(japanese.error, HasSubstr("'stop_step'"));
    EXPECT_THAT(japanese.error, Not(HasSubstr("did you mean")));
    EXPECT_EQ(list({"--sort", "("}).code, 2);
    EXPECT_EQ(list({"--format", "xml"}).code, 2);
    EXPECT_EQ(thaw(*folder, {"list", *folder / "none"}).code, 1);
}

} // namespace
} // namespace thaw::test
