// A file that is being written: what readers see, and how much may wait.
#include "core/storage/process_identity.h"
#include "tests/storage/example_run.h"

#include <atomic>
#include <chrono>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

// Waits until `done()`, at most some seconds.
template <class Done>
bool soon(const Done& done) {
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < until) {
        if (done())
            return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

TEST(LiveRun, RowsAreSeenBeforeTheEnd) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    const auto recorder = create_run(header, {.file = file, .flush_seconds = 0.02});
    EXPECT_EQ(read_run(file).status.state, RunState::running);
    for (std::int64_t step = 0; step < 3; ++step) {
        recorder->append(bundle_at(header.plan, step));
        const auto rows = static_cast<std::size_t>(step) + 1;
        EXPECT_TRUE(soon([&] { return read_run(file).metrics[1].step.size() == rows; }));
    }
    EXPECT_TRUE(soon([&] { return read_summary(file).status.last_step == 2; }));
}

TEST(LiveRun, DroppedWithoutAnEndItIsNotTakenForRunning) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = file, .flush_seconds = 1000});
    recorder->append(bundle_at(header.plan, 4));
    recorder.reset(); // this process lives on
    const RunRecord record = read_run(file);
    EXPECT_EQ(record.status.state, RunState::interrupted);
    EXPECT_EQ(record.status.last_step, 4);
    EXPECT_FALSE(record.status.reason.empty());
}

TEST(LiveRun, AnEventDoesNotWait) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    const auto recorder = create_run(header, {.file = file, .flush_seconds = 1000});
    auto bundle = bundle_at(header.plan, 4);
    bundle->events.push_back(event_at(4));
    recorder->append(bundle);
    EXPECT_TRUE(soon([&] { return read_run(file).events.size() == 1; }));
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(1));
}

TEST(LiveRun, TheHeartBeatsWithoutRows) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const auto recorder = create_run(small_header(), {.file = file, .flush_seconds = 0.02});
    const double first = read_summary(file).status.heartbeat;
    EXPECT_TRUE(soon([&] { return read_summary(file).status.heartbeat > first; }));
}

// One thread appends while another, of this process, reads again and again.
TEST(LiveRun, AReaderInTheSameProcessSeesWholeRows) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = file, .flush_seconds = 0});
    std::atomic<bool> done = false;
    std::size_t reads = 0;
    std::jthread reader([&] {
        for (std::size_t seen = 0; !done; ++reads) {
            const RunRecord record = read_run(file);
            expect_whole_rows(record);
            EXPECT_GE(record.metrics[0].step.size(), seen);
            seen = record.metrics[0].step.size();
            EXPECT_THAT(verify_run(file), IsEmpty());
        }
    });
    for (std::int64_t step = 0; step < 600; ++step) {
        auto bundle = bundle_at(header.plan, step);
        if (step % 50 == 0)
            bundle->events.push_back(event_at(step));
        recorder->append(bundle);
        if (step % 100 == 0)
            recorder->save_checkpoint(step, "bytes", false);
        std::this_thread::sleep_for(1ms);
    }
    recorder->finish(EndState::finished, "");
    done = true;
    reader.join();
    EXPECT_GT(reads, 2U);
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(600));
}

// The same with two processes, which share no cache.
TEST(LiveRun, AReaderInAnotherProcessSeesWholeRows) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    const pid_t writer = fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
        auto recorder = create_run(header, {.file = file, .flush_seconds = 0});
        for (std::int64_t step = 0; step < 600; ++step) {
            recorder->append(bundle_at(header.plan, step));
            std::this_thread::sleep_for(1ms);
        }
        recorder->finish(EndState::finished, "");
        _exit(0);
    }
    ASSERT_TRUE(soon([&] { return fs::exists(file); }));
    std::size_t reads = 0;
    for (std::size_t seen = 0; seen < 600; ++reads) {
        const RunRecord record = read_run(file);
        expect_whole_rows(record);
        ASSERT_GE(record.metrics[0].step.size(), seen);
        seen = record.metrics[0].step.size();
        ASSERT_THAT(verify_run(file), IsEmpty());
    }
    EXPECT_GT(reads, 2U);
    int status = -1;
    waitpid(writer, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(read_run(file).status.state, RunState::finished);
}

TEST(LiveRun, AFullQueueMakesAppendWaitAndLosesNothing) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = file, .flush_seconds = 1000, .queue_bytes = 1});
    std::weak_ptr<EventBundle> earlier[2];
    std::size_t waiting = 0;
    for (std::int64_t step = 0; step < 500; ++step) {
        const auto bundle = bundle_at(header.plan, step);
        recorder->append(bundle);
        // One may wait, another be in work; the one before those has been written and let go.
        waiting = std::max<std::size_t>(waiting, earlier[step % 2].expired() ? 0 : 1);
        earlier[step % 2] = bundle;
    }
    EXPECT_EQ(waiting, 0U);
    recorder->save_checkpoint(500, std::string(1000, 'x'), true); // larger than the whole queue
    recorder->finish(EndState::finished, "");
    const RunRecord record = read_run(file);
    EXPECT_THAT(record.metrics[0].step, SizeIs(500));
    EXPECT_THAT(record.checkpoints, SizeIs(1));
    expect_whole_rows(record);
}

TEST(LiveRun, ARecorderThatIsDroppedWritesWhatItHas) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    const RunHeader header = small_header();
    {
        const auto recorder = create_run(header, {.file = file, .flush_seconds = 1000});
        for (std::int64_t step = 0; step < 9; ++step)
            recorder->append(bundle_at(header.plan, step));
    }
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(9));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

RunStatus status_of(const ProcessIdentity& who) {
    return {.heartbeat = unix_time(),
            .pid = who.pid,
            .process_start = who.start,
            .host = who.host,
            .boot_id = who.boot_id,
            .reason = {}};
}

TEST(Liveness, OfThisProcess) {
    EXPECT_TRUE(writer_lives(status_of(this_process())));
}

TEST(Liveness, OfAProcessThatHasGone) {
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    RunStatus status = status_of(this_process());
    status.pid = child;
    siginfo_t about{};
    waitid(P_PID, static_cast<id_t>(child), &about, WEXITED | WNOWAIT);
    EXPECT_FALSE(writer_lives(status)); // ended, not reaped yet
    waitpid(child, nullptr, 0);
    EXPECT_FALSE(writer_lives(status));
}

TEST(Liveness, OfAReusedProcessNumber) {
    RunStatus status = status_of(this_process());
    status.process_start -= 1;
    EXPECT_FALSE(writer_lives(status));
}

TEST(Liveness, FromBeforeAReboot) {
    RunStatus status = status_of(this_process());
    status.boot_id = "another";
    EXPECT_FALSE(writer_lives(status));
}

TEST(Liveness, OfAnotherHostIsItsHeartbeat) {
    RunStatus status = status_of(this_process());
    status.host = "another";
    EXPECT_TRUE(writer_lives(status));
    status.heartbeat += 600; // its clock is ahead of ours
    EXPECT_TRUE(writer_lives(status));
    status.heartbeat -= 660;
    EXPECT_FALSE(writer_lives(status));
    status.heartbeat += 1e8; // it has jumped: three years are no time at which it can have written
    EXPECT_FALSE(writer_lives(status));
}

} // namespace
} // namespace thaw
