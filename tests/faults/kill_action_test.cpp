// `thaw resume`, `fork`, `repair` and `export` killed with SIGKILL, at random times and right after
// random changes of the file system. Whatever the moment: nothing is lost, the same can be asked
// again, and the run ends with the bits of one that was left alone.
//
// THAW_KILLS=500 makes the long form (packaging/faults.sh actions); THAW_SEED chooses other
// moments.
#include "tests/faults/run_bits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <random>

namespace thaw::test {
namespace {

using testing::IsEmpty;
using Clock = std::chrono::steady_clock;

constexpr int steps = 200;
constexpr int stopped_at = 110;
constexpr int forked_at = 93; // on the way from the checkpoint of step 75 or 80

class KilledAction : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("a.toml", small_config(steps));
        const auto before = Clock::now();
        ASSERT_EQ(begin("whole", {}), 0);
        seconds_ = seconds_since(before);
        const fs::path whole = run_in(folder_ / "whole");
        const RunRecord record = read_run(whole);
        expected_ = readings_of(record);
        tensors_ = tensors_of(whole, record, steps);
        ASSERT_GT(tensors_.size(), 1000U);
        csv_ = thaw(folder_, {"export", whole, "--to", "csv"}).out;
        ASSERT_EQ(begin("stopped", {"--set", fmt::format("commands=[{{step={}, action=\"stop\"}}]",
                                                         stopped_at)}),
                  0);
        Process killed(
            folder_, {THAW_PROGRAM, "run", folder_ / "a.toml", "--out", folder_ / "killed", "-q"});
        await(killed, [&] { return saved(run_in(folder_ / "killed")).newest >= 60; });
        killed.send(SIGKILL);
        killed.wait();
    }

    int begin(const std::string& out, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"run", folder_ / "a.toml", "--out", folder_ / out, "-q"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Result result = thaw(folder_, arguments);
        EXPECT_EQ(result.code, 0) << result.error;
        return result.code;
    }

    template <class T>
    T uniform(T low, T high) {
        return static_cast<T>(std::uniform_real_distribution<double>(
            static_cast<double>(low), static_cast<double>(high))(random_));
    }

    // Every second time after a change of the file system below `out`, else at some time.
    void kill_during(const fs::path& out, std::vector<std::string> arguments) {
        const bool at_a_change = uniform(0, 2) == 0;
        std::vector<std::string> all;
        if (at_a_change)
            all = {"env", std::string("LD_PRELOAD=") + THAW_KILL_POINT,
                   fmt::format("THAW_KILL_AT={}", uniform(1, 60)),
                   "THAW_KILL_UNDER=" + out.string()};
        all.push_back(THAW_PROGRAM);
        all.insert(all.end(), arguments.begin(), arguments.end());
        Process process(folder_, all);
        if (!at_a_change) {
            const double moment = uniform(0.0, seconds_);
            const auto begun = Clock::now();
            await(process, [&] { return seconds_since(begun) > moment; });
            process.send(SIGKILL);
        }
        const int code = process.wait();
        EXPECT_TRUE(code == 0 || code == 128 + SIGKILL) << code << process.error();
        killed_ += code == 0 ? 0 : 1;
    }

    void expect_sound(const fs::path& file) {
        EXPECT_THAT(verify_run(file), IsEmpty());
        for (const auto& [key, bits] : readings_of(read_run(file))) {
            const auto whole = expected_.find(key);
            EXPECT_TRUE(whole != expected_.end() && whole->second == bits)
                << key.first << " at " << key.second;
        }
    }

    void expect_ends_as_ever(const fs::path& file) {
        expect_sound(file);
        if (read_run(file).status.state != RunState::finished) {
            const Result resumed = thaw(folder_, {"resume", file, "-q"});
            EXPECT_EQ(resumed.code, 0) << resumed.error;
        }
        const RunRecord record = read_run(file);
        EXPECT_EQ(to_text(record.status.state), "finished");
        EXPECT_EQ(readings_of(record), expected_);
        EXPECT_EQ(tensors_of(file, record, steps), tensors_);
        EXPECT_THAT(verify_run(file), IsEmpty());
    }

    void resume(const fs::path& out) {
        const fs::path file = run_in(out);
        const std::size_t rows = readings_of(read_run(file)).size();
        const std::int64_t newest = read_run(file).checkpoints.back().step;
        kill_during(out, {"resume", file, "-q"});
        EXPECT_GE(read_run(file).checkpoints.back().step, newest);
        EXPECT_GT(readings_of(read_run(file)).size(), rows / 2); // cut to a checkpoint at most
        expect_ends_as_ever(file);
    }

    void fork(const fs::path& out) {
        const fs::path parent = run_in(out);
        const std::string bytes = contents(parent);
        const fs::path children = out / "children";
        const std::vector<std::string> arguments{
            "fork",  parent,   "--at", std::to_string(forked_at), "--set", "commands=[]",
            "--out", children, "-q"};
        kill_during(out, arguments);
        EXPECT_EQ(contents(parent), bytes);
        expect_sound(parent);
        if (run_in(children).empty()) {
            ++without_file_;
            EXPECT_EQ(thaw(folder_, arguments).code, 0);
        } else {
            EXPECT_FALSE(read_run(run_in(children)).checkpoints.empty());
        }
        expect_ends_as_ever(run_in(children));
    }

    void repair(const fs::path& out) {
        const fs::path file = run_in(out);
        const std::string bytes = contents(file);
        kill_during(out, {"repair", file});
        EXPECT_TRUE(contents(file) == bytes || contents(file.string() + ".before-repair") == bytes);
        expect_sound(file);
        EXPECT_EQ(thaw(folder_, {"repair", file}).code, 0);
        expect_ends_as_ever(file);
    }

    void export_it(const fs::path& out) {
        const fs::path file = out / "readings.csv";
        std::ofstream(file) << "what was there before";
        const std::vector<std::string> arguments{
            "export", run_in(folder_ / "whole"), "--to", "csv", "--out", file};
        kill_during(out, arguments);
        const std::string now = contents(file);
        EXPECT_TRUE(now == "what was there before" || now == csv_);
        EXPECT_EQ(thaw(folder_, arguments).code, 0);
        EXPECT_EQ(contents(file), csv_);
    }

    void trial(int number) {
        const fs::path out = folder_ / fmt::format("trial{}", number);
        SCOPED_TRACE(out.string());
        const int action = number % 4;
        fs::copy(folder_ / (action == 2 ? "killed" : "stopped"), out, fs::copy_options::recursive);
        switch (action) {
        case 0:
            resume(out);
            break;
        case 1:
            fork(out);
            break;
        case 2:
            repair(out);
            break;
        default:
            export_it(out);
        }
        for (const auto& entry : fs::recursive_directory_iterator(out))
            EXPECT_NE(entry.path().extension(), ".part") << entry.path();
        if (!HasFailure())
            fs::remove_all(out);
    }

    Folder folder_;
    std::mt19937_64 random_{static_cast<std::uint64_t>(number_from("THAW_SEED", 20261130))};
    double seconds_ = 0; // that a whole run takes
    Readings expected_;
    std::string tensors_, csv_;
    int killed_ = 0, without_file_ = 0;
};

TEST_F(KilledAction, ARunKilledBeforeItsFirstCheckpointBeginsAgain) {
    int begun_again = 0;
    for (int change = 1; begun_again == 0; ++change) {
        ASSERT_LT(change, 30) << "there is no such moment any more: this test tests nothing";
        const fs::path out = folder_ / fmt::format("early{}", change);
        fs::create_directory(out);
        Process process(folder_,
                        {"env", std::string("LD_PRELOAD=") + THAW_KILL_POINT,
                         fmt::format("THAW_KILL_AT={}", change), "THAW_KILL_UNDER=" + out.string(),
                         THAW_PROGRAM, "run", folder_ / "a.toml", "--out", out, "-q"});
        ASSERT_EQ(process.wait(), 128 + SIGKILL);
        const fs::path file = run_in(out);
        if (file.empty() || saved(file).newest >= 0)
            continue;
        ++begun_again;
        EXPECT_EQ(thaw(folder_, {"fork", file, "--at", "0", "--out", out / "fork", "-q"}).code, 0);
        expect_ends_as_ever(run_in(out / "fork"));
        expect_ends_as_ever(file);
    }
}

TEST_F(KilledAction, LosesNothingAndCanBeDoneAgain) {
    const auto kills = static_cast<int>(number_from("THAW_KILLS", 6));
    int done = 0;
    while (killed_ < kills && done < 3 * kills && !HasFailure())
        trial(done++);
    fmt::print(
        "{} actions (resume, fork, repair, export in turn), {} killed, {} forks before there "
        "was a file\n",
        done, killed_, without_file_);
}

} // namespace
} // namespace thaw::test
