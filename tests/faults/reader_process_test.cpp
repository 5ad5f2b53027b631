// A file that kills who reads it kills the helper, not the program. Which file does that depends on
// the libhdf5 installed; what the program sees of it is the same for any helper that ends so.
#include "tests/app/program.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST_F(Probe, ThatHangsIsEnded) {
    helper("exec sleep 600");
    const auto before = std::chrono::steady_clock::now();
    expect_refused("it took too long");
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
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
