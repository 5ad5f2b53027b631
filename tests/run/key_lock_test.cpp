// One holder at a time, by key; let go of with the process.
#include "core/run/key_lock.h"

#include "core/run/error.h"
#include "core/run/sha256.h"

#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace thaw {
namespace {

class KeyLockTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "thaw-lock-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
    const std::string a_ = sha256(std::string_view("a")), b_ = sha256(std::string_view("b"));
};

TEST_F(KeyLockTest, has_one_holder_a_key) {
    const auto file = folder_ / "lock";
    EXPECT_FALSE(KeyLock::is_taken(file, a_));
    auto held = KeyLock::take(file, a_);
    ASSERT_NE(held, nullptr);
    EXPECT_EQ(KeyLock::take(file, a_), nullptr);
    EXPECT_NE(KeyLock::take(file, b_), nullptr);
    EXPECT_TRUE(KeyLock::is_taken(file, a_));
    EXPECT_FALSE(KeyLock::is_taken(file, b_));
    held.reset();
    EXPECT_NE(KeyLock::take(file, a_), nullptr);
}

TEST_F(KeyLockTest, is_let_go_of_by_a_killed_process_and_waited_for) {
    const auto file = folder_ / "lock";
    const pid_t child = fork();
    if (child == 0) {
        const auto held = KeyLock::take(file, a_);
        pause();
        _exit(0);
    }
    while (!KeyLock::is_taken(file, a_))
        usleep(1000);
    EXPECT_EQ(KeyLock::take(file, a_), nullptr);
    kill(child, SIGKILL);
    EXPECT_NE(KeyLock::wait_for(file, a_), nullptr);
    waitpid(child, nullptr, 0);
}

TEST_F(KeyLockTest, where_no_file_can_be_there_is_no_lock) {
    const auto nowhere = folder_ / "none" / "lock";
    EXPECT_THROW(KeyLock::take(nowhere, a_), Error);
    EXPECT_EQ(KeyLock::wait_for(nowhere, a_), nullptr);
    EXPECT_FALSE(KeyLock::is_taken(nowhere, a_));
}

} // namespace
} // namespace thaw
