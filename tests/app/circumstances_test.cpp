// Going on with a run elsewhere: what is compared, said, recorded and refused.
#include "app/circumstances.h"
#include "app/machine.h"
#include "tests/app/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::string promise = "equal bits cannot be promised";

Table provenance(std::initializer_list<std::pair<std::string, std::string>> changes = {}) {
    Table table;
    for (const char* key :
         {"program", "libtorch", "blas", "cpu", "cpu.flags", "arithmetic", "instruction_set.onednn",
          "data.train", "host", "system", "environment.OMP_NUM_THREADS"})
        table.set(key, std::string("a"));
    table.set("threads", std::int64_t{2});
    for (const auto& [key, value] : changes)
        table.set(key, value);
    return table;
}

TEST(Circumstances, AreComparedByWhatBitsDependOn) {
    const Table recorded = provenance();
    EXPECT_EQ(different_circumstances(recorded, provenance()), "");
    for (const char* key : {"program", "libtorch", "blas", "cpu", "cpu.flags", "arithmetic",
                            "instruction_set.onednn", "data.train"})
        EXPECT_EQ(different_circumstances(recorded, provenance({{key, "b"}})),
                  std::string(key) + " a (here b)");
    for (const char* key : {"host", "system", "environment.OMP_NUM_THREADS"})
        EXPECT_EQ(different_circumstances(recorded, provenance({{key, "b"}})), "") << key;
    Table here = provenance({{"cpu", "b"}});
    here.set("threads", std::int64_t{4});
    EXPECT_EQ(different_circumstances(recorded, here), "cpu a (here b); threads 2 (here 4)");
}

TEST(Circumstances, ThatAFileDoesNotTellAreNotMadeUp) {
    Table old; // of an earlier version
    old.set("libtorch", std::string("a"));
    old.set("threads", std::int64_t{2});
    EXPECT_EQ(different_circumstances(old, provenance({{"environment.MKL_CBWR", "AVX2"}})), "");
    EXPECT_EQ(different_circumstances({}, provenance()), "");
    EXPECT_EQ(different_circumstances(provenance(), old), "");
    old.set("threads", std::int64_t{8});
    EXPECT_EQ(different_circumstances(old, provenance()), "threads 8 (here 2)");
}

TEST(Circumstances, AnUnsetVariableIsASetting) {
    EXPECT_EQ(different_circumstances(provenance(), provenance({{"environment.MKL_CBWR", "AVX2"}})),
              "environment.MKL_CBWR not set (here AVX2)");
    EXPECT_EQ(different_circumstances(provenance({{"environment.MKL_CBWR", "AVX2"}}), provenance()),
              "environment.MKL_CBWR AVX2 (here not set)");
}

TEST(Machine, IsReadFromTheFirstProcessor) {
    const auto read = [](const std::string& text) {
        std::istringstream in(text);
        Table table;
        add_processor(table, in);
        return table;
    };
    const Table intel = read("processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n"
                             "model\t\t: 85\nmodel name\t: Xeon\nstepping\t: 7\n"
                             "microcode\t: 0x5003604\nflags\t\t: fpu sse4_2 avx avx2 hypervisor\n"
                             "\nprocessor\t: 1\nmodel name\t: another\n");
    EXPECT_EQ(intel.text("cpu"), "Xeon");
    EXPECT_EQ(intel.text("cpu.kind"), "GenuineIntel, cpu family 6, model 85");
    EXPECT_EQ(intel.text("cpu.flags"), "sse4_2 avx avx2");
    const Table arm = read("processor\t: 0\nBogoMIPS\t: 50\nFeatures\t: fp asimd sve\n"
                           "CPU implementer\t: 0x41\nCPU part\t: 0xd40\n");
    EXPECT_EQ(arm.text("cpu"), "CPU implementer 0x41, CPU part 0xd40");
    EXPECT_EQ(arm.text("cpu.flags"), "asimd sve");
    EXPECT_TRUE(read("").values().empty());
    EXPECT_TRUE(read(":\n:::\nno colon\n\n").values().empty());
}

// A run that was stopped half way, and what became of it under an environment.
class ElsewhereTest : public testing::Test {
  protected:
    void SetUp() override {
        setenv("THAW_CACHE", (folder_ / "cache").c_str(), 1);
        const auto config = folder_.write("a.toml", small_config(60));
        const Result run = thaw(folder_, {"run", config, "-q", "--out", folder_ / "runs", "--set",
                                          R"(commands=[{step=30, action="stop"}])", "--set",
                                          "run.threads=2", "--set", require_});
        ASSERT_EQ(run.code, 0) << run.error;
        file_ = folder_.run();
    }
    void TearDown() override { unsetenv("THAW_CACHE"); }

    static Result under(const Folder& folder, std::vector<std::string> environment,
                        std::vector<std::string> arguments) {
        environment.insert(environment.begin(), "env");
        environment.emplace_back(THAW_PROGRAM);
        environment.insert(environment.end(), arguments.begin(), arguments.end());
        Process process(folder, environment);
        const int code = process.wait();
        return {code, process.out(), process.error()};
    }
    json events_of(const fs::path& file, const std::string& kind) const {
        const json run = json::parse(thaw(folder_, {"export", file, "--to", "json"}).out);
        json found = json::array();
        for (const auto& event : run["events"])
            if (event["kind"] == kind)
                found.push_back(event["details"]);
        return found;
    }
    json listed(const std::string& where) const {
        return json::parse(
            thaw(folder_, {"list", folder_ / "runs", "--where", where, "--json"}).out);
    }

    Folder folder_;
    fs::path file_;
    std::string require_ = "run.require_same_machine=false";
};

TEST_F(ElsewhereTest, TheSameCircumstancesAreNoNews) {
    // Where the threads are put, and what does not reach the arithmetic, is no difference.
    for (const std::vector<std::string>& environment :
         {std::vector<std::string>{}, {"taskset", "-c", "0"}, {"OMP_NUM_THREADS=1"}}) {
        const Result fork =
            under(folder_, environment, {"fork", file_, "--at", "20", "--out", folder_ / "forks"});
        ASSERT_EQ(fork.code, 0) << fork.error;
        EXPECT_THAT(fork.error, Not(HasSubstr(promise)));
    }
    const Result resumed = under(folder_, {}, {"resume", file_});
    ASSERT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_THAT(resumed.error, Not(HasSubstr(promise)));
    EXPECT_EQ(events_of(file_, "resumed")[0]["different"], "");
    EXPECT_EQ(listed("exact_continuation").size(), 1U);
}

TEST_F(ElsewhereTest, OtherInstructionSetsAreToldBeforeTheFirstStep) {
    const Result resumed = under(folder_, {"ATEN_CPU_CAPABILITY=default"}, {"resume", file_});
    ASSERT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_THAT(resumed.error, HasSubstr("instruction_set.libtorch"));
    EXPECT_LT(resumed.error.find(promise), resumed.error.find("step 60/60"));
    EXPECT_THAT(events_of(file_, "resumed")[0]["different"].get<std::string>(),
                HasSubstr("instruction_set.libtorch"));
    EXPECT_EQ(listed("not exact_continuation").size(), 1U);
    EXPECT_EQ(listed("different contains \"instruction_set\"").size(), 1U);

    // A fork that leaves after it inherits it, one that leaves before does not.
    for (const auto& [step, told] : {std::pair{"60", 1U}, std::pair{"20", 0U}}) {
        const fs::path out = folder_ / ("forks-" + std::string(step));
        ASSERT_EQ(under(folder_, {}, {"fork", file_, "--at", step, "--out", out}).code, 0);
        const json details = events_of(folder_.run(out.filename()), "forked")[0];
        EXPECT_EQ(details["different"], "");
        EXPECT_EQ(details.count("inherited"), told) << step;
    }
}

TEST_F(ElsewhereTest, AForkIsToldBeforeTheWayToItsStepAndOnce) {
    const Result fork = under(folder_, {"OPENBLAS_CORETYPE=Nehalem"},
                              {"fork", file_, "--at", "29", "--out", folder_ / "forks"});
    ASSERT_EQ(fork.code, 0) << fork.error;
    const auto first = fork.error.find(promise);
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(fork.error.find("it goes on, but " + promise, first + 1), std::string::npos);
}

class RequiringTest : public ElsewhereTest {
  protected:
    RequiringTest() { require_ = "run.require_same_machine=true"; }
};

TEST_F(RequiringTest, RefusesOtherCircumstancesAndTouchesNothing) {
    const std::string before = contents(file_);
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"resume", file_},
          {"fork", file_, "--at", "20", "--out", folder_ / "forks"}}) {
        const Result refused = under(folder_, {"ATEN_CPU_CAPABILITY=default"}, arguments);
        EXPECT_EQ(refused.code, 1);
        EXPECT_THAT(refused.error, HasSubstr("run.require_same_machine"));
        EXPECT_THAT(refused.error, HasSubstr("instruction_set.libtorch"));
    }
    EXPECT_EQ(contents(file_), before);
    EXPECT_EQ(under(folder_, {"ATEN_CPU_CAPABILITY=default"},
                    {"fork", file_, "--at", "20", "--out", folder_ / "forks", "--set",
                     "run.require_same_machine=false"})
                  .code,
              0);
    EXPECT_EQ(under(folder_, {}, {"resume", file_}).code, 0); // here, it goes on
}

TEST(Threads, AutoIsRecordedAsANumber) {
    const Folder folder;
    const auto config = folder.write("a.toml", small_config(10));
    Process process(folder, {"taskset", "-c", "0", THAW_PROGRAM, "run", config, "-q", "--out",
                             folder / "runs", "--threads", "auto"});
    ASSERT_EQ(process.wait(), 0) << process.error();
    EXPECT_THAT(thaw(folder, {"show", folder.run(), "--config"}).out, HasSubstr("threads = 1\n"));
}

// OpenBLAS would wait for threads that never come.
TEST(Threads, AreAsManyAsOpenMPAllows) {
    const Folder folder;
    const auto config = folder.write("a.toml", small_config(10));
    for (const char* limit : {"OMP_THREAD_LIMIT=1", "OMP_DYNAMIC=true"}) {
        Process process(folder, {"env", limit, "timeout", "120", THAW_PROGRAM, "run", config, "-q",
                                 "--out", folder / limit, "--threads", "2", "--set",
                                 "network={id=\"mlp\", width=400}"});
        EXPECT_EQ(process.wait(), 0) << process.error();
    }
}

} // namespace
} // namespace thaw::test
