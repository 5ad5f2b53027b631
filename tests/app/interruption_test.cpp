// Runs that are stopped, killed, resumed and forked end with the bits of one that was left alone.
#include "tests/app/program.h"

#include <chrono>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <thread>

namespace thaw::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr int steps = 300;

// A run that stands still (SIGSTOP) after some steps and before its end.
class Halted {
  public:
    Halted(const Folder& folder, const std::string& out)
        : folder_(folder), out_(out),
          process_(folder, {THAW_PROGRAM, "run", (folder / "a.toml").string(), "--out",
                            (folder / out).string()}) {
        while (last_step() < steps / 6) {
            process_.send(SIGCONT);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            process_.send(SIGSTOP);
        }
    }
    ~Halted() { process_.send(SIGKILL); }
    Halted(const Halted&) = delete;
    Halted& operator=(const Halted&) = delete;

    Process& process() { return process_; }
    void send_and_go_on(int signal) {
        process_.send(signal);
        process_.send(SIGCONT);
    }
    fs::path file() const { return folder_.run(out_); }

  private:
    std::int64_t last_step() const {
        std::error_code ignored;
        if (!fs::exists(folder_ / out_, ignored) || file().empty())
            return -1;
        const Folder elsewhere; // the process writes its output into ours
        const Result shown = thaw(elsewhere, {"show", file().string(), "--json"});
        return shown.code == 0 ? json::parse(shown.out)["step"].get<std::int64_t>() : -1;
    }
    const Folder& folder_;
    std::string out_;
    Process process_;
};

class Interrupted : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("a.toml", small_config(steps));
        const Result whole =
            thaw(folder_, {"run", folder_ / "a.toml", "--out", folder_ / "whole", "-q"});
        ASSERT_EQ(whole.code, 0) << whole.error;
        expected_ = readings(folder_, folder_.run("whole"));
    }
    Folder folder_;
    std::string expected_;
};

TEST_F(Interrupted, BySigintItSavesSealsAndResumes) {
    Halted run(folder_, "stopped");
    run.send_and_go_on(SIGINT);
    EXPECT_EQ(run.process().wait(), 130);
    EXPECT_THAT(run.process().error(), HasSubstr("thaw resume " + run.file().string()));
    const json stopped = json::parse(thaw(folder_, {"show", run.file(), "--json"}).out);
    EXPECT_EQ(stopped["state"], "stopped");
    EXPECT_LT(stopped["step"], steps);
    EXPECT_EQ(thaw(folder_, {"verify", run.file()}).code, 0);

    const Result resumed = thaw(folder_, {"resume", run.file(), "-q"});
    ASSERT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_EQ(readings(folder_, run.file()), expected_);
    EXPECT_EQ(thaw(folder_, {"resume", run.file()}).code, 2); // it is finished
}

TEST_F(Interrupted, BySigkillItIsCalledSoAndResumes) {
    Halted run(folder_, "killed");
    run.process().send(SIGKILL);
    run.process().wait();
    const json killed = json::parse(thaw(folder_, {"show", run.file(), "--json"}).out);
    EXPECT_EQ(killed["state"], "interrupted");

    const Result resumed = thaw(folder_, {"resume", run.file(), "-q"});
    ASSERT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_EQ(readings(folder_, run.file()), expected_);
    EXPECT_EQ(thaw(folder_, {"verify", run.file()}).code, 0);
}

TEST_F(Interrupted, ARunningFileIsNotResumedButIsReadByPython) {
    Halted run(folder_, "live");
    EXPECT_THAT(thaw(Folder(), {"resume", run.file()}).error, HasSubstr("is being written"));
    const auto script = folder_.write("read.py", R"(
import h5py, sys
with h5py.File(sys.argv[1], "r", libver="latest", swmr=True) as f:
    loss = f["entry/series/train_loss/value"]
    loss.id.refresh()
    assert loss.shape[0] > 0, "no rows yet"
    assert f["entry/events"][0]["kind"] == b"started"
    assert b"gradual_unfreezing" in f["entry/config/resolved"][()]
    print(f["entry/status/state"][()].decode())
)");
    const auto read = [&] {
        Process python(folder_, {"/usr/bin/python3", script, run.file()});
        const int code = python.wait();
        return std::to_string(code) + " " + python.out() + python.error();
    };
    EXPECT_EQ(read(), "0 running\n");
    run.process().send(SIGKILL);
    run.process().wait();
    EXPECT_EQ(read(),
              "0 running\n"); // what the file says; that the process is gone, it cannot know
}

TEST_F(Interrupted, AForkWithNothingChangedEqualsItsParent) {
    const fs::path parent = folder_.run("whole");
    for (const char* step : {"0", "50", "63", "299"}) {
        const std::string out = std::string("fork") + step;
        const Result forked =
            thaw(folder_, {"fork", parent, "--at", step, "--out", folder_ / out, "-q", "--json"});
        ASSERT_EQ(forked.code, 0) << forked.error;
        EXPECT_EQ(json::parse(forked.out)["parent"]["step"], std::stoi(step));
        EXPECT_EQ(readings(folder_, folder_.run(out)), expected_) << step;
    }
}

TEST_F(Interrupted, AForkGoesItsOwnWay) {
    const fs::path parent = folder_.run("whole");
    const Result forked =
        thaw(folder_, {"fork", parent, "--at", "19", "--set", "intervention.interval=30", "--set",
                       "triggers=[]", "--out", folder_ / "fork", "-q", "--json"});
    ASSERT_EQ(forked.code, 0) << forked.error;
    const json summary = json::parse(forked.out);
    std::string story;
    for (const auto& event : summary["events"])
        story += event["text"].get<std::string>() + "\n";
    EXPECT_EQ(story, "step 19: forked\nstep 30: layer2 released\nstep 60: layer1 released\n"
                     "step 300: ended: all steps done\n");
    EXPECT_EQ(thaw(folder_, {"fork", parent, "--at", "301"}).code, 2);
}

} // namespace
} // namespace thaw::test
