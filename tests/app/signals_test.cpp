// What Slurm, shells, closed sessions and impatient people send to a training.
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <array>
#include <chrono>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::Not;

void pause_for(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

class Signals : public testing::Test {
  protected:
    // A run that would take minutes.
    Process start(const std::vector<std::string>& more = {}, bool nohup = false) {
        std::string config = small_config(200000);
        config += "at_events = false\n"; // of [checkpoints], the last section
        config.replace(config.find("every = 25"), 10, "every = 0 ");
        const auto file = folder_.write("a.toml", config);
        std::vector<std::string> arguments{THAW_PROGRAM, "run", file, "--out", folder_ / "runs"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        if (nohup)
            arguments.insert(arguments.begin(), "nohup");
        return {folder_, arguments};
    }
    fs::path file() const { return folder_.run(); }
    // Waits until the run has come some way.
    void wait_for_steps(std::int64_t least) const {
        for (int i = 0; i < 600; ++i, pause_for(0.05)) {
            std::error_code ignored;
            if (fs::exists(folder_ / "runs", ignored) && !file().empty() &&
                read_run(file()).status.last_step >= least)
                return;
        }
        FAIL() << "no steps in half a minute";
    }
    // Stopped in good order: all that was done is in a checkpoint.
    void expect_saved() const {
        const RunRecord run = read_run(file());
        EXPECT_EQ(run.status.state, RunState::stopped);
        EXPECT_EQ(run.checkpoints.back().step, run.status.last_step);
        EXPECT_THAT(verify_run(file()), testing::IsEmpty());
    }
    Folder folder_;
};

class Stopped : public Signals, public testing::WithParamInterface<std::vector<int>> {};

TEST_P(Stopped, InGoodOrder) {
    Process run = start();
    wait_for_steps(20);
    for (const int signal : GetParam()) {
        run.send(signal);
        pause_for(0.01);
    }
    EXPECT_EQ(run.wait(), 130);
    expect_saved();
    EXPECT_THAT(run.error(), HasSubstr("stopping after this step"));
    EXPECT_THAT(run.error(), Not(HasSubstr("stopped immediately")));
}
INSTANTIATE_TEST_SUITE_P(By, Stopped,
                         testing::Values(std::vector{SIGTERM}, std::vector{SIGHUP},
                                         std::vector{SIGTERM, SIGTERM, SIGTERM},
                                         std::vector{SIGINT, SIGTERM},
                                         std::vector{SIGINT, SIGINT, SIGINT}));

TEST_F(Signals, AWarningSavesACheckpointAndTheRunGoesOn) {
    Process run = start();
    wait_for_steps(20);
    const auto before = read_run(file()).checkpoints.size();
    run.send(SIGUSR1);
    for (int i = 0; i < 200 && read_run(file()).checkpoints.size() == before; ++i)
        pause_for(0.05);
    const CheckpointInfo saved = read_run(file()).checkpoints.back();
    EXPECT_GE(saved.step, 20);
    EXPECT_TRUE(saved.pinned);
    wait_for_steps(saved.step + 20);
    EXPECT_TRUE(run.lives());
    run.send(SIGTERM);
    EXPECT_EQ(run.wait(), 130);
    expect_saved();
}

// A launcher that sends them until nobody is left meets the process on its last way, too.
TEST_F(Signals, SentUntilTheProcessIsGoneTheyChangeNothing) {
    Process process = start();
    wait_for_steps(20);
    while (process.lives()) {
        process.send(SIGTERM);
        pause_for(0.01);
    }
    EXPECT_EQ(process.wait(), 130) << process.error();
    expect_saved();
}

TEST_F(Signals, NohupIsObeyed) {
    Process run = start({}, true);
    wait_for_steps(20);
    run.send(SIGHUP);
    wait_for_steps(read_run(file()).status.last_step + 50);
    EXPECT_TRUE(run.lives());
    run.send(SIGTERM);
    EXPECT_EQ(run.wait(), 130);
}

// Steps of several seconds: whoever presses Ctrl+C, waits, and presses it again means it.
TEST_F(Signals, ASecondCtrlCEndsAtOnceAndSaysWhatThatCosts) {
    Process run = start({"--set", "network={id='mlp', width=4096, depth=4}", "--set",
                         "dataset.train_examples=8192", "--set", "training.batch_size=8192",
                         "--set", "metrics=[{id='train'}]", "--set", "triggers=[]", "-q"});
    for (int i = 0; i < 600 && !fs::exists(folder_ / "runs"); ++i)
        pause_for(0.05);
    pause_for(0.5);
    run.send(SIGINT);
    pause_for(1.2);
    ASSERT_TRUE(run.lives());
    run.send(SIGINT);
    EXPECT_EQ(run.wait(), 130);
    EXPECT_THAT(run.error(),
                testing::ContainsRegex(
                    "stopped immediately at step 0; `thaw resume .*` will resume from the "
                    "checkpoint at step 0 and repeat 0 steps"));
}

// Before there is a run there is nothing to save.
TEST_F(Signals, ConfigsThatNeverComeAreNotWaitedForAgainstAPersonsWill) {
    const std::string pipe = folder_ / "a.toml";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const int signal : {SIGINT, SIGTERM}) {
        Process run(folder_, {THAW_PROGRAM, "run", pipe});
        pause_for(1);
        ASSERT_TRUE(run.lives());
        run.send(signal);
        EXPECT_EQ(run.wait(), 128 + signal);
    }
}

// A reader of the progress that rests (a pager) stops neither training nor signals.
TEST_F(Signals, NobodyNeedReadTheProgress) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    ASSERT_GT(fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
    const std::string filling(4096, '.');
    ASSERT_EQ(write(ends[1], filling.data(), filling.size()), 4096); // it takes no more
    const std::string program = "exec \"$0\" \"$@\" 2>/proc/self/fd/" + std::to_string(ends[1]);
    ASSERT_EQ(fcntl(ends[1], F_SETFD, 0), 0); // the program's, too
    const auto config = folder_.write("a.toml", small_config(200000));
    Process run(folder_,
                {"/bin/sh", "-c", program, THAW_PROGRAM, "run", config, "--out", folder_ / "runs"});
    wait_for_steps(20);
    run.send(SIGTERM);
    EXPECT_EQ(run.wait(), 130);
    expect_saved();
    close(ends[0]);
    close(ends[1]);
}

} // namespace
} // namespace thaw::test
