#include "core/training/parallel.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace thaw {
namespace {

class InParallel : public testing::Test {
  protected:
    void SetUp() override { at::set_num_threads(2); }
    void TearDown() override { at::set_num_threads(before_); }

  private:
    int before_ = at::get_num_threads();
};

// A build without OpenMP would be right, and twice as slow.
TEST_F(InParallel, UsesAsManyThreadsAsLibTorch) {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::vector<int> seen(7, 0);
    in_parallel(7, 1, [&](std::int64_t begin, std::int64_t end) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        for (std::int64_t i = begin; i < end; ++i)
            ++seen[static_cast<std::size_t>(i)];
    });
    EXPECT_EQ(threads.size(), 2U);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 7);
}

TEST_F(InParallel, LeavesWhatIsSmallerThanAGrainToOneThread) {
    std::vector<std::int64_t> parts;
    in_parallel(7, 8, [&](std::int64_t begin, std::int64_t end) { parts = {begin, end}; });
    EXPECT_EQ(parts, (std::vector<std::int64_t>{0, 7}));
    in_parallel(0, 1, [](std::int64_t, std::int64_t) { FAIL(); });
}

TEST_F(InParallel, GivesAPartsExceptionToTheCaller) {
    EXPECT_THROW(in_parallel(2, 1,
                             [](std::int64_t begin, std::int64_t) {
                                 if (begin == 1)
                                     throw std::runtime_error("second part");
                             }),
                 std::runtime_error);
}

} // namespace
} // namespace thaw
