// What `thaw` does with a run's files when something is not as it was: nothing is lost, nothing is
// left behind by what is refused.
#include "core/run/sha256.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <gmock/gmock.h>

namespace thaw::test {
namespace {

using testing::HasSubstr;

class LifeCycle : public testing::Test {
  protected:
    void SetUp() override { config_ = folder_.write("a.toml", small_config(60)); }

    Result run(const std::string& out, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"run", config_, "--out", folder_ / out, "-q"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return thaw(folder_, arguments);
    }
    // Stopped by its config at step 45.
    fs::path stopped(const std::string& out, std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--set", "commands=[{step=45, action=\"stop\"}]"});
        const Result result = run(out, more);
        EXPECT_EQ(result.code, 0) << result.error; // as planned
        EXPECT_THAT(result.error, HasSubstr("thaw resume"));
        return folder_.run(out);
    }
    static fs::path checkpoints_of(const fs::path& run) {
        std::string name = run.string();
        return name.substr(0, name.size() - std::string(".thaw.h5").size()) + ".checkpoints";
    }
    // Every file below, with its bytes: what must not change.
    std::string state_of(const std::string& name) const {
        std::string all;
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder_ / name))
            if (entry.is_regular_file())
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            all += file.string() + " " + sha256(contents(file)) + "\n";
        return all;
    }

    Folder folder_;
    fs::path config_;
};

TEST_F(LifeCycle, APlannedStopIsNoInterruptionAndIsGoneOnFrom) {
    ASSERT_EQ(run("whole").code, 0);
    const fs::path file = stopped("stopped");
    const Result resumed = thaw(folder_, {"resume", file, "-q"});
    EXPECT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_EQ(readings(folder_, file), readings(folder_, folder_.run("whole")));
    // A fork whose way leads past the stop goes past it, as its parent did.
    fs::remove(checkpoints_of(file) / "none");
    for (const auto& entry : fs::directory_iterator(checkpoints_of(file)))
        if (entry.path().filename().string() > "step-000000041")
            fs::remove(entry.path());
    const Result forked = thaw(folder_, {"fork", file, "--at", "50", "--set", "commands=[]",
                                         "--out", folder_ / "fork", "-q"});
    EXPECT_EQ(forked.code, 0) << forked.error;
    EXPECT_THAT(forked.error, HasSubstr("is missing")); // the checkpoints after 40
    EXPECT_EQ(readings(folder_, folder_.run("fork")), readings(folder_, folder_.run("whole")));
}

TEST_F(LifeCycle, AForkThatIsRefusedLeavesNothing) {
    const fs::path file = stopped("runs");
    const std::string before = state_of("runs");
    const Result refused =
        thaw(folder_, {"fork", file, "--at", "40", "--set", "network.width=[7]", "-q"});
    EXPECT_NE(refused.code, 0);
    EXPECT_THAT(refused.error, HasSubstr("thaw: "));
    EXPECT_EQ(state_of("runs"), before);
}

TEST_F(LifeCycle, AResumeThatIsRefusedChangesNothing) {
    const fs::path file = stopped("runs");
    const fs::path other = stopped("other", {"--seed", "2"});
    fs::rename(checkpoints_of(file), folder_ / "away");
    const std::string without = state_of("runs");
    const auto refusal = [&] {
        const Result refused = thaw(folder_, {"resume", file, "-q"});
        EXPECT_EQ(refused.code, 3);
        return refused.error;
    };
    EXPECT_THAT(refusal(), HasSubstr("is missing"));
    EXPECT_EQ(state_of("runs"), without);
    // Another run's in their place.
    fs::copy(checkpoints_of(other), checkpoints_of(file));
    const std::string with_others = state_of("runs");
    EXPECT_THAT(refusal(), HasSubstr("is missing"));
    const Result repaired = thaw(folder_, {"repair", file});
    EXPECT_EQ(repaired.code, 0) << repaired.error;
    EXPECT_THAT(repaired.out, HasSubstr("stay listed"));
    EXPECT_EQ(state_of("runs"), with_others);
    fs::remove_all(checkpoints_of(file));
    fs::rename(folder_ / "away", checkpoints_of(file));
    const Result resumed = thaw(folder_, {"resume", file, "-q"});
    EXPECT_EQ(resumed.code, 0) << resumed.error;
}

TEST_F(LifeCycle, ADamagedCheckpointIsToldAndLeft) {
    const fs::path file = stopped("runs");
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(checkpoints_of(file)))
        newest = std::max(newest, entry.path());
    const std::string bytes = contents(newest);
    std::ofstream(newest, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
    const Result resumed = thaw(folder_, {"resume", file, "-q"});
    EXPECT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_THAT(resumed.error, HasSubstr(newest.filename().string()));
    EXPECT_THAT(resumed.error, HasSubstr("resuming from step 40 instead"));
    EXPECT_TRUE(fs::exists(newest));
    ASSERT_EQ(run("whole").code, 0);
    EXPECT_EQ(readings(folder_, file), readings(folder_, folder_.run("whole")));
}

TEST_F(LifeCycle, AForkThatCannotBeIsAUsageError) {
    ASSERT_EQ(run("runs").code, 0);
    const auto fork = [&](const std::string& setting) {
        return thaw(folder_, {"fork", folder_.run("runs"), "--at", "40", "--out", folder_ / "child",
                              "-q", "--set", setting});
    };
    const Result ended = fork("training.steps=30");
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.error, HasSubstr("before it begins at step 40"));
    const Result wider = fork("network.width=17");
    EXPECT_EQ(wider.code, 2);
    EXPECT_THAT(wider.error, HasSubstr("does not fit the fork's settings"));
    EXPECT_FALSE(fs::exists(folder_ / "child"));
}

TEST_F(LifeCycle, AForkIsInterruptedOnItsWayAndAfterIt) {
    const Result whole =
        run("runs", {"--set", "training.steps=6000", "--set", "checkpoints.every=0", "--set",
                     "checkpoints.at_events=false"});
    ASSERT_EQ(whole.code, 0) << whole.error;
    const std::string before = state_of("runs");
    Process forking(folder_,
                    {THAW_PROGRAM, "fork", folder_.run("runs").string(), "--at", "5999", "-q"});
    forking.wait_until_it_takes(SIGTERM);
    forking.send(SIGTERM);
    EXPECT_EQ(forking.wait(), 130);
    EXPECT_THAT(forking.error(), HasSubstr("on the way to the fork's step 5999"));
    EXPECT_EQ(state_of("runs"), before);

    Process child(folder_, {THAW_PROGRAM, "fork", folder_.run("runs").string(), "--at", "100",
                            "--out", folder_ / "child", "-q"});
    const auto is_under_way = [&] {
        return fs::exists(folder_ / "child") && !folder_.run("child").empty() &&
               read_run(folder_.run("child")).status.last_step > 100;
    };
    for (int looks = 0; looks < 3000 && child.lives() && !is_under_way(); ++looks)
        usleep(10000);
    child.send(SIGTERM);
    EXPECT_EQ(child.wait(), 130) << child.error();
    const RunRecord stopped = read_run(folder_.run("child"));
    EXPECT_EQ(stopped.status.state, RunState::stopped);
    EXPECT_LT(stopped.status.last_step, 6000);
}

TEST_F(LifeCycle, NamesThatClashAreRefusedBeforeAnythingStarts) {
    const Result refused =
        run("runs", {"--set", "metrics=[{id=\"fisher_trace\"}, {id=\"fisher_trace\", "
                              "name=\"fisher_trace.head\"}]"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error,
                HasSubstr("'fisher_trace' and 'fisher_trace.head' both have a series "
                          "'fisher_trace.head'"));
    EXPECT_THAT(run("runs", {"--set", "metrics=[{id=\"fisher_trace\"}, {id=\"fisher_trace\", "
                                      "name=\"step\"}]"})
                    .error,
                HasSubstr("'step' is the name of a column"));
    EXPECT_FALSE(fs::exists(folder_ / "runs"));
}

TEST_F(LifeCycle, FactorsBeyond32BitsAreRefused) {
    const Result refused = run("runs", {"--set", "optimiser.learning_rate=1.7e308"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error, HasSubstr("at most 1e+30"));
    // The rate over 1 - beta1^step.
    const Result quotient =
        run("runs", {"--set", "optimiser={id=\"adam\", learning_rate=1e30, beta1=0.9999999999}"});
    EXPECT_EQ(quotient.code, 2);
    EXPECT_THAT(quotient.error, HasSubstr("learning_rate, weight_decay or epsilon"));
}

} // namespace
} // namespace thaw::test
