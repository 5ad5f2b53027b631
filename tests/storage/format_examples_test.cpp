// Every Python block of FORMAT.md, run as a reader of that page would run it.
#include "core/run/error.h"
#include "tests/storage/example_run.h"

#include <csignal>
#include <cstring>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Two tensors and a note.
std::string checkpoint_bytes() {
    const std::string head = R"({"__metadata__":{"format":"thaw-checkpoint 1"},)"
                             R"("weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
                             R"("count":{"dtype":"I64","shape":[1],"data_offsets":[24,32]}})";
    const std::uint64_t size = head.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + head + std::string(32, '\1');
}

std::unique_ptr<Recorder> begin_run(const fs::path& file) {
    RunHeader header = small_header();
    header.plan.splits.push_back(
        {.name = "id_test", .source = {}, .shift = {}, .settings = {}, .digest = {}});
    auto recorder = create_run(header, {.file = file, .flush_seconds = 0});
    recorder->append([&] {
        auto bundle = bundle_at(header.plan, 7);
        bundle->events = {event_at(7, EventKind::started), event_at(7)};
        return bundle;
    }());
    recorder->save_checkpoint(7, checkpoint_bytes(), true);
    return recorder;
}

void wait_for_checkpoint(const fs::path& file) {
    for (int tries = 0; tries < 2000; ++tries) {
        if (fs::exists(file) && !read_run(file).checkpoints.empty())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    FAIL() << "no checkpoint";
}

// In the folder of run.thaw.h5, which is in `state`.
std::string run_examples(const fs::path& file) {
    const std::string tests = THAW_SOURCE "/tests/storage/run_examples.py";
    const std::string page = THAW_SOURCE "/core/storage/FORMAT.md";
    return python(fmt::format("import os, sys, runpy\nos.chdir(os.path.dirname(sys.argv[1]))\n"
                              "sys.argv = ['run_examples.py', '{}']\n"
                              "runpy.run_path('{}', run_name='__main__')\n",
                              page, tests),
                  file);
}

void expect_examples_run(const fs::path& file, const std::string& state) {
    const std::string printed = run_examples(file);
    EXPECT_THAT(printed, AllOf(HasSubstr("m0.s0 [7] [7.]"), HasSubstr("value_errors"),
                               HasSubstr("1 rows so far"), HasSubstr("released")));
    EXPECT_THAT(printed, AllOf(HasSubstr("seed = 1"), HasSubstr("id_test"), HasSubstr(state),
                               HasSubstr("'weight': (2, 3)"), HasSubstr("=== 7 blocks"),
                               Not(HasSubstr("is damaged"))));
}

TEST(FormatExamples, OnAFinishedRun) {
    const Folder folder;
    begin_run(folder / "run.thaw.h5")->finish(EndState::finished, "");
    expect_examples_run(folder / "run.thaw.h5", "finished");
}

TEST(FormatExamples, FindAReadingThatIsNotWhatWasWritten) {
    const Folder folder;
    const fs::path file = folder / "run.thaw.h5";
    begin_run(file)->finish(EndState::finished, "");
    python("import sys, h5py\n"
           "f = h5py.File(sys.argv[1], 'r+', libver='latest')\n"
           "f['entry/series/m1.s2/value'][0] = 0\n",
           file);
    EXPECT_THAT(run_examples(file), HasSubstr("m1.s2 row 0 is damaged"));
    EXPECT_THAT(verify_run(file), testing::ElementsAre(HasSubstr("m1/m1.s2/check")));
}

TEST(FormatExamples, OnARunThatIsBeingWritten) {
    const Folder folder;
    const auto recorder = begin_run(folder / "run.thaw.h5");
    wait_for_checkpoint(folder / "run.thaw.h5");
    expect_examples_run(folder / "run.thaw.h5", "running");
}

TEST(FormatExamples, OnARunWhoseWriterWasKilled) {
    const Folder folder;
    const pid_t writer = fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
        const auto recorder = begin_run(folder / "run.thaw.h5");
        for (;;)
            pause();
    }
    wait_for_checkpoint(folder / "run.thaw.h5");
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    expect_examples_run(folder / "run.thaw.h5", "running");
    EXPECT_EQ(read_run(folder / "run.thaw.h5").status.state, RunState::interrupted);
}

} // namespace
} // namespace thaw
