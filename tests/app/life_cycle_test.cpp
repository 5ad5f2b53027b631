// What `thaw` does with a run's files when something is not as it was: nothing is lost, nothing is
// left behind by what is refused.
#include "core/run/sha256.h"
#include "tests/app/program.h"

#include <gmock/gmock.h>
#include <thread>

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
    EXPECT_THAT(resumed.error, HasSubstr("goes on from step 40 instead"));
    EXPECT_TRUE(fs::exists(newest));
    ASSERT_EQ(run("whole").code, 0);
    EXPECT_EQ(readings(folder_, file), readings(folder_, folder_.run("whole")));
}

TEST_F(LifeCycle, AForkInterruptedOnItsWayIsInterrupted) {
    const Result whole =
        run("runs", {"--set", "training.steps=20000", "--set", "checkpoints.every=0", "--set",
                     "checkpoints.at_events=false"});
    ASSERT_EQ(whole.code, 0) << whole.error;
    const std::string before = state_of("runs");
    Process forking(folder_,
                    {THAW_PROGRAM, "fork", folder_.run("runs").string(), "--at", "19999", "-q"});
    std::this_thread::sleep_for(std::chrono::milliseconds(1500)); // it has begun
    forking.send(SIGTERM);
    EXPECT_EQ(forking.wait(), 130);
    EXPECT_THAT(forking.error(), HasSubstr("on the way to the fork's step 19999"));
    EXPECT_EQ(state_of("runs"), before);
}

TEST_F(LifeCycle, NamesThatClashAreRefusedBeforeAnythingStarts) {
    const Result refused = run("runs", {"--set", "metrics=[{id=\"fisher_trace\", name=\"x\"}, "
                                                 "{id=\"weights\", name=\"x.head\"}]"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error, HasSubstr("'x' and 'x.head' both have a series 'x.head'"));
    EXPECT_THAT(run("runs", {"--set", "metrics=[{id=\"fisher_trace\", name=\"step\"}]"}).error,
                HasSubstr("'step' is the name of a column"));
    EXPECT_FALSE(fs::exists(folder_ / "runs"));
}

TEST_F(LifeCycle, FactorsBeyond32BitsAreRefused) {
    const Result refused = run("runs", {"--set", "optimiser.learning_rate=1.7e308"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.error, HasSubstr("at most 1e+30"));
    const Result product =
        run("runs", {"--set", "optimiser={id=\"adamw\", learning_rate=1e30, weight_decay=1e30}"});
    EXPECT_EQ(product.code, 2);
    EXPECT_THAT(product.error, HasSubstr("learning_rate, weight_decay or epsilon"));
}

} // namespace
} // namespace thaw::test
