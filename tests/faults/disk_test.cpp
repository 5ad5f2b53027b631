// No room, no permission, no folder, while a run goes on: it waits and says so, and goes on or
// ends closed; what was written before is whole.
#include "core/run/error.h"
#include "core/storage/room.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"
#include "tests/faults/small_disk.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace thaw::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t rows = 4000;

RunHeader header_of_a_run() {
    RunHeader header;
    header.run_id = "0123456789abcdef0123456789abcdef";
    header.name = "small";
    header.created = "2026-11-24T12:00:00Z";
    header.config = "[run]\nseed = 1\n";
    header.plan.steps = rows;
    MetricInfo metric;
    metric.name = metric.id = "m";
    for (int s = 0; s < 12; ++s)
        metric.series.push_back({.name = fmt::format("m.s{}", s), .headline = s == 0});
    header.plan.metrics.push_back(metric);
    return header;
}

std::shared_ptr<EventBundle> bundle_at(std::int64_t step) {
    auto bundle = std::make_shared<EventBundle>();
    bundle->step = step;
    bundle->examples = step;
    MetricReadings taken{0, {}, 0};
    for (int s = 0; s < 12; ++s)
        taken.readings.push_back({static_cast<double>(step * 100 + s), 0, step});
    bundle->readings.push_back(std::move(taken));
    return bundle;
}

void expect_whole(const RunRecord& record) {
    const MetricColumns& columns = record.metrics[0];
    for (std::size_t row = 0; row < columns.step.size(); ++row)
        for (std::size_t s = 0; s < 12; ++s) {
            ASSERT_EQ(columns.step[row], static_cast<std::int64_t>(row));
            ASSERT_EQ(columns.series[s].value[row],
                      static_cast<double>(columns.step[row] * 100 + static_cast<std::int64_t>(s)));
        }
}

bool soon(const std::function<bool()>& seen) {
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!seen() && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(2ms);
    return seen();
}

// A recorder on a small disk; a thread hands it rows as a session would.
class FullDisk : public testing::Test {
  protected:
    void SetUp() override {
        if (!disk_.mounted())
            GTEST_SKIP() << disk_.why_not();
        settings_.file = disk_ / "a.thaw.h5";
        settings_.flush_seconds = 0;
        settings_.queue_bytes = 65'536; // training cannot be done before anything is written
        settings_.tell = [this](const std::string& sentence) {
            const std::lock_guard lock(mutex_);
            told_.push_back(sentence);
        };
        settings_.give_up = [this] { return given_up_.load(); };
    }
    std::vector<std::string> told() {
        const std::lock_guard lock(mutex_);
        return told_;
    }
    // Until the recorder has failed, or all rows are there.
    void train() {
        try {
            for (; step_ < rows; ++step_) {
                recorder_->append(bundle_at(step_));
                if (step_ % 500 == 0)
                    recorder_->save_checkpoint(step_, std::string(20'000, 'c'), true);
            }
            recorder_->finish(EndState::finished, "all steps done");
        } catch (const Error& error) {
            error_ = error.what();
        }
    }

    Folder folder_;
    SmallDisk disk_{folder_ / "disk", 4096};
    RecorderSettings settings_;
    std::mutex mutex_;
    std::vector<std::string> told_;
    std::atomic<bool> given_up_ = false;
    std::atomic<std::int64_t> step_ = 0;
    std::unique_ptr<Recorder> recorder_;
    std::string error_;
};

TEST_F(FullDisk, TrainingWaitsSaysSoAndGoesOn) {
    recorder_ = create_run(header_of_a_run(), settings_);
    disk_.fill_up_to(0);
    std::jthread training([this] { train(); });
    ASSERT_TRUE(soon([&] { return !told().empty(); }));
    EXPECT_THAT(told()[0], HasSubstr("training waits"));
    EXPECT_THAT(told()[0], HasSubstr(disk_ / ""));
    EXPECT_THAT(told()[0], HasSubstr("No space left"));
    std::this_thread::sleep_for(300ms);
    const std::int64_t waits_at = step_;
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(step_, waits_at); // training, too
    EXPECT_LT(waits_at, rows);
    EXPECT_THAT(verify_run(settings_.file), IsEmpty()); // and followers read on
    expect_whole(read_run(settings_.file));
    disk_.make_room();
    training.join();
    EXPECT_THAT(error_, IsEmpty());
    EXPECT_THAT(told().back(), IsEmpty()); // it goes on
    const RunRecord record = read_run(settings_.file);
    EXPECT_THAT(record.metrics[0].step, SizeIs(rows));
    EXPECT_EQ(record.status.state, RunState::finished);
    expect_whole(record);
    EXPECT_THAT(verify_run(settings_.file), IsEmpty());
    EXPECT_THAT(record.checkpoints, SizeIs(8));
}

TEST_F(FullDisk, AStopMeanwhileEndsItClosed) {
    recorder_ = create_run(header_of_a_run(), settings_);
    std::jthread training([this] { train(); });
    ASSERT_TRUE(soon([&] { return read_run(settings_.file).metrics[0].step.size() > 100; }));
    disk_.fill_up_to(0);
    ASSERT_TRUE(soon([&] { return !told().empty(); }));
    given_up_ = true;
    training.join();
    EXPECT_THAT(error_, HasSubstr(settings_.file.string()));
    recorder_.reset();
    const RunRecord record = read_run(settings_.file);
    EXPECT_EQ(record.status.state, RunState::interrupted);
    EXPECT_THAT(record.status.reason, HasSubstr("no room"));
    EXPECT_GT(record.metrics[0].step.size(), 100U);
    expect_whole(record);
    EXPECT_THAT(verify_run(settings_.file), IsEmpty());
    // It goes on where there is room.
    disk_.make_room();
    EXPECT_NO_THROW(continue_run(record.before(1000), settings_)->finish(EndState::finished, ""));
}

// Again and again, at whatever moment: nothing is damaged.
TEST_F(FullDisk, FilledAndFreedAllTheTime) {
    recorder_ = create_run(header_of_a_run(), settings_);
    std::jthread training([this] { train(); });
    for (int times = 0; step_ < rows && times < 200; ++times) {
        disk_.fill_up_to(static_cast<std::size_t>(times % 7) * 4096);
        std::this_thread::sleep_for(10ms);
        disk_.make_room();
        std::this_thread::sleep_for(3ms);
    }
    training.join();
    EXPECT_THAT(error_, IsEmpty());
    const RunRecord record = read_run(settings_.file);
    EXPECT_THAT(record.metrics[0].step, SizeIs(rows));
    expect_whole(record);
    EXPECT_THAT(verify_run(settings_.file), IsEmpty());
}

TEST_F(FullDisk, ReservedBlocksAreGivenBack) {
    recorder_ = create_run(header_of_a_run(), settings_);
    train();
    EXPECT_THAT(error_, IsEmpty());
    struct stat about {};
    ASSERT_EQ(::stat(settings_.file.c_str(), &about), 0);
    EXPECT_LT(about.st_blocks * 512 - about.st_size, 8192);
}

TEST(Room, KnowsWhatMayPass) {
    for (const int error : {ENOSPC, EDQUOT, EROFS, EACCES, EPERM})
        EXPECT_TRUE(may_pass(error)) << error;
    for (const int error : {EIO, EFBIG, EBADF})
        EXPECT_FALSE(may_pass(error)) << error;
}

TEST_F(FullDisk, ARemovedFileEndsTheRunWithASentence) {
    recorder_ = create_run(header_of_a_run(), settings_);
    recorder_->append(bundle_at(step_++));
    fs::remove(settings_.file);
    train();
    EXPECT_THAT(error_, HasSubstr("it was removed while it was written"));
}

// Looked at before every flush: libhdf5 would wait for ever for what it does not find.
TEST_F(FullDisk, ACutOffFileEndsTheRunWithASentence) {
    settings_.flush_seconds = 3600;
    recorder_ = create_run(header_of_a_run(), settings_);
    fs::resize_file(settings_.file, 0);
    step_ = rows; // straight to the end
    train();
    EXPECT_THAT(error_, HasSubstr("another program cut it off while it was written"));
}

TEST_F(FullDisk, AMovedFileIsClosedWhereItIs) {
    recorder_ = create_run(header_of_a_run(), settings_);
    for (; step_ < 100; ++step_)
        recorder_->append(bundle_at(step_));
    fs::rename(settings_.file, disk_ / "moved.thaw.h5");
    train();
    EXPECT_THAT(error_, HasSubstr("it was moved while it was written"));
    recorder_.reset();
    const RunRecord record = read_run(disk_ / "moved.thaw.h5");
    EXPECT_EQ(record.status.state, RunState::interrupted);
    EXPECT_GE(record.metrics[0].step.size(), 100U);
    expect_whole(record);
    EXPECT_THAT(verify_run(disk_ / "moved.thaw.h5"), IsEmpty());
}

// The program itself. It must not be root where a permission is to be missing.
class RunOnADisk : public testing::Test {
  protected:
    void SetUp() override {
        if (!disk_.mounted())
            GTEST_SKIP() << disk_.why_not();
        fs::permissions(folder_.path(), fs::perms::all);
        folder_.write("a.toml", small_config(1200) + "[run]\nname = \"r\"\n");
        fs::create_directory(disk_ / "out");
        fs::permissions(disk_ / "out", fs::perms::all);
    }
    std::vector<std::string> command(bool as_nobody = false) const {
        std::vector<std::string> all;
        if (as_nobody)
            all = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
        all.insert(all.end(), {THAW_PROGRAM, "run", (folder_ / "a.toml").string(), "--out",
                               (disk_ / "out").string(), "-q"});
        return all;
    }
    fs::path file() const {
        std::error_code ignored;
        for (fs::directory_iterator at(disk_ / "out", ignored), end; !ignored && at != end;
             at.increment(ignored))
            if (at->path().string().ends_with(".thaw.h5"))
                return at->path();
        return {};
    }
    bool begins(const Process& process) const {
        return soon([&] {
            return !process.lives() || (!file().empty() && read_run(file()).status.last_step > 20);
        });
    }
    // Filled again and again: a checkpoint that the run itself drops makes room for the next.
    bool waits_on_the_full_disk(const Process& process) const {
        return soon([&] {
            disk_.fill_up_to(0);
            return process.error().find("training waits") != std::string::npos;
        });
    }
    Folder folder_;
    SmallDisk disk_{folder_ / "disk", 32768}; // a checkpoint has a megabyte
};

TEST_F(RunOnADisk, WaitsForRoomAndEndsAsIfNothingHadBeen) {
    const Result whole =
        thaw(folder_, {"run", folder_ / "a.toml", "--out", folder_ / "whole", "-q"});
    ASSERT_EQ(whole.code, 0) << whole.error;
    Process process(folder_, command());
    ASSERT_TRUE(begins(process));
    ASSERT_TRUE(waits_on_the_full_disk(process)) << process.error();
    EXPECT_TRUE(process.lives());
    disk_.make_room();
    EXPECT_EQ(process.wait(), 0) << process.error();
    EXPECT_THAT(process.error(), HasSubstr("training continues"));
    EXPECT_EQ(readings(folder_, file()), readings(folder_, folder_.run("whole")));
    EXPECT_THAT(verify_run(file()), IsEmpty());
}

TEST_F(RunOnADisk, StoppedWhileItWaitsItEndsClosedAndResumes) {
    Process process(folder_, command());
    ASSERT_TRUE(begins(process));
    ASSERT_TRUE(waits_on_the_full_disk(process)) << process.error();
    process.send(SIGINT);
    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(process.error(), HasSubstr("cannot be written"));
    EXPECT_THAT(verify_run(file()), IsEmpty());
    EXPECT_EQ(read_run(file()).status.state, RunState::interrupted);
    disk_.make_room();
    const Result resumed = thaw(folder_, {"resume", file(), "-q"});
    EXPECT_EQ(resumed.code, 0) << resumed.error;
    EXPECT_EQ(read_run(file()).status.state, RunState::finished);
}

TEST_F(RunOnADisk, WithoutPermissionForACheckpointItWaits) {
    Process process(folder_, command(true));
    ASSERT_TRUE(begins(process)) << process.error();
    ASSERT_TRUE(process.lives()) << process.error();
    std::string name = file().string();
    name.resize(name.size() - std::string(".thaw.h5").size());
    fs::permissions(name + ".checkpoints", fs::perms::owner_read | fs::perms::owner_exec);
    ASSERT_TRUE(soon([&] { return process.error().find("training waits") != std::string::npos; }))
        << process.error();
    EXPECT_THAT(process.error(), HasSubstr("Permission denied"));
    fs::permissions(name + ".checkpoints", fs::perms::owner_all);
    EXPECT_EQ(process.wait(), 0) << process.error();
    EXPECT_THAT(verify_run(file()), IsEmpty());
}

TEST_F(RunOnADisk, ARemovedFolderEndsItWithASentence) {
    Process process(folder_, command());
    ASSERT_TRUE(begins(process));
    fs::remove_all(disk_ / "out");
    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(process.error(), HasSubstr("was removed while it was written"));
}

TEST_F(RunOnADisk, AReadOnlyDiskIsRefusedAtTheStart) {
    ASSERT_EQ(::mount("tmpfs", (disk_ / "").c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
    Process process(folder_, command());
    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(process.error(), HasSubstr((disk_ / "out").string()));
    EXPECT_THAT(process.error(), HasSubstr("its file system is read-only"));
}

TEST_F(RunOnADisk, AFolderWithoutPermissionIsRefusedAtTheStart) {
    fs::permissions(disk_ / "out", fs::perms::owner_all);
    Process process(folder_, command(true));
    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(process.error(), HasSubstr((disk_ / "out").string()));
    EXPECT_THAT(process.error(), HasSubstr("Permission denied"));
}

} // namespace
} // namespace thaw::test
