// A network file system may show a reader some pages of a growing file as they are and others as
// they were, or not yet: such mixtures of moments are made here from a real run. What is shown of
// one is what the run had, or a sentence; never a number that nobody wrote.
#include "core/run/error.h"
#include "tests/storage/example_run.h"

#include <chrono>
#include <cstdint>
#include <random>
#include <thread>

namespace thaw {
namespace {

using namespace test;
using namespace std::chrono_literals;

constexpr std::size_t page = 4096;

// The bytes of a file at moments of its growth.
std::vector<std::string> moments_of(const fs::path& file, std::int64_t rows) {
    const RunHeader header = small_header(2, 2);
    const auto recorder = create_run(header, {.file = file, .flush_seconds = 0.002});
    std::vector<std::string> moments;
    for (std::int64_t step = 0; step < rows; ++step) {
        auto bundle = bundle_at(header.plan, step);
        if (step % 50 == 7)
            bundle->events.push_back(event_at(step));
        recorder->append(bundle);
        if (step % 20 == 19) {
            std::this_thread::sleep_for(6ms);
            moments.push_back(read_file(file));
        }
    }
    recorder->finish(EndState::finished, "all steps done");
    moments.push_back(read_file(file));
    return moments;
}

TEST(ReorderedPages, ShowNothingThatWasNotWritten) {
    const Folder folder;
    const auto moments = moments_of(folder / "whole.thaw.h5", 1200);
    const auto last = read_run(folder / "whole.thaw.h5");
    std::mt19937 random(20261129);
    const auto below = [&](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    const fs::path mixed = folder / "mixed.thaw.h5";
    int shown = 0, refused = 0;
    std::size_t most = 0;
    for (int trial = 0; trial < 150; ++trial) {
        SCOPED_TRACE(trial);
        const std::size_t newest = 1 + below(moments.size() - 1);
        const std::size_t oldest = newest - std::min(newest, 1 + below(4));
        std::bernoulli_distribution lags(trial % 3 == 0 ? 0.5 : trial % 3 == 1 ? 0.1 : 0.02);
        std::string bytes(moments[newest].size(), '\0');
        for (std::size_t at = 0; at < bytes.size(); at += page) {
            const std::string& from =
                moments[lags(random) ? oldest + below(newest - oldest) : newest];
            if (at < from.size()) // or nothing has come yet
                from.copy(&bytes[at], page, at);
        }
        write_file(mixed, bytes);
        try {
            const RunRecord record = read_run(mixed);
            expect_whole_rows(record);
            for (const auto& metric : record.metrics) {
                for (std::size_t row = 0; row < metric.step.size(); ++row)
                    ASSERT_EQ(metric.step[row], static_cast<std::int64_t>(row));
                most = std::max(most, metric.step.size());
            }
            ASSERT_LE(record.events.size(), last.events.size());
            for (std::size_t i = 0; i < record.events.size(); ++i)
                ASSERT_EQ(record.events[i].step, last.events[i].step);
            ++shown;
        } catch (const Error& error) {
            ++refused;
            EXPECT_NE(std::string(error.what()).find("mixed.thaw.h5"), std::string::npos);
        }
        if (HasFatalFailure())
            break;
    }
    fmt::print("{} mixtures shown, with {} rows at most; {} refused\n", shown, most, refused);
    EXPECT_GT(shown, 20);
    // An object that crosses a page would be half old and half new in a third of them.
    EXPECT_LT(refused, 10);
}

} // namespace
} // namespace thaw
