// The world says no: files in the way, folders that cannot be made, a disk that is full.
#include "core/run/error.h"
#include "core/storage/room.h"
#include "tests/storage/example_run.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// What libhdf5 holds of a file that could not be written stays until the process ends, on purpose;
// LeakSanitizer asks here what to leave out.
extern "C" const char* __lsan_default_suppressions() { // NOLINT: the name is given
    return "leak:libhdf5";
}

namespace thaw {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string refusal(const std::function<void()>& act, Fault fault = Fault::failure) {
    try {
        act();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), fault) << error.what();
        return error.what();
    }
    return "nothing was refused";
}

TEST(Creating, RefusesAnExistingFileAndLeavesItAlone) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_file(file, "mine");
    EXPECT_THAT(refusal([&] { create_run(small_header(), {.file = file}); }),
                AllOf(HasSubstr(file.string()), HasSubstr("exists already")));
    EXPECT_EQ(read_file(file), "mine");
}

TEST(Creating, MakesTheFolder) {
    const Folder folder;
    const fs::path file = folder / "deep/er/a.thaw.h5";
    create_run(small_header(), {.file = file})->finish(EndState::finished, "");
    EXPECT_EQ(read_run(file).status.state, RunState::finished);
}

TEST(Creating, SaysWhichFolderCannotBeMade) {
    const Folder folder;
    write_file(folder / "plain", "no folder");
    const fs::path file = folder / "plain/runs/a.thaw.h5";
    EXPECT_THAT(refusal([&] { create_run(small_header(), {.file = file}); }),
                HasSubstr((folder / "plain/runs").string()));
    const fs::path in_proc = "/proc/a.thaw.h5"; // not even root may
    EXPECT_THAT(refusal([&] { create_run(small_header(), {.file = in_proc}); }),
                HasSubstr("/proc/a.thaw.h5"));
}

TEST(Creating, LeavesNothingBehindWhenItFails) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    fs::create_directories(file / "in the way"); // continue_run() cannot rename onto it
    RunRecord kept;
    kept.header = small_header();
    kept.metrics.resize(kept.header.plan.metrics.size());
    for (auto& metric : kept.metrics)
        metric.series.resize(3);
    EXPECT_THAT(refusal([&] { continue_run(kept, {.file = file}); }), HasSubstr(file.string()));
    EXPECT_THAT(names_in(file.parent_path()), ElementsAre("a.thaw.h5"));
}

TEST(Reading, SaysThatThereIsNoFile) {
    const Folder folder;
    const fs::path file = folder / "none.thaw.h5";
    EXPECT_THAT(refusal([&] { read_run(file); }), HasSubstr(file.string()));
    EXPECT_THAT(refusal([&] { read_summary(file); }), HasSubstr(file.string()));
    EXPECT_THAT(refusal([&] { verify_run(file); }), HasSubstr(file.string()));
    EXPECT_THAT(refusal([&] { read_run(file.parent_path()); }), // a folder
                HasSubstr(file.parent_path().string()));
}

// Runs `act` in a process that may write no more than `bytes` to any file, as on a full disk.
// `act` returns what went wrong, or an empty text.
void on_a_full_disk(rlim_t bytes, const std::function<std::string()>& act) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        alarm(60); // a hang ends the test
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, bytes};
        setrlimit(RLIMIT_FSIZE, &limit);
        const std::string wrong = act();
        fprintf(stderr, "%s", wrong.c_str());
        exit(wrong.empty() ? 0 : 1); // with libhdf5's own end, which must not hang either
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

std::string expect_cannot_write(const fs::path& file, const std::function<void()>& act) {
    try {
        act();
    } catch (const Error& error) {
        const std::string what = error.what();
        if (error.fault() != Fault::failure || what.find(file.string()) == std::string::npos)
            return "a strange error: " + what;
        return {};
    } catch (const std::exception& error) {
        return std::string("not an Error: ") + error.what();
    }
    return "no error";
}

// Blocks are reserved a mebibyte ahead, which may be beyond what the process may write.
TEST(FullDisk, NoWriteIsBegunThatTheLimitWouldCut) {
    const Folder folder;
    on_a_full_disk(900'000, [&]() -> std::string {
        const int file = ::open((folder / "a").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        Room room;
        if (room.ensure(file, 100'000) != 0)
            return "there is room at first";
        if (::ftruncate(file, 850'000) != 0 || room.ensure(file, 100'000) != EFBIG)
            return "more is promised than may be written";
        return {};
    });
}

TEST(FullDisk, AppendSaysSoAndTheRowsBeforeStayReadable) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    on_a_full_disk(900'000, [&] {
        const RunHeader header = small_header();
        auto recorder =
            create_run(header, {.file = file, .flush_seconds = 0, .queue_bytes = 100'000});
        const auto fill = [&] {
            for (std::int64_t step = 0; step < 100'000; ++step)
                recorder->append(bundle_at(header.plan, step));
        };
        if (auto wrong = expect_cannot_write(file, fill); !wrong.empty())
            return wrong;
        const auto checkpoint = [&] { recorder->save_checkpoint(1, "bytes", true); };
        if (auto wrong = expect_cannot_write(file, checkpoint); !wrong.empty())
            return wrong;
        const auto end = [&] { recorder->finish(EndState::failed, "full"); };
        if (auto wrong = expect_cannot_write(file, end); !wrong.empty())
            return wrong;
        try { // libhdf5 keeps the broken file open in this process: an Error, but no crash
            read_run(file);
        } catch (const Error&) {
        }
        return std::string{};
    });
    const RunRecord record = read_run(file);
    EXPECT_EQ(record.status.state, RunState::interrupted);
    EXPECT_GT(record.metrics[0].step.size(), 500U);
    expect_whole_rows(record);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST(FullDisk, FinishSaysSo) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    on_a_full_disk(150'000, [&] {
        const RunHeader header = small_header();
        auto recorder = create_run(header, {.file = file, .flush_seconds = 1000});
        for (std::int64_t step = 0; step < 5'000; ++step)
            recorder->append(bundle_at(header.plan, step)); // into memory
        return expect_cannot_write(file, [&] { recorder->finish(EndState::finished, ""); });
    });
    EXPECT_EQ(read_run(file).status.state, RunState::interrupted);
}

TEST(FullDisk, ACheckpointThatDoesNotFitIsNotListed) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    on_a_full_disk(900'000, [&]() -> std::string {
        const RunHeader header = small_header();
        auto recorder = create_run(header, {.file = file});
        recorder->append(bundle_at(header.plan, 0));
        recorder->save_checkpoint(0, "fits", true);
        recorder->save_checkpoint(1, std::string(1'000'000, 'x'), true);
        try {
            recorder->finish(EndState::finished, "");
        } catch (const Error& error) {
            return std::string(error.what()).find("a.checkpoints") == std::string::npos
                       ? error.what()
                       : "";
        }
        return "no error";
    });
    const RunRecord record = read_run(file);
    ASSERT_EQ(record.checkpoints.size(), 1U);
    EXPECT_EQ(read_checkpoint(file, record.checkpoints[0]), "fits");
    EXPECT_EQ(record.metrics[0].step.size(), 1U);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

// The first block that does not fit is written by libhdf5, whose own words are for nobody.
TEST(FullDisk, WhereNotEvenTheBeginningFitsItSaysWhatToDo) {
    const Folder folder;
    const fs::path run = folder / "run.thaw.h5", damaged = folder / "damaged.thaw.h5";
    write_small_run(run, 30);
    write_small_run(damaged, 30);
    flip_byte(damaged, fs::file_size(damaged) / 2);
    const std::string bytes = read_file(damaged);
    for (const rlim_t room : {rlim_t{0}, rlim_t{10} << 10U, rlim_t{40} << 10U}) {
        const auto says_so = [](const fs::path& file, const std::function<void()>& act) {
            try {
                act();
            } catch (const Error& error) {
                const std::string what = error.what();
                const bool clear = what.find(file.string()) != std::string::npos &&
                                   what.find("ulimit -f") != std::string::npos &&
                                   what.find("errno") == std::string::npos &&
                                   what.find("make room") == std::string::npos;
                return clear ? std::string() : what;
            }
            return std::string("no error");
        };
        on_a_full_disk(room, [&] {
            const fs::path file = folder / "new.thaw.h5";
            return says_so(file, [&] { create_run(small_header(), {.file = file}); });
        });
        on_a_full_disk(room, [&] { return says_so(damaged, [&] { repair_run(damaged); }); });
    }
    EXPECT_EQ(read_file(damaged), bytes);
    EXPECT_THAT(names_in(run.parent_path()), ElementsAre("damaged.checkpoints", "damaged.thaw.h5",
                                                         "run.checkpoints", "run.thaw.h5"));
}

TEST(FullDisk, CreatingSaysSoAndLeavesNothing) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    on_a_full_disk(4096, [&] {
        return expect_cannot_write(file, [&] { create_run(small_header(), {.file = file}); });
    });
    EXPECT_TRUE(fs::is_empty(file.parent_path()));
}

} // namespace
} // namespace thaw
