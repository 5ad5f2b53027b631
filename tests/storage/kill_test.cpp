// A writer killed with SIGKILL, at moments spread from the first millisecond on.
#include "tests/storage/example_run.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <gmock/gmock.h>
#include <random>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;
using testing::IsEmpty;

// Seen by the test and by the process that it kills.
struct Shared {
    std::atomic<std::int64_t> handed_over; // steps whose append() has returned
};

Shared& shared_memory() {
    void* memory =
        mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error("no shared memory");
    return *new (memory) Shared{};
}

[[noreturn]] void write_for_ever(const fs::path& file, Shared& shared) {
    const RunHeader header = small_header(3, 8);
    // Every job is flushed; one may wait while another is in work. So when append() of a step has
    // returned, the second one before it is in the file.
    const auto recorder = create_run(header, {.file = file, .flush_seconds = 0, .queue_bytes = 1});
    for (std::int64_t step = 0;; ++step) {
        auto bundle = bundle_at(header.plan, step);
        if (step % 3 == 0)
            bundle->events.push_back(event_at(step));
        recorder->append(bundle);
        shared.handed_over = step + 1;
        if (step % 7 == 0)
            recorder->save_checkpoint(step, fmt::format("checkpoint {}", step), step % 2 == 0);
        if (step % 14 == 0) // replaced at its step
            recorder->save_checkpoint(step, fmt::format("again {}", step), false);
    }
}

void expect_sound(const fs::path& file, std::int64_t handed_over) {
    EXPECT_THAT(verify_run(file), IsEmpty());
    const RunRecord record = read_run(file);
    EXPECT_EQ(record.status.state, RunState::interrupted);
    expect_whole_rows(record);
    for (const auto& metric : record.metrics)
        EXPECT_GE(static_cast<std::int64_t>(metric.step.size()), handed_over - 2);
    EXPECT_GE(static_cast<std::int64_t>(record.events.size()), (handed_over - 2) / 3);
    if (handed_over > 10) {
        EXPECT_FALSE(record.checkpoints.empty());
    }
}

void expect_continues(const fs::path& file) {
    const RunRecord record = read_run(file);
    const std::int64_t step = record.checkpoints.empty() ? 0 : record.checkpoints.back().step;
    auto recorder = continue_run(record.before(step), {.file = file});
    recorder->append(bundle_at(record.header.plan, step));
    recorder->finish(EndState::finished, "");
    const RunRecord after = read_run(file);
    EXPECT_EQ(after.status.state, RunState::finished);
    EXPECT_EQ(after.metrics[0].step.back(), step);
    EXPECT_EQ(after.checkpoints.size(), record.checkpoints.size());
    expect_whole_rows(after);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST(KilledWriter, LeavesASoundFileThatGoesOn) {
    Shared& shared = shared_memory();
    std::mt19937 random(20261124);
    int with_rows = 0;
    const char* asked = std::getenv("THAW_KILLS"); // the long form
    const int trials = asked == nullptr ? 8 : std::atoi(asked), early = trials / 4;
    for (int trial = 0; trial < trials; ++trial) {
        const Folder folder;
        const fs::path file = folder / "a.thaw.h5";
        shared.handed_over = 0;
        const pid_t writer = fork();
        ASSERT_GE(writer, 0);
        if (writer == 0)
            write_for_ever(file, shared);
        // The first quarter within the first milliseconds, the others at a moment in their work.
        if (trial >= early)
            while (shared.handed_over < 5)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const int longest = trial < early ? 30'000 : 300'000; // microseconds
        std::this_thread::sleep_for(
            std::chrono::microseconds(std::uniform_int_distribution<int>(0, longest)(random)));
        kill(writer, SIGKILL);
        waitpid(writer, nullptr, 0);
        SCOPED_TRACE(fmt::format("trial {}, {} rows", trial, shared.handed_over.load()));
        if (!fs::exists(file)) {
            EXPECT_EQ(shared.handed_over, 0);
            continue;
        }
        with_rows += shared.handed_over > 0 ? 1 : 0;
        expect_sound(file, shared.handed_over);
        expect_continues(file);
    }
    EXPECT_GE(with_rows, trials - early);
    munmap(&shared, sizeof shared);
}

} // namespace
} // namespace thaw
