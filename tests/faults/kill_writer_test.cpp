// `thaw run` killed with SIGKILL at random moments. Whatever the moment: the file opens here, in
// h5py and after a repair; no reading that was flushed is missing; and the resumed run ends with
// the bits of one that was left alone.
//
// THAW_KILLS=500 makes the long form (packaging/faults.sh); THAW_SEED chooses other moments.
#include "tests/faults/python_reader.h"
#include "tests/faults/run_bits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <random>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Clock = std::chrono::steady_clock;

constexpr int steps = 300;
constexpr int release_every = 20; // small_config()

enum class Moment { any, start, first_milliseconds, checkpoint, release, end, count };
constexpr const char* names[] = {"any",        "start",   "first milliseconds",
                                 "checkpoint", "release", "end"};

class KilledRun : public testing::Test {
  protected:
    void SetUp() override {
        folder_.write("a.toml", small_config(steps));
        const auto before = Clock::now();
        Process whole(folder_, {THAW_PROGRAM, "run", (folder_ / "a.toml").string(), "--out",
                                (folder_ / "whole").string(), "-q"});
        await(whole, [&] { return !run_in(folder_ / "whole").empty(); });
        start_ = seconds_since(before);
        ASSERT_EQ(whole.wait(), 0) << whole.error();
        training_ = seconds_since(before) - start_;
        const fs::path file = run_in(folder_ / "whole");
        const RunRecord record = read_run(file);
        expected_ = readings_of(record);
        tensors_ = tensors_of(file, record, steps);
        ASSERT_GT(tensors_.size(), 1000U);
    }

    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random_);
    }
    // Waits for the moment and kills.
    void kill_at(Process& process, const fs::path& out, Moment moment) {
        switch (moment) {
        case Moment::any:
            await(process, [&] { return !run_in(out).empty(); });
            wait_for_seconds(uniform(0, training_));
            break;
        case Moment::start:
            wait_for_seconds(uniform(0, start_));
            break;
        case Moment::first_milliseconds:
            await(process, [&] { return fs::exists(out) && !fs::is_empty(out); });
            wait_for_seconds(uniform(0, 0.01));
            break;
        case Moment::checkpoint: {
            const auto after = static_cast<std::int64_t>(uniform(-1, steps));
            await(process, [&] {
                const Saved now = saved(run_in(out));
                return now.newest >= after && now.half;
            });
            wait_for_seconds(uniform(0, 0.001));
            break;
        }
        case Moment::release: { // its checkpoint comes with it
            const auto step =
                release_every * static_cast<std::int64_t>(uniform(1, 4)); // step 20, 40 or 60
            await(process, [&] { return saved(run_in(out)).newest >= step; });
            wait_for_seconds(uniform(0, 0.003));
            break;
        }
        case Moment::end:
        case Moment::count:
            await(process, [&] { return saved(run_in(out)).newest >= steps; });
            wait_for_seconds(uniform(0, 0.03));
            break;
        }
        process.send(SIGKILL);
        process.wait();
    }

    // True: it had been sealed before the kill came.
    bool expect_sound(const fs::path& file, std::int64_t newest_saved) {
        EXPECT_THAT(verify_run(file), IsEmpty());
        const RunRecord record = read_run(file);
        const bool sealed = record.status.state == RunState::finished;
        if (!sealed) {
            EXPECT_EQ(to_text(record.status.state), "interrupted");
        }
        std::int64_t last = -1;
        for (const auto& [key, bits] : readings_of(record)) {
            const auto whole = expected_.find(key);
            EXPECT_TRUE(whole != expected_.end() && whole->second == bits)
                << key.first << " at " << key.second;
            last = std::max(last, key.second);
        }
        // train is read at every step; a checkpoint is written after the rows before it.
        EXPECT_GE(last, newest_saved - 1);
        for (const auto& metric : record.metrics)
            for (std::size_t row = 1; row < metric.step.size(); ++row)
                EXPECT_LT(metric.step[row - 1], metric.step[row]);
        EXPECT_THAT(python_.read(file), HasSubstr("read"));
        return sealed;
    }

    void expect_repaired(const fs::path& file, bool sealed) {
        const fs::path folder = folder_ / "repaired";
        fs::remove_all(folder);
        fs::create_directory(folder);
        const fs::path copy = folder / file.filename();
        fs::copy_file(file, copy);
        std::error_code none_yet;
        fs::copy(checkpoints_of(file), checkpoints_of(copy), none_yet);
        const RunRecord before = read_run(copy);
        const Repair repair = repair_run(copy);
        EXPECT_THAT(repair.lost, IsEmpty());
        EXPECT_EQ(repair.original.empty(), sealed);
        const RunRecord after = read_run(copy);
        EXPECT_EQ(readings_of(after), readings_of(before));
        EXPECT_EQ(after.events.size(), before.events.size());
        EXPECT_EQ(after.status.last_step, before.status.last_step);
        EXPECT_THAT(verify_run(copy), IsEmpty());
        EXPECT_THAT(python_.read_plainly(copy), HasSubstr("read")); // no swmr=True any more
    }

    // The moments at which the run was killed, resumed, and killed again.
    void trial(int number) {
        const fs::path out = folder_ / ("killed" + std::to_string(number));
        const auto moment =
            static_cast<Moment>(number % static_cast<int>(Moment::count)); // all in turn
        SCOPED_TRACE(fmt::format("trial {}: {}", number, names[static_cast<int>(moment)]));
        {
            Process process(folder_, {THAW_PROGRAM, "run", (folder_ / "a.toml").string(), "--out",
                                      out.string(), "-q"});
            kill_at(process, out, moment);
        }
        const fs::path file = run_in(out);
        if (file.empty()) { // before there was a run
            ++without_file_;
            fs::remove_all(out);
            return;
        }
        std::int64_t newest = saved(file).newest;
        bool sealed = expect_sound(file, newest);
        expect_repaired(file, sealed);
        without_checkpoint_ += newest < 0 ? 1 : 0; // it begins again, at its first step
        if (!sealed && number % 3 == 0) {
            Process process(folder_, {THAW_PROGRAM, "resume", file.string(), "-q"});
            kill_at(process, out, Moment::any);
            ++killed_twice_;
            sealed = expect_sound(file, -1);
        }
        if (sealed)
            ++sealed_;
        else {
            const Result resumed = thaw(folder_, {"resume", file, "-q"});
            EXPECT_EQ(resumed.code, 0) << resumed.error;
        }
        const RunRecord record = read_run(file);
        EXPECT_EQ(to_text(record.status.state), "finished");
        EXPECT_EQ(readings_of(record), expected_);
        EXPECT_EQ(tensors_of(file, record, steps), tensors_);
        EXPECT_THAT(verify_run(file), IsEmpty());
        if (!HasFailure())
            fs::remove_all(out);
    }

    Folder folder_;
    std::mt19937_64 random_{static_cast<std::uint64_t>(number_from("THAW_SEED", 20261125))};
    double start_ = 0, training_ = 0; // seconds until there is a file, and from then on
    Readings expected_;
    std::string tensors_;
    PythonReader python_;
    int without_file_ = 0, without_checkpoint_ = 0, killed_twice_ = 0, sealed_ = 0;
};

TEST_F(KilledRun, LosesNothingThatWasFlushedAndEndsWithTheSameBits) {
    const auto kills = static_cast<int>(number_from("THAW_KILLS", 6));
    int done = 0;
    for (; done < kills && !HasFailure(); ++done)
        trial(done);
    fmt::print("{} runs killed ({} of them again while resumed): {} before there was a file, {} "
               "before the first checkpoint, {} after the end\n",
               done, killed_twice_, without_file_, without_checkpoint_, sealed_);
}

} // namespace
} // namespace thaw::test
