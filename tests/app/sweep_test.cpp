// `thaw sweep`: every member ends as it would alone, whatever is killed on the way.
#include "core/run/sha256.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* stops = R"([sweep]
base = "base.toml"
seeds = [1, 2]
[axes]
stop = [15, 40, "never", "standard", "id=stabilisation,metric=fisher_trace,tau=3"]
)";

// Enough to be killed.
constexpr const char* few_stops = R"([sweep]
base = "base.toml"
[axes]
stop = [15, "never", "standard", "id=stabilisation,metric=fisher_trace,tau=3"]
)";

class Sweep : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("base.toml", small_config(60));
        document_ = folder_.write("stops.toml", stops);
    }
    std::vector<std::string> sweep(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all{"sweep",          document_.string(), "--out",
                                     folder_ / "runs", "--threads",        "1"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    nlohmann::json members() const {
        const Result status = thaw(
            folder_, {"sweep", "status", document_.string(), "--out", folder_ / "runs", "--json"});
        EXPECT_EQ(status.code, 0) << status.error;
        return nlohmann::json::parse(status.out)["members"];
    }
    std::map<std::string, int> states() const {
        std::map<std::string, int> count;
        for (const auto& member : members())
            ++count[member["state"].get<std::string>()];
        return count;
    }
    static std::string final_state(const fs::path& run) {
        std::string name = run.string();
        std::string newest;
        for (const auto& entry :
             fs::directory_iterator(name.replace(name.find(".thaw.h5"), 8, ".checkpoints")))
            newest = std::max(newest, entry.path().string());
        const std::string bytes = contents(newest);
        std::uint64_t header = 0;
        std::copy_n(bytes.data(), sizeof header, reinterpret_cast<char*>(&header));
        return sha256(std::string_view(bytes).substr(8 + header));
    }
    // Every member is there once, done, and equals its config trained alone.
    void expect_whole() {
        std::size_t files = 0;
        for (const auto& entry : fs::directory_iterator(folder_ / "runs"))
            files += entry.path().string().ends_with(".thaw.h5") ? 1 : 0;
        const auto all = members();
        EXPECT_EQ(files, all.size());
        for (const auto& member : all) {
            ASSERT_EQ(member["state"], "finished") << member.dump();
            const fs::path file = member["file"].get<std::string>();
            const std::string name = "alone" + std::to_string(member["member"].get<int>());
            const auto config = folder_.write(
                name + ".toml", thaw(folder_, {"show", "--config", file.string()}).out);
            ASSERT_EQ(thaw(folder_, {"run", config, "--out", folder_ / name, "-q"}).code, 0);
            EXPECT_EQ(readings(folder_, file), readings(folder_, folder_.run(name)))
                << member.dump();
            EXPECT_EQ(final_state(file), final_state(folder_.run(name))) << member.dump();
            EXPECT_EQ(thaw(folder_, {"verify", file.string()}).code, 0);
        }
    }

    Folder folder_;
    fs::path document_;
};

TEST_F(Sweep, EndsWithTheBitsOfRunsMadeOneByOne) {
    const Result printed = thaw(folder_, sweep({"--print"}));
    EXPECT_EQ(printed.code, 0) << printed.error;
    EXPECT_THAT(printed.out, HasSubstr("leaves it at step 40"));
    EXPECT_THAT(printed.out, HasSubstr("steps one by one: 600; with shared beginnings: 370"));
    EXPECT_FALSE(fs::exists(folder_ / "runs"));
    const Result done = thaw(folder_, sweep({"--jobs", "2"}));
    ASSERT_EQ(done.code, 0) << done.error;
    EXPECT_THAT(done.out, HasSubstr("10 of 10 members done"));
    expect_whole();
    int forks = 0;
    for (const auto& member : members()) {
        const auto shown = nlohmann::json::parse(
            thaw(folder_, {"show", "--json", member["file"].get<std::string>()}).out);
        forks += shown.contains("parent") && !shown["parent"].is_null() ? 1 : 0;
        EXPECT_EQ(member["parent"].is_null(),
                  !(shown.contains("parent") && !shown["parent"].is_null()));
    }
    EXPECT_EQ(forks, 6);
    const Result again = thaw(folder_, sweep());
    EXPECT_EQ(again.code, 0) << again.error;
    EXPECT_THAT(again.error, Not(HasSubstr("is finished")));
}

// The processes that this one has started.
std::vector<pid_t> children_of(pid_t process) {
    const std::string id = std::to_string(process);
    std::istringstream in(contents("/proc/" + id + "/task/" + id + "/children"));
    std::vector<pid_t> children;
    for (pid_t child = 0; in >> child;)
        children.push_back(child);
    return children;
}

// What a resumed run repeats lies behind its newest checkpoint and no further back.
void expect_no_step_twice_before_a_checkpoint(const fs::path& file) {
    constexpr std::int64_t every = 25; // small_config()
    for (const Event& event : read_run(file).events)
        if (event.kind == EventKind::resumed) {
            EXPECT_LE(event.details.integer("interrupted_at") - event.step, every) << file;
        }
}

TEST_F(Sweep, WhatIsKilledIsResumedByTheSameCommand) {
    const auto kills = number_from("THAW_KILLS", 4);
    folder_.write("base.toml", small_config(static_cast<int>(60 + 60 * kills)));
    document_ = folder_.write("stops.toml", few_stops);
    std::mt19937 random(static_cast<unsigned>(number_from("THAW_SEED", 1)));
    int of_members = 0, of_controllers = 0;
    for (std::int64_t kill = 0; kill < kills; ++kill) {
        std::vector<std::string> arguments = sweep({"--jobs", "2"});
        arguments.insert(arguments.begin(), THAW_PROGRAM);
        Process controller(folder_, arguments);
        usleep(std::uniform_int_distribution<useconds_t>(100'000, 2'500'000)(random));
        const auto children = children_of(controller.pid());
        if (random() % 2 == 0 && !children.empty()) { // then the controller is stopped
            ::kill(children[random() % children.size()], SIGKILL);
            ++of_members;
            controller.send(SIGTERM);
        } else {
            ++of_controllers;
            controller.send(SIGKILL);
        }
        controller.wait();
    }
    Result done{};
    for (int tries = 0; tries < 5 && (tries == 0 || done.code != 0); ++tries)
        done = thaw(folder_, sweep({"--jobs", "2"})); // a killed one's members may still be ending
    ASSERT_EQ(done.code, 0) << done.error << done.out;
    expect_whole();
    for (const auto& member : members())
        expect_no_step_twice_before_a_checkpoint(member["file"].get<std::string>());
    std::printf("killed: %d members, %d controllers\n", of_members, of_controllers);
}

TEST_F(Sweep, StoppedByASignalItsMembersArePreempted) {
    folder_.write("base.toml", small_config(100000));
    std::vector<std::string> arguments = sweep({"--jobs", "2"});
    arguments.insert(arguments.begin(), THAW_PROGRAM);
    Process controller(folder_, arguments);
    for (int looks = 0; looks < 300 && states()["running"] < 2; ++looks)
        usleep(100000);
    controller.send(SIGTERM);
    EXPECT_EQ(controller.wait(), 130) << controller.error();
    EXPECT_THAT(controller.out(), HasSubstr("stopped by SIGTERM or SIGHUP"));
    EXPECT_THAT(controller.error(), HasSubstr("the same command again"));
    EXPECT_EQ(states()["preempted"], 2);
    EXPECT_EQ(states()["queued"], 8);
}

TEST_F(Sweep, StoppedByCtrlCItsMembersAreStoppedByHand) {
    folder_.write("base.toml", small_config(100000));
    std::vector<std::string> arguments = sweep({"--jobs", "1"});
    arguments.insert(arguments.begin(), THAW_PROGRAM);
    Process controller(folder_, arguments);
    for (int looks = 0; looks < 300 && states()["running"] < 1; ++looks)
        usleep(100000);
    controller.send(SIGINT);
    EXPECT_EQ(controller.wait(), 130) << controller.error();
    EXPECT_EQ(states()["stopped by hand"], 1);
}

TEST_F(Sweep, TwoControllersDoNoHarm) {
    document_ = folder_.write("stops.toml", few_stops);
    std::vector<std::string> arguments = sweep({"--jobs", "1"});
    arguments.insert(arguments.begin(), THAW_PROGRAM);
    Process first(folder_, arguments);
    const Result second = thaw(folder_, sweep({"--jobs", "1"}));
    EXPECT_EQ(first.wait(), 0);
    EXPECT_EQ(second.code, 0) << second.error;
    expect_whole();
}

TEST_F(Sweep, AMemberWithoutItsParentIsTrainedAlone) {
    document_ = folder_.write("stops.toml", few_stops);
    const auto member = [&](int index) {
        return thaw(folder_, {"sweep", "member", document_.string(), std::to_string(index), "--out",
                              folder_ / "runs", "--threads", "1", "-q"});
    };
    const Result alone = member(0);
    EXPECT_EQ(alone.code, 0) << alone.error;
    EXPECT_THAT(alone.error, HasSubstr("trained from the first step"));
    const Result again = member(0);
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.error, HasSubstr("is done"));
    EXPECT_EQ(member(99).code, 2);
    EXPECT_EQ(thaw(folder_, sweep({"--jobs", "2"})).code, 0);
    expect_whole();
}

TEST_F(Sweep, AMemberThatFailsIsToldAndTheOthersGoOn) {
    document_ = folder_.write("stops.toml", R"([sweep]
base = "base.toml"
[axes]
"dataset.train_examples" = [200, 100]
"network.weights" = ["", "none.pt"]
)");
    const Result done = thaw(folder_, sweep({"--jobs", "2"}));
    EXPECT_EQ(done.code, 1);
    EXPECT_THAT(done.error, HasSubstr("none.pt"));
    EXPECT_EQ(states()["finished"], 2);
    EXPECT_EQ(thaw(folder_, sweep({"--missing"})).code, 1);
}

TEST_F(Sweep, ResumeOrStartIsTheSameCommandAtAnyTime) {
    const auto config = folder_.write("base.toml", small_config(60));
    const std::vector<std::string> command{"run",   config,
                                           "--out", folder_ / "runs",
                                           "-q",    "--resume-or-start",
                                           "--set", "commands=[{step=45, action=\"stop\"}]"};
    ASSERT_EQ(thaw(folder_, command).code, 0); // ends as its config wants it: that is its end
    const Result again = thaw(folder_, command);
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.error, HasSubstr("is done"));

    folder_.write("base.toml", small_config(100000));
    std::vector<std::string> longer{
        THAW_PROGRAM, "run", config, "--out", folder_ / "long", "-q", "--resume-or-start"};
    for (int time = 0; time < 2; ++time) {
        Process run(folder_, longer);
        run.wait_until_it_takes(SIGTERM);
        sleep(1);
        run.send(SIGTERM);
        EXPECT_EQ(run.wait(), 130) << run.error();
    }
    const auto files =
        thaw(folder_, {"list", folder_ / "long", "--columns", "resumed", "--format", "csv"});
    EXPECT_THAT(files.out, testing::EndsWith("1\n")); // one file, resumed once
}

TEST_F(Sweep, BeforeTheEndOfItsJobARunStopsAndCanBeResumed) {
    setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 30).c_str(), 1);
    const auto config = folder_.write("base.toml", small_config(100000));
    const Result run = thaw(folder_, {"run", config, "--out", folder_ / "runs", "-q", "--set",
                                      "run.stop_before=\"28 s\""});
    unsetenv("SLURM_JOB_END_TIME");
    EXPECT_EQ(run.code, 4) << run.error;
    const auto shown = thaw(folder_, {"show", folder_.run().string()}).out;
    EXPECT_THAT(shown, HasSubstr("stopped before the end of the batch job"));
    const Result wrong = thaw(folder_, {"run", config, "--set", "run.stop_before=\"soon\""});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.error, HasSubstr("no length of time"));
}

} // namespace
} // namespace thaw::test
