#include "core/run/threads.h"

#include "tests/run/test_vocabulary.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sched.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;

class CpuQuota : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "thaw-cgroup-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        fs::create_directories(mount());
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path mount() const { return folder_ / "cgroup"; }
    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    double quota(const std::string& membership) const {
        write(folder_ / "membership", membership);
        return cpu_quota(folder_ / "membership", mount());
    }

  private:
    fs::path folder_;
};

TEST_F(CpuQuota, IsInfiniteWhereNothingLimits) {
    EXPECT_TRUE(std::isinf(quota("0::/\n")));
    EXPECT_TRUE(std::isinf(quota("")));
    write(mount() / "cpu.max", "max 100000\n");
    EXPECT_TRUE(std::isinf(quota("0::/jobs/7\n")));
    EXPECT_TRUE(std::isinf(cpu_quota("/nowhere/cgroup", "/nowhere/mount")));
}

TEST_F(CpuQuota, OfVersion2IsTheStrictestOnTheWayUp) {
    write(mount() / "jobs/7/cpu.max", "400000 100000\n");
    EXPECT_DOUBLE_EQ(quota("0::/jobs/7\n"), 4);
    write(mount() / "jobs/cpu.max", "150000 100000\n");
    EXPECT_DOUBLE_EQ(quota("0::/jobs/7\n"), 1.5);
    EXPECT_TRUE(std::isinf(quota("0::/other\n")));
    write(mount() / "cpu.max", "50000 100000\n"); // a container's own is its root
    EXPECT_DOUBLE_EQ(quota("0::/jobs/7\n"), 0.5);
}

TEST_F(CpuQuota, OfVersion1) {
    write(mount() / "cpu,cpuacct/jobs/cpu.cfs_quota_us", "300000\n");
    write(mount() / "cpu,cpuacct/jobs/cpu.cfs_period_us", "100000\n");
    EXPECT_DOUBLE_EQ(quota("9:memory:/jobs\n4:cpu,cpuacct:/jobs\n"), 3);
    EXPECT_TRUE(std::isinf(quota("9:memory:/jobs\n")));
    write(mount() / "cpu,cpuacct/jobs/cpu.cfs_quota_us", "-1\n"); // no limit
    EXPECT_TRUE(std::isinf(quota("4:cpu,cpuacct:/jobs\n")));
    write(mount() / "cpu/cpu.cfs_quota_us", "200000\n"); // a container's
    write(mount() / "cpu/cpu.cfs_period_us", "100000\n");
    EXPECT_DOUBLE_EQ(quota("4:cpu,cpuacct:/docker/abc\n"), 2);
}

TEST_F(CpuQuota, NonsenseIsNoLimit) {
    write(mount() / "cpu.max", "many of them\n");
    write(mount() / "a/cpu.max", "100000 0\n");
    write(mount() / "a/b/cpu.max", "");
    EXPECT_TRUE(std::isinf(quota("0::/a/b\nno colons\n::\n:")));
}

TEST(Threads, AutoFollowsTheAffinityMask) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
    EXPECT_GE(processors_here(), 1);
    EXPECT_LE(processors_here(), CPU_COUNT(&before));
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu)
        if (CPU_ISSET(cpu, &before))
            CPU_SET(cpu, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(processors_here(), 1);
    EXPECT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
}

TEST(Threads, AutoIsTheDefaultAndANumberIsKept) {
    const auto config = [](const std::vector<std::string>& overrides) {
        return parse_config(test::good_config, "a.toml", test::small_vocabulary(), overrides);
    };
    EXPECT_EQ(config({}).run.settings.text("threads"), "auto");
    EXPECT_EQ(threads_of(config({})), processors_here());
    EXPECT_EQ(threads_of(config({"run.threads=7"})), 7);
    const RunConfig settled = with_threads_settled(config({"run.threads=auto"}));
    EXPECT_EQ(settled.run.settings.integer("threads"), processors_here());
    EXPECT_EQ(with_threads_settled(config({"run.threads=7"})), config({"run.threads=7"}));
    // What a file records is read as the number again.
    EXPECT_EQ(parse_config(to_toml(settled), "b.toml", test::small_vocabulary()), settled);
}

} // namespace
} // namespace thaw
