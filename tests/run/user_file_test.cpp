// What people take out of the program never takes the place of a run.
#include "core/run/error.h"
#include "core/run/user_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>
#include <sys/stat.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;

class UserFile : public testing::Test {
  protected:
    UserFile() {
        std::string name = (fs::temp_directory_path() / "thaw-user-file-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~UserFile() override {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    fs::path write(const std::string& name, const std::string& bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return folder_ / name;
    }
    static std::string read(const fs::path& file) {
        std::ostringstream text;
        text << std::ifstream(file, std::ios::binary).rdbuf();
        return text.str();
    }
    void expect_refused(const fs::path& file) const {
        const std::string before = read(file);
        try {
            write_user_file(file, "an export");
            FAIL() << file;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::usage);
            EXPECT_THAT(error.what(), testing::HasSubstr(file.filename().string()));
        }
        EXPECT_EQ(read(file), before);
    }
    fs::path folder_;
};

TEST_F(UserFile, ReplacesWhatIsNoRun) {
    write_user_file(folder_ / "a.csv", "one");
    write_user_file(folder_ / "a.csv", "two");
    EXPECT_EQ(read(folder_ / "a.csv"), "two");
    write_user_file(write("long.csv", "step,value\n1,2\n"), "three");
    EXPECT_EQ(read(folder_ / "long.csv"), "three");
    write_user_file("/dev/null", "nowhere");
}

TEST_F(UserFile, LeavesRunsAndCheckpointsAlone) {
    const std::string hdf5 = std::string("\x89HDF\r\n\x1a\n") + "superblock and so on";
    const std::string checkpoint = std::string("\x40\0\0\0\0\0\0\0", 8) + R"({"a":{}})";
    expect_refused(write("run.thaw.h5", hdf5));
    expect_refused(write("copy.csv", hdf5));
    expect_refused(write("damaged.thaw.h5", "half a run")); // repair may find something in it
    expect_refused(write("step-000000010-abcd.safetensors", checkpoint));
    expect_refused(write("another-name.csv", checkpoint));
    fs::create_symlink("run.thaw.h5", folder_ / "link.csv");
    fs::create_symlink("damaged.thaw.h5", folder_ / "second.csv");
    fs::create_hard_link(folder_ / "run.thaw.h5", folder_ / "hard.csv");
    for (const char* name : {"link.csv", "second.csv", "hard.csv"})
        expect_refused(folder_ / name);
}

TEST_F(UserFile, DoesNotWaitForAPipeToTellWhatItIs) {
    const fs::path pipe = folder_ / "pipe.csv";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    refuse_run(pipe);
}

} // namespace
} // namespace thaw
