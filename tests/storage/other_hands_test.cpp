// What others do to a run's files: second names, other content, locks and folders left behind.
#include "core/run/error.h"
#include "tests/storage/example_run.h"

#include <chrono>
#include <csignal>
#include <functional>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string refusal(const std::function<void()>& act, Fault fault) {
    try {
        act();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), fault) << error.what();
        return error.what();
    }
    return "nothing was refused";
}

class OtherHands : public testing::Test {
  protected:
    std::string checkpoint_file() const {
        return (checkpoints / read_run(file).checkpoints[0].file).string();
    }
    Folder folder;
    fs::path file = folder / "a.thaw.h5", link = folder / "b.thaw.h5";
    fs::path checkpoints = folder / "a.checkpoints";
};

// The status alone would tell it as long as the writer's process can be seen.
TEST_F(OtherHands, ASecondNameOfALiveRunHasItsLock) {
    auto recorder = create_run(small_header(), {.file = file});
    recorder->append(bundle_at(small_header().plan, 0));
    fs::create_hard_link(file, link);
    EXPECT_THAT(refusal([&] { lock_run(link); }, Fault::failure), HasSubstr("is being written"));
    EXPECT_FALSE(fs::exists(link.string() + ".lock"));
    EXPECT_THAT(refusal([&] { repair_run(link); }, Fault::failure), HasSubstr("is being written"));
    recorder->finish(EndState::stopped, "");
    recorder.reset();
    EXPECT_NE(lock_run(link), nullptr);
}

TEST_F(OtherHands, ASecondNameOfARunThatIsBeingGoneOnWithHasItsLock) {
    write_small_run(file, 30);
    fs::create_hard_link(file, link);
    const auto lock = lock_run(file); // as `thaw resume` has it while it reads
    EXPECT_THAT(refusal([&] { lock_run(link); }, Fault::failure), HasSubstr("is being written"));
}

TEST_F(OtherHands, AReaderWithLocksOfItsOwnGetsToALiveRun) {
    auto recorder = create_run(small_header(), {.file = file, .flush_seconds = 0});
    recorder->append(bundle_at(small_header().plan, 0));
    EXPECT_EQ(python("import sys, os\nos.environ['HDF5_USE_FILE_LOCKING'] = 'TRUE'\n"
                     "import h5py\n"
                     "print(h5py.File(sys.argv[1], 'r', libver='latest', swmr=True)"
                     "['entry/status/state'][()].decode())",
                     file),
              "running\n");
    recorder->finish(EndState::stopped, "");
}

TEST_F(OtherHands, AnotherRunCopiedOverALiveOneEndsIt) {
    const fs::path other = folder / "other.thaw.h5";
    write_small_run(other, 3000);
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = file, .flush_seconds = 0.02});
    recorder->append(bundle_at(header.plan, 0));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::string bytes = read_file(other);
    ASSERT_GT(bytes.size(), fs::file_size(file));
    std::fstream(file, std::ios::binary | std::ios::in | std::ios::out) << bytes; // not cut off
    const std::string why = refusal(
        [&] {
            for (std::int64_t step = 1; step < 100; ++step) { // at the next flush, not at the end
                recorder->append(bundle_at(header.plan, step));
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        },
        Fault::failure);
    EXPECT_THAT(why, AllOf(HasSubstr(file.string()), HasSubstr("another program wrote over it")));
    recorder.reset();
    EXPECT_EQ(read_file(file), bytes); // and nothing was written into it
}

TEST_F(OtherHands, LocksThatKilledWritersLeftAreSwept) {
    const fs::path left = folder / "old.thaw.h5.lock", held = folder / "live.thaw.h5.lock";
    const fs::path not_ours = folder / "notes.thaw.h5.lock";
    write_file(not_ours, "of another program");
    const pid_t killed = fork();
    if (killed == 0) {
        const auto lock = lock_run(folder / "old.thaw.h5");
        raise(SIGKILL);
    }
    waitpid(killed, nullptr, 0);
    ASSERT_TRUE(fs::exists(left));
    const auto lock = lock_run(folder / "live.thaw.h5");
    create_run(small_header(), {.file = file})->finish(EndState::stopped, "");
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(held));
    EXPECT_TRUE(fs::exists(not_ours));
}

TEST_F(OtherHands, ACheckpointThatIsNoFileIsNotCalledMissing) {
    write_small_run(file, 30);
    const std::string bytes = read_file(checkpoint_file());
    const std::string name = checkpoint_file();
    const auto told = [&](const std::string& what) {
        EXPECT_THAT(refusal([&] { verify_run(file); }, Fault::failure),
                    AllOf(HasSubstr(name), HasSubstr("cannot be looked at"), HasSubstr(what),
                          Not(HasSubstr("missing"))));
        const Repair repair = repair_run(file); // changes nothing
        EXPECT_TRUE(repair.original.empty());
        EXPECT_THAT(repair.absent, ElementsAre(HasSubstr("it stays listed")));
        EXPECT_THAT(read_run(file).checkpoints, SizeIs(3));
    };
    fs::remove(name);
    fs::create_directory(name);
    told("something else than a file");
    fs::remove(name);
    ASSERT_EQ(mkfifo(name.c_str(), 0600), 0);
    told("something else than a file");
    fs::remove(name);
    write_file(name, bytes);
    EXPECT_THAT(verify_run(file), IsEmpty());
    fs::permissions(name, fs::perms::none);
    if (::access(name.c_str(), R_OK) != 0) // root may
        told("permissions");
    fs::permissions(name, fs::perms::owner_all);
    fs::remove(name);
    EXPECT_THAT(verify_run(file), ElementsAre(HasSubstr("is missing")));
}

TEST_F(OtherHands, DamageIsToldBesideWhatCannotBeLookedAt) {
    write_small_run(file, 30);
    const auto listed = read_run(file).checkpoints;
    fs::remove(checkpoints / listed[0].file);
    fs::create_directory(checkpoints / listed[0].file);
    flip_byte(checkpoints / listed[1].file, 3);
    EXPECT_THAT(verify_run(file), ElementsAre(HasSubstr("is damaged"), HasSubstr("looked at")));
}

TEST_F(OtherHands, ARunThatWasRenamedAloneSaysWhereItsCheckpointsAre) {
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = file});
    recorder->append(bundle_at(header.plan, 0));
    recorder->save_checkpoint(0, checkpoint_at(0), true);
    recorder->finish(EndState::stopped, "");
    recorder.reset();
    fs::rename(file, link);
    const std::string hint = "rename that folder to b.checkpoints";
    EXPECT_THAT(verify_run(link),
                ElementsAre(AllOf(HasSubstr("a.checkpoints has it"), HasSubstr(hint))));
    EXPECT_THAT(repair_run(link).absent, ElementsAre(HasSubstr(hint)));
    fs::rename(checkpoints, folder / "b.checkpoints");
    EXPECT_THAT(verify_run(link), IsEmpty());
}

TEST_F(OtherHands, AnEmptyRunIsNotSaidToBeSaved) {
    write_file(file, "");
    for (const auto& act : {std::function<void()>([&] { read_run(file); }),
                            std::function<void()>([&] { repair_run(file); })})
        EXPECT_THAT(refusal(act, Fault::damaged),
                    AllOf(HasSubstr("it is empty"), HasSubstr("nothing in it can be saved"),
                          Not(HasSubstr("thaw repair"))));
}

} // namespace
} // namespace thaw
