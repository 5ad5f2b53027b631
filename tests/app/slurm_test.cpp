// Sweeps by Slurm: fake_slurm.py carries the arrays out, with the real script and the real program.
// packaging/slurm.sh does the same with the real Slurm.
#include "app/sweep/called_program.h"
#include "tests/app/program.h"

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class Slurm : public testing::Test {
  protected:
    void SetUp() override {
        fs::create_directories(cluster_ / "bin");
        const std::string fake = THAW_SOURCE "/tests/app/fake_slurm.py";
        for (const char* name : {"sbatch", "squeue", "scontrol", "scancel"})
            fs::create_symlink(fake, cluster_ / "bin" / name);
        configure("MaxArraySize            = 1001");
        setenv("FAKE_SLURM", cluster_.path().c_str(), 1);
        setenv("PATH", ((cluster_ / "bin").string() + ":" + path_).c_str(), 1);
        fs::create_directories(folder_ / "it's 日本");
        slurm_.emplace(cluster_, std::vector<std::string>{"/usr/bin/python3", fake});
    }
    void TearDown() override {
        fs::remove(cluster_ / "config");
        EXPECT_EQ(slurm_->wait(), 0) << slurm_->error();
        setenv("PATH", path_.c_str(), 1);
    }

    void configure(const std::string& text) { cluster_.write("config", text + "\n"); }
    void write_sweep(int steps, const std::string& axes, const std::string& base = "") {
        folder_.write("it's 日本/base.toml", small_config(steps) + base);
        document_ = folder_.write("it's 日本/s.toml", "[sweep]\nbase = \"base.toml\"\n" + axes);
    }
    Result sweep(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"sweep", document_});
        arguments.insert(arguments.end(), {"--out", runs()});
        return thaw(folder_, arguments);
    }
    std::string runs() const { return folder_ / "it's 日本/runs"; }
    json status() const {
        const Result shown =
            thaw(folder_, {"sweep", "status", document_, "--out", runs(), "--json"});
        EXPECT_EQ(shown.code, 0) << shown.error;
        return json::parse(shown.out, nullptr, false);
    }
    std::vector<std::string> states() const {
        std::vector<std::string> states;
        const json now = status();
        for (const json& member : now["members"])
            states.push_back(member["state"]);
        return states;
    }
    bool all_are(const std::string& state) const {
        const auto now = states();
        return !now.empty() &&
               std::all_of(now.begin(), now.end(), [&](const auto& one) { return one == state; });
    }
    // At most two minutes.
    static testing::AssertionResult comes(const std::function<bool()>& condition) {
        using Clock = std::chrono::steady_clock;
        for (const auto until = Clock::now() + std::chrono::minutes(2); Clock::now() < until;) {
            if (condition())
                return testing::AssertionSuccess();
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return testing::AssertionFailure() << "it did not come";
    }
    json queue() const { return json::parse(contents(cluster_ / "queue.json")); }
    void cancel(const std::vector<std::string>& what) const {
        std::vector<std::string> command{(cluster_ / "bin/scancel").string()};
        command.insert(command.end(), what.begin(), what.end());
        EXPECT_EQ(Process(folder_, command).wait(), 0);
    }
    // One member, submitted and trained by now.
    void train_one(const std::string& base = "") {
        write_sweep(2500, "seeds = [1]\n", base);
        ASSERT_EQ(sweep({"--slurm"}).code, 0);
        until_it_trains();
    }
    void until_it_trains() const {
        ASSERT_TRUE(comes([&] {
            const json now = status();
            return now["members"][0]["state"] == "running" && now["members"][0]["last_step"] > 50;
        }));
    }
    std::string log() const { return contents(fs::path(runs()) / "slurm/101_0.out"); }

    const std::string path_ = std::getenv("PATH");
    Folder folder_, cluster_;
    std::string document_;
    std::optional<Process> slurm_;
};

TEST_F(Slurm, ASweepInArrays) {
    configure("MaxArraySize            = 2");
    write_sweep(60, "seeds = [1, 2]\n[axes]\nstop = [30, \"never\"]\n");
    cluster_.write("hold", "");
    const Result first = sweep({"--slurm", "--jobs", "1", "--sbatch", "--mem=1G -p x"});
    ASSERT_EQ(first.code, 0) << first.error;
    EXPECT_THAT(first.out, HasSubstr("Slurm job 101: 2 members (2-3)\n"
                                     "Slurm job 102: 2 members (0-1)\n"));
    const Result second = sweep({"--slurm", "--jobs", "1"});
    EXPECT_THAT(second.out, HasSubstr("4 members are in Slurm's queue already\n"
                                      "nothing is left to be submitted"));
    const json waiting = status()["members"][0]["slurm"];
    EXPECT_EQ(waiting, json({{"job", "102_0"}, {"state", "PENDING"}, {"reason", "Dependency"}}));
    EXPECT_THAT(thaw(folder_, {"sweep", "status", document_, "--out", runs()}).out,
                HasSubstr("Slurm job 102: 2 members (0-1): PENDING, waits until the members before "
                          "it have ended (Dependency)\n"));
    fs::remove(cluster_ / "hold");
    ASSERT_TRUE(comes([&] { return all_are("finished"); })) << log();
    for (const json& element : queue())
        EXPECT_EQ(element["tries"], 1);
    const json done = status();
    for (const json& member : done["members"])
        EXPECT_FALSE(member.contains("slurm"));
    EXPECT_THAT(sweep({"--slurm"}).out, HasSubstr("nothing is left"));
}

TEST_F(Slurm, APreemptedMemberGoesOn) {
    train_one();
    cancel({"101_0", "requeue"});
    ASSERT_TRUE(comes([&] { return all_are("finished"); })) << log();
    EXPECT_EQ(queue()[0]["tries"], 2);
    EXPECT_THAT(log(), HasSubstr("stopped by SIGTERM"));
}

TEST_F(Slurm, AMemberOfADeadNodeGoesOn) {
    train_one();
    cancel({"101_0", "kill"});
    ASSERT_TRUE(comes([&] { return all_are("finished"); })) << log();
    EXPECT_EQ(queue()[0]["tries"], 2);
}

TEST_F(Slurm, AMemberOutOfTimeGoesBackIntoTheQueue) {
    cluster_.write("job_seconds", "8");
    write_sweep(4000, "seeds = [1]\n", "[run]\nstop_before = \"5 s\"\n");
    ASSERT_EQ(sweep({"--slurm"}).code, 0);
    ASSERT_TRUE(comes([&] { return all_are("finished"); })) << log();
    EXPECT_EQ(queue()[0]["tries"], 2);
    EXPECT_THAT(log(), HasSubstr("stopped before the end of the batch job"));
}

TEST_F(Slurm, ACancelledMemberStaysOut) {
    train_one();
    cancel({"101"});
    ASSERT_TRUE(comes([&] { return queue()[0]["state"] == "FAILED"; }));
    EXPECT_THAT(thaw(folder_, {"sweep", "status", document_, "--out", runs()}).out,
                HasSubstr("Slurm has nothing of 1 member"));
    EXPECT_TRUE(all_are("preempted"));
    EXPECT_EQ(queue()[0]["tries"], 1);
    EXPECT_THAT(sweep({"--slurm"}).out, HasSubstr("Slurm job 102: 1 member (0)"));
    EXPECT_TRUE(comes([&] { return all_are("finished"); }));
}

TEST_F(Slurm, ATimeLimitThatLeavesNothingIsTold) {
    cluster_.write("job_seconds", "100"); // members stop 120 s before the end
    write_sweep(60, "seeds = [1]\n");
    EXPECT_EQ(sweep({"--slurm", "--time", "2"}).code, 2);
    ASSERT_EQ(sweep({"--slurm"}).code, 0);
    ASSERT_TRUE(comes([&] { return queue()[0]["state"] == "FAILED"; }));
    EXPECT_THAT(log(), HasSubstr("the time limit is too short"));
    EXPECT_EQ(queue()[0]["tries"], 1);
}

TEST_F(Slurm, WhatIsRefusedIsSubmittedTheNextTime) {
    configure("MaxArraySize            = 2");
    cluster_.write("hold", "");
    cluster_.write("refuse", "--dependency");
    write_sweep(60, "seeds = [1, 2]\n[axes]\nstop = [30, \"never\"]\n");
    const Result refused = sweep({"--slurm"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.error, HasSubstr("members 0-1 cannot be submitted (sbatch: error: Batch "
                                         "job submission failed: Job violates accounting policy); "
                                         "1 array was submitted before"));
    fs::remove(cluster_ / "refuse");
    const Result rest = sweep({"--slurm"});
    EXPECT_EQ(rest.code, 0) << rest.error;
    EXPECT_THAT(rest.out, HasSubstr(": 2 members (0-1)\n"));
}

TEST_F(Slurm, WithoutSlurmTheScriptIsShownAndTheStatusSaysSo) {
    write_sweep(60, "seeds = [1, 2]\n");
    setenv("PATH", folder_.path().c_str(), 1);
    const Result shown = sweep({"--slurm", "--print", "--jobs", "3"});
    EXPECT_EQ(shown.code, 0);
    EXPECT_THAT(shown.error, HasSubstr("squeue is not on PATH"));
    EXPECT_THAT(shown.out, testing::StartsWith("#!/bin/bash\n#SBATCH --job-name=s-"));
    EXPECT_THAT(shown.out, HasSubstr("# job1=$(sbatch --parsable --array=0-1%3 "));
    EXPECT_FALSE(fs::exists(runs()));
    EXPECT_EQ(sweep({"--slurm"}).code, 1);
    const Result status = thaw(folder_, {"sweep", "status", document_, "--out", runs()});
    EXPECT_EQ(status.code, 0);
    EXPECT_THAT(status.out, HasSubstr("what waits in Slurm is not known: squeue is not on PATH"));
    EXPECT_THAT(this->status()["slurm_problem"], "squeue is not on PATH");
}

TEST(CalledProgram, IsNotWaitedForForEver) {
    const Answer late = call_program({"sleep", "60"}, 0.2);
    EXPECT_TRUE(late.was_late);
    EXPECT_FALSE(late.is_good());
    EXPECT_EQ(fault_of(late, "sleep"), "sleep does not answer");
}

TEST(CalledProgram, GetsItsArgumentsAsTheyAre) {
    const Answer answer = call_program({"printf", "%s|", "a b", "$HOME", "'", ""}, 10);
    EXPECT_TRUE(answer.is_good());
    EXPECT_EQ(answer.out, "a b|$HOME|'||");
    EXPECT_EQ(call_program({"/nowhere/at all"}, 10).error, ENOENT);
}

} // namespace
} // namespace thaw::test
