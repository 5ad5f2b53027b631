// A reader that libhdf5 has got hold of for ever: its time is limited, and it ends with whoever
// started it. Here a callback that never returns stands for the damage that does that.
#include "core/storage/hdf5.h"
#include "core/storage/reader_process.h"
#include "core/storage/reading_request.h"
#include "tests/app/program.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>

namespace thaw::test {
namespace {

enum class Way { sleeping, computing };

std::atomic<bool> is_held = false;

herr_t never_returns(hid_t /*group*/, const char* /*name*/, const H5L_info_t* /*info*/, void* way) {
    is_held = true;
    while (*static_cast<Way*>(way) == Way::computing) {
    }
    for (;;)
        pause();
}

// libhdf5 lets no other thread in while this one is in it.
void hold_the_library(fs::path file, Way way) {
    std::thread([file, way]() mutable {
        hdf5::quiet();
        const hdf5::Handle opened = hdf5::open_to_read(file);
        H5Literate(opened, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, &never_returns, &way);
    }).detach();
    while (!is_held)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

class StuckReader : public testing::Test {
  protected:
    void SetUp() override {
        const Result made = thaw(folder_, {"run", folder_.write("a.toml", small_config(3)), "--out",
                                           folder_ / "runs", "-q"});
        ASSERT_EQ(made.code, 0) << made.error;
    }
    // A process that serves us and was just asked for a run.
    void start(Way way) {
        int ends[2];
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        socket_ = ends[0];
        reader_ = ::fork();
        if (reader_ == 0) {
            ::close(ends[0]);
            ::dup2(ends[1], STDIN_FILENO);
            ::close(ends[1]);
            hold_the_library(folder_.run(), way);
            serve_reading();
            ::_exit(0);
        }
        ::close(ends[1]);
        PieceWriter pieces(socket_);
        answer::Request request;
        request.wanted = answer::Wanted::record;
        request.file = folder_.run();
        answer::Writer(pieces).put(request);
        pieces.end();
    }
    // As waitpid() tells it; -1: not within this time.
    int end_within(int seconds) const {
        constexpr int looks_in_a_second = 100;
        int status = 0;
        for (int looks = 0; looks < seconds * looks_in_a_second; ++looks) {
            if (::waitpid(reader_, &status, WNOHANG) == reader_)
                return status;
            ::usleep(1'000'000 / looks_in_a_second);
        }
        ::kill(reader_, SIGKILL);
        ::waitpid(reader_, &status, 0);
        return -1;
    }
    Folder folder_;
    pid_t reader_ = -1;
    int socket_ = -1;
};

TEST_F(StuckReader, EndsWithTheProcessThatAskedIt) {
    for (const Way way : {Way::sleeping, Way::computing}) {
        start(way);
        std::this_thread::sleep_for(std::chrono::milliseconds(300)); // it has taken the question
        ::close(socket_); // as the system does at the end of a process
        const int status = end_within(60);
        EXPECT_TRUE(WIFEXITED(status)) << status;
    }
}

TEST_F(StuckReader, HasSoMuchProcessorTimeAndNoMore) {
    start(Way::computing);
    const int status = end_within(500);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) << status;
    ::close(socket_);
}

} // namespace
} // namespace thaw::test
