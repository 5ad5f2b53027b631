// A file that kills who reads it kills the helper, not the program. Which file does that depends on
// the libhdf5 installed; what the program sees of it is the same for any helper that ends so.
#include "core/run/error.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"

#include <chrono>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>

namespace thaw::test {
namespace {

using testing::HasSubstr;

// The program beside a helper of the test's own, and a sound run.
class Probe : public testing::Test {
  protected:
    void SetUp() override {
        const Result made = thaw(folder_, {"run", folder_.write("a.toml", small_config(3)), "--out",
                                           folder_ / "runs", "-q"});
        ASSERT_EQ(made.code, 0) << made.error;
        run_ = folder_.run();
        fs::create_directory(folder_ / "bin");
        fs::copy_file(THAW_PROGRAM, folder_ / "bin/thaw");
    }
    void helper(const std::string& script) const {
        folder_.write("bin/thaw-probe", "#!/bin/sh\n" + script + "\n");
        fs::permissions(folder_ / "bin/thaw-probe", fs::perms::owner_all);
    }
    Result show() const {
        Process process(folder_, {folder_ / "bin/thaw", "show", run_});
        const int code = process.wait();
        return {code, process.out(), process.error()};
    }
    void expect_refused(const std::string& because) const {
        const Result shown = show();
        EXPECT_EQ(shown.code, 3);
        EXPECT_THAT(shown.error, HasSubstr(run_.string()));
        EXPECT_THAT(shown.error, HasSubstr("it is not opened here"));
        EXPECT_THAT(shown.error, HasSubstr(because));
    }
    Folder folder_;
    fs::path run_;
};

TEST_F(Probe, ThatCrashesIsToldByItsSignal) {
    helper("kill -SEGV $$");
    expect_refused("signal 11");
}

TEST_F(Probe, ThatEndsIsToldByItsCode) {
    helper("exit 7");
    expect_refused("code 7");
}

TEST_F(Probe, OfAnotherVersionIsNoDamage) {
    helper("exit 9");
    const Result shown = show();
    EXPECT_EQ(shown.code, 1);
    EXPECT_THAT(shown.error, HasSubstr("of another version"));
}

TEST_F(Probe, ThatIsKilledIsNoDamage) {
    helper("kill -KILL $$");
    const Result shown = show();
    EXPECT_EQ(shown.code, 1);
    EXPECT_THAT(shown.error, HasSubstr("was killed"));
}

TEST_F(Probe, ThatUsesUpItsTimeIsToldSo) {
    helper("kill -XCPU $$");
    expect_refused("it took too long");
}

TEST_F(Probe, ThatIsNotThereChecksNothing) {
    const Result shown = show();
    EXPECT_EQ(shown.code, 0) << shown.error;
}

TEST_F(Probe, ThatComesThroughChangesNothing) {
    fs::copy_file(fs::path(THAW_PROGRAM).parent_path() / "thaw-probe", folder_ / "bin/thaw-probe");
    const Result shown = show();
    EXPECT_EQ(shown.code, 0) << shown.error;
    EXPECT_EQ(shown.out, thaw(folder_, {"show", run_}).out);
}

// Where a file's status is not its content, it is not called damaged, and nobody waits for it.
TEST_F(Probe, TellsWhatCannotBeOpenedFromWhatIsDamaged) {
    const fs::path pipe = folder_ / "pipe.thaw.h5";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0666), 0);
    for (const std::string command : {"show", "verify", "export", "repair"}) {
        std::vector<std::string> arguments{command, pipe};
        if (command == "export")
            arguments.insert(arguments.end(), {"--to", "csv"});
        const Result told = thaw(folder_, arguments);
        EXPECT_EQ(told.code, 1) << command << told.error;
        EXPECT_THAT(told.error, HasSubstr("it is no regular file")) << command;
    }
    EXPECT_FALSE(fs::exists(pipe.string() + ".lock"));
}

TEST_F(Probe, TellsWhoMayNotReadAFile) {
    fs::permissions(folder_.path(), fs::perms(0755));
    fs::permissions(folder_ / "runs", fs::perms(0755));
    fs::permissions(run_, fs::perms(0600));
    std::vector<std::string> as_nobody{
        "setpriv", "--reuid=65534",     "--regid=65534",           "--clear-groups",
        "env",     "HOME=/nonexistent", "THAW_CACHE=/nonexistent", THAW_PROGRAM};
    if (::geteuid() != 0) {
        fs::permissions(run_, fs::perms(0000));
        as_nobody = {THAW_PROGRAM};
    }
    const auto said_to = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), as_nobody.begin(), as_nobody.end());
        Process process(folder_, arguments);
        const int code = process.wait();
        return Result{code, process.out(), process.error()};
    };
    if (said_to({"--help"}).code != 0)
        GTEST_SKIP() << "the program cannot be started as somebody else here";
    for (const std::string command : {"show", "verify"}) {
        const Result told = said_to({command, run_});
        EXPECT_EQ(told.code, 1) << told.error;
        EXPECT_THAT(told.error, HasSubstr("Permission denied"));
        EXPECT_THAT(told.error, testing::Not(HasSubstr("damaged")));
    }
    const Result listed = said_to({"list", folder_ / "runs"});
    EXPECT_THAT(listed.out, HasSubstr("unreadable"));
    EXPECT_THAT(listed.out, HasSubstr("Permission denied"));
}

// Readers need no lock, and no lock of somebody else's keeps them out.
TEST_F(Probe, ReadsWhatIsLocked) {
    const int locked = open(run_.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(flock(locked, LOCK_EX), 0);
    EXPECT_EQ(thaw(folder_, {"show", run_}).code, 0);
    EXPECT_EQ(thaw(folder_, {"verify", run_}).code, 0);
    close(locked);
}

// What a size claims is not what lies on the disk.
TEST_F(Probe, IsNotPatientWithASparseFile) {
    const fs::path sparse = folder_ / "sparse.thaw.h5";
    fs::copy_file(run_, sparse);
    std::error_code error;
    fs::resize_file(sparse, std::uintmax_t{1} << 40U, error);
    if (error)
        GTEST_SKIP() << "no sparse files here: " << error.message();
    const auto before = std::chrono::steady_clock::now();
    const Result shown = thaw(folder_, {"verify", sparse});
    EXPECT_THAT(shown.code, testing::AnyOf(0, 3)) << shown.error;
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::minutes(2));
}

// A helper that ended while nobody asked it anything is replaced, and nobody is told.
TEST_F(Probe, ThatEndedMeanwhileIsReplaced) {
    EXPECT_EQ(read_run(run_).metrics.size(), read_run(run_).header.plan.metrics.size());
    std::ifstream in("/proc/self/task/" + std::to_string(getpid()) + "/children");
    for (pid_t child = 0; in >> child;)
        if (fs::read_symlink("/proc/" + std::to_string(child) + "/exe").filename() == "thaw-probe")
            kill(child, SIGKILL);
    EXPECT_NO_THROW(read_run(run_));
}

// A disk that is gone keeps its readers waiting; who does not want the answer any more goes.
TEST_F(Probe, IsLeftWhenAskedToStop) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(read_run(run_, stop.get_token()), Error);
    EXPECT_THROW(read_facts(run_, stop.get_token()), Error);
    EXPECT_NO_THROW(read_run(run_));
}

TEST_F(Probe, SpeaksTheLanguageOfTheProgram) {
    folder_.write("not.thaw.h5", "text");
    Process process(folder_, {"env", "LANGUAGE=ja", THAW_PROGRAM, "show", folder_ / "not.thaw.h5"});
    EXPECT_EQ(process.wait(), 3);
    EXPECT_THAT(process.error(), HasSubstr("は HDF5 として読めません"));
}

// The real one, on a file whose sizes lie: a sentence of ours, whichever of the two gives it.
TEST_F(Probe, MeetsABombWithASentence) {
    std::string bytes = contents(run_);
    for (std::size_t at = 96; at + 8 < bytes.size(); at += 8)
        if (bytes.compare(at, 8, std::string(8, '\xff')) == 0) // undefined addresses and sizes
            bytes.replace(at, 8, std::string("\x00\x00\x00\x00\x00\xff\xff\x7f", 8));
    folder_.write("bomb.thaw.h5", bytes);
    const Result shown = thaw(folder_, {"verify", folder_ / "bomb.thaw.h5"});
    EXPECT_THAT(shown.code, testing::AnyOf(0, 3)) << shown.error;
    EXPECT_THAT(shown.out + shown.error, HasSubstr("bomb.thaw.h5"));
}

} // namespace
} // namespace thaw::test
