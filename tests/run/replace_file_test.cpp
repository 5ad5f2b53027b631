// A file takes another's place whole, with its mode, and what killed writers leave goes away.
#include "core/run/replace_file.h"

#include "core/run/running_process.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Replacing : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "thaw-replace-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        file = folder / "a.txt";
    }
    void TearDown() override {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    static std::string text(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static void write(const fs::path& path, const std::string& text) {
        std::ofstream(path, std::ios::binary) << text;
    }
    static unsigned mode(const fs::path& path) {
        struct stat about {};
        return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 07777U : 0;
    }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator(folder))
            all.push_back(entry.path().filename().string());
        std::sort(all.begin(), all.end());
        return all;
    }
    // A part whose writer was killed before it could commit.
    void leave_part() const {
        const pid_t writer = fork();
        if (writer == 0) {
            const FileReplacement half(file);
            write(half.part(), "half");
            raise(SIGKILL);
        }
        waitpid(writer, nullptr, 0);
    }

    fs::path folder, file;
};

TEST_F(Replacing, IsWholeOrNotAtAll) {
    replace_file(file, "one");
    EXPECT_EQ(text(file), "one");
    {
        FileReplacement two(file);
        write(two.part(), "two");
        EXPECT_EQ(text(file), "one");
    }
    EXPECT_EQ(text(file), "one");
    EXPECT_THAT(names(), ElementsAre("a.txt"));
    FileReplacement three(file);
    write(three.part(), "three");
    three.commit();
    EXPECT_EQ(text(file), "three");
    EXPECT_THAT(names(), ElementsAre("a.txt"));
}

TEST_F(Replacing, KeepsTheMode) {
    const mode_t before = umask(022);
    replace_file(file, "one");
    EXPECT_EQ(mode(file), 0644U);
    for (const mode_t wanted : {0600U, 0640U, 0664U, 0444U}) {
        chmod(file.c_str(), wanted);
        FileReplacement two(file);
        EXPECT_EQ(mode(two.part()), wanted | 0600U); // from the first moment on
        write(two.part(), "two");
        two.commit();
        EXPECT_EQ(mode(file), wanted);
        EXPECT_EQ(text(file), "two");
    }
    chmod(file.c_str(), 0640);
    replace_file(folder / "b.txt", "beside it", file);
    EXPECT_EQ(mode(folder / "b.txt"), 0640U);
    make_folder(folder / "c", file);
    EXPECT_EQ(mode(folder / "c"), 0750U);
    umask(before);
}

TEST_F(Replacing, KeepsTheOwner) {
    if (geteuid() != 0)
        GTEST_SKIP() << "only root may give files away";
    constexpr uid_t somebody = 12345;
    replace_file(file, "one");
    ASSERT_EQ(chown(file.c_str(), somebody, somebody + 1), 0);
    chmod(file.c_str(), 0600);
    replace_file(file, "two");
    struct stat about {};
    ASSERT_EQ(::stat(file.c_str(), &about), 0);
    EXPECT_EQ(about.st_uid, somebody);
    EXPECT_EQ(about.st_gid, somebody + 1);
    EXPECT_EQ(about.st_mode & 07777U, 0600U);
}

TEST_F(Replacing, ALinkStaysAndWhatItStandsForIsReplaced) {
    fs::create_directory(folder / "far");
    write(folder / "far/real.txt", "old");
    fs::create_symlink("far/real.txt", file);
    replace_file(file, "new");
    EXPECT_TRUE(fs::is_symlink(file));
    EXPECT_EQ(text(folder / "far/real.txt"), "new");
    fs::create_symlink("far/none.txt", folder / "dangling");
    EXPECT_EQ(behind_links(folder / "dangling"), folder / "far/none.txt");
    fs::create_symlink("round", folder / "round");
    EXPECT_THROW(replace_file(folder / "round", "for ever"), CannotReplace);
}

TEST_F(Replacing, ADeviceIsWrittenTo) {
    replace_file("/dev/null", "away");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(Replacing, SaysWhatCannotBeDone) {
    const auto refusal = [](const fs::path& path) -> std::string {
        try {
            replace_file(path, "x");
        } catch (const CannotReplace& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_THAT(refusal(folder), HasSubstr("Is a directory"));
    EXPECT_THAT(refusal(folder / "none/a.txt"), HasSubstr("No such file"));
    EXPECT_THAT(refusal(folder / std::string(300, 'x')), HasSubstr("too long"));
}

TEST_F(Replacing, LongNamesFit) {
    const fs::path longest = folder / std::string(255, 'x');
    replace_file(longest, "fits");
    EXPECT_EQ(text(longest), "fits");
}

TEST_F(Replacing, WhatKilledWritersLeftIsSwept) {
    leave_part();
    const auto left = names();
    ASSERT_EQ(left.size(), 1U);
    leave_part();
    ASSERT_EQ(names().size(), 1U);
    EXPECT_NE(names(), left);
    FileReplacement living(file); // its own part stays, whoever comes
    EXPECT_EQ(names().size(), 1U);
    replace_file(file, "whole");
    EXPECT_EQ(names().size(), 2U);
    write(living.part(), "later");
    living.commit();
    EXPECT_EQ(text(file), "later");
}

TEST_F(Replacing, OthersPartsAreSweptWhenTheyAreOld) {
    const auto host = folder / "a.txt.0123abcd-77-88-0.part"; // another machine's
    const auto plain = folder / "a.txt.part";                 // of an earlier version
    const auto others = folder / "somebody.else.part";
    for (const fs::path& path : {host, plain, others})
        write(path, "half");
    replace_file(file, "new");
    EXPECT_EQ(names().size(), 4U);
    for (const fs::path& path : {host, plain, others})
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(25));
    replace_file(file, "new");
    EXPECT_THAT(names(), ElementsAre("a.txt", "somebody.else.part"));
}

TEST(RunningProcess, IsToldByItsStart) {
    EXPECT_GT(process_start(getpid()), 0);
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(process_start(child), 0);
}

} // namespace
} // namespace thaw
