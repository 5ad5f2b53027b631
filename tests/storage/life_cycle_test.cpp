// What becomes of a run's files when they are copied, moved, linked, away for a while or another
// run's: nothing is lost, nothing is taken for what it is not.
#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/run_trash.h"
#include "tests/storage/example_run.h"

#include <csignal>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace thaw::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::int64_t> steps_of(const std::vector<CheckpointInfo>& checkpoints) {
    std::vector<std::int64_t> steps;
    for (const auto& info : checkpoints)
        steps.push_back(info.step);
    return steps;
}

unsigned mode_of(const fs::path& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 07777U : 0;
}

std::string refusal(const auto& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "was done";
}

// A stopped run of `rows` steps with checkpoints at each tenth that say whose they are.
void write_run(const fs::path& file, std::int64_t rows, const RunHeader& header = small_header(),
               std::int64_t keep = 100) {
    const auto recorder = create_run(header, {.file = file, .keep_checkpoints = keep});
    for (std::int64_t step = 0; step < rows; ++step) {
        recorder->append(bundle_at(header.plan, step));
        if (step % 10 == 0)
            recorder->save_checkpoint(step, checkpoint_at(step, header), false);
    }
    recorder->finish(EndState::stopped, "asked to stop");
}

RunHeader another_header() {
    RunHeader header = small_header();
    header.run_id = std::string(32, 'b');
    return header;
}

class LifeCycle : public testing::Test {
  protected:
    // Goes on from `step` to `end` with a checkpoint there, keeping only the newest.
    static void go_on(const fs::path& path, std::int64_t step, std::int64_t end) {
        const RunRecord kept = read_run(path).before(step);
        const auto recorder = continue_run(kept, {.file = path, .keep_checkpoints = 1});
        for (; step <= end; ++step)
            recorder->append(bundle_at(kept.header.plan, step));
        recorder->save_checkpoint(end, checkpoint_at(end, kept.header), false);
        recorder->finish(EndState::stopped, "asked to stop");
    }

    Folder folder;
    fs::path file = folder / "a.thaw.h5";
    fs::path checkpoints = folder / "a.checkpoints";
};

TEST_F(LifeCycle, ACheckpointOfAnotherRunOrStepIsNotTaken) {
    write_run(file, 25);
    const auto listed = read_run(file).checkpoints;
    ASSERT_THAT(steps_of(listed), ElementsAre(0, 10, 20));
    EXPECT_NO_THROW(read_checkpoint(file, listed[1], small_header().run_id));
    EXPECT_NO_THROW(read_checkpoint(file, listed[1]));
    EXPECT_THAT(refusal([&] { read_checkpoint(file, listed[1], another_header().run_id); }),
                HasSubstr("of another run"));
    CheckpointInfo wrong_step = listed[1];
    wrong_step.step = 20;
    EXPECT_THAT(refusal([&] { read_checkpoint(file, wrong_step); }),
                HasSubstr("is of step 10, the run file says 20"));
    // A whole run that lists them, as a repair by an earlier version may have left it.
    RunRecord record = read_run(file).before(25);
    record.header.run_id = another_header().run_id;
    record.checkpoints[1] = wrong_step;
    record.checkpoints.resize(2);
    fs::copy(checkpoints, folder / "b.checkpoints");
    continue_run(record, {.file = folder / "b.thaw.h5"})->finish(EndState::stopped, "x");
    EXPECT_THAT(verify_run(folder / "b.thaw.h5"),
                ElementsAre(HasSubstr("of another run"), HasSubstr("of another run")));
}

TEST_F(LifeCycle, ARowThatAKillKeptFromBeingWrittenIsFound) {
    write_run(file, 25);
    const CheckpointFolder own(file, small_header().run_id);
    own.write(23, checkpoint_at(23), false);                   // its row is missing
    own.write(24, checkpoint_at(24, another_header()), false); // another run's
    own.write(40, checkpoint_at(40), false);                   // its rows are not in the file
    own.write(22, checkpoint_at(21), false);                   // it says another step itself
    own.write(19, "no checkpoint", false);
    write_file(checkpoints / "step-000000018-00000000.safetensors", "damaged");
    RunRecord record = read_run(file);
    for (auto& time : record.metrics[0].train_time)
        time += 1; // one metric is as good as another
    list_found_checkpoints(record, file);
    EXPECT_THAT(steps_of(record.checkpoints), ElementsAre(0, 10, 20, 23));
    for (auto& time : record.metrics[1].train_time)
        time += 1; // other sessions' rows, of the same steps
    record.checkpoints.pop_back();
    list_found_checkpoints(record, file);
    EXPECT_THAT(steps_of(record.checkpoints), ElementsAre(0, 10, 20));
    go_on(file, 20, 30);
    EXPECT_THAT(names_in(checkpoints), SizeIs(7)); // the six strays and the newest
}

TEST_F(LifeCycle, TwoFilesWithOneFolderTakeNothingFromEachOther) {
    write_run(file, 25);
    const fs::path other = folder / "a.h5"; // a copy: a.checkpoints is its folder, too
    fs::copy_file(file, other);
    go_on(other, 20, 30);
    EXPECT_THAT(verify_run(file), IsEmpty());
    go_on(file, 20, 40);
    EXPECT_THAT(verify_run(other), IsEmpty());
    EXPECT_THAT(verify_run(file), IsEmpty());
    fs::remove(other);
    go_on(file, 40, 50); // alone again, it keeps only what it lists
    EXPECT_THAT(steps_of(read_run(file).checkpoints), ElementsAre(50));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(LifeCycle, AFolderBehindALinkIsItsOwners) {
    write_run(file, 25);
    fs::create_directory(folder / "copy");
    const fs::path copy = folder / "copy/a.thaw.h5";
    fs::copy_file(file, copy);
    fs::create_directory_symlink(checkpoints, folder / "copy/a.checkpoints");
    go_on(copy, 20, 30);
    EXPECT_THAT(verify_run(file), IsEmpty());
    EXPECT_THAT(verify_run(copy), IsEmpty());
}

TEST_F(LifeCycle, ALinkedPairTakesNothingFromEachOther) {
    write_run(file, 25);
    const fs::path twin = folder / "b.thaw.h5";
    fs::create_hard_link(file, twin);
    fs::create_directory_symlink("a.checkpoints", folder / "b.checkpoints");
    go_on(file, 20, 30);
    EXPECT_THAT(verify_run(twin), IsEmpty());
    go_on(twin, 20, 40);
    EXPECT_THAT(verify_run(file), IsEmpty());
    EXPECT_THAT(verify_run(twin), IsEmpty());
}

TEST_F(LifeCycle, ALinkStandsForItsRun) {
    write_run(file, 25);
    const fs::path link = folder / "link.thaw.h5";
    fs::create_symlink("a.thaw.h5", link);
    go_on(link, 20, 30);
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(31));
    EXPECT_THAT(verify_run(file), IsEmpty());
    EXPECT_FALSE(fs::exists(folder / "link.checkpoints"));
    // The link alone goes into the trash, and the run stays.
    const TrashedRun trashed = trash_run(link);
    EXPECT_THAT(verify_run(file), IsEmpty());
    restore_run(trashed);
    EXPECT_TRUE(fs::is_symlink(link));
}

TEST_F(LifeCycle, OnlyCheckpointsAreEverRemoved) {
    write_run(file, 5);
    write_file(folder / "precious.safetensors", "somebody's own");
    RunRecord hostile = read_run(file).before(5);
    hostile.checkpoints = {{.step = 0, .file = "../precious.safetensors", .bytes = 14}};
    auto recorder = continue_run(hostile, {.file = file, .keep_checkpoints = 0});
    recorder->save_checkpoint(3, checkpoint_at(3), false); // drops the one before
    recorder->finish(EndState::stopped, "x");
    EXPECT_TRUE(fs::exists(folder / "precious.safetensors"));
    EXPECT_THAT(refusal([&] { read_checkpoint(file, hostile.checkpoints[0]); }),
                HasSubstr("no checkpoint's name"));
}

TEST_F(LifeCycle, RepairLosesNothingThatIsOnlyAway) {
    write_run(file, 25);
    const auto listed = steps_of(read_run(file).checkpoints);
    fs::rename(checkpoints, folder / "away");
    const std::string bytes = read_file(file);
    const Repair nothing = repair_run(file); // the file itself is sound
    EXPECT_TRUE(nothing.original.empty());
    EXPECT_THAT(nothing.absent, ElementsAre(HasSubstr("3 of 3")));
    EXPECT_EQ(read_file(file), bytes);
    // Now the file is damaged, too.
    flip_byte(file, bytes.find("# as written"));
    const Repair repair = repair_run(file);
    EXPECT_THAT(repair.lost, SizeIs(1));
    EXPECT_THAT(repair.absent, SizeIs(1));
    EXPECT_THAT(verify_run(file), SizeIs(3)); // it says what is missing
    fs::rename(folder / "away", checkpoints);
    EXPECT_EQ(steps_of(read_run(file).checkpoints), listed);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(LifeCycle, RepairTakesNoOtherRunsCheckpoints) {
    write_run(file, 25);
    write_run(folder / "b.thaw.h5", 28, another_header());
    fs::rename(checkpoints, folder / "away");
    fs::copy(folder / "b.checkpoints", checkpoints);
    const Repair repair = repair_run(file);
    EXPECT_THAT(repair.absent, SizeIs(1));
    EXPECT_TRUE(repair.original.empty());
    for (const auto& info : read_run(file).checkpoints)
        EXPECT_THAT(refusal([&] { read_checkpoint(file, info, small_header().run_id); }),
                    HasSubstr("is missing"));
}

TEST_F(LifeCycle, ADamagedCheckpointThatIsPutBackIsFoundAgain) {
    write_run(file, 25);
    const auto listed = read_run(file).checkpoints;
    const fs::path damaged = checkpoints / listed[1].file;
    const std::string bytes = read_file(damaged);
    flip_byte(damaged, bytes.size() - 1);
    EXPECT_THAT(repair_run(file).lost, ElementsAre(HasSubstr("step 10")));
    EXPECT_THAT(steps_of(read_run(file).checkpoints), ElementsAre(0, 20));
    write_file(damaged, bytes); // from a backup
    EXPECT_FALSE(repair_run(file).original.empty());
    EXPECT_THAT(steps_of(read_run(file).checkpoints), ElementsAre(0, 10, 20));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(LifeCycle, ModesStay) {
    const mode_t before = umask(022);
    write_run(file, 25);
    chmod(file.c_str(), 0600);
    go_on(file, 20, 30);
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_EQ(mode_of(checkpoints / read_run(file).checkpoints.back().file), 0600U);
    flip_byte(file, read_file(file).find("# as written"));
    const Repair repair = repair_run(file);
    EXPECT_EQ(mode_of(file), 0600U);
    EXPECT_EQ(mode_of(repair.original), 0600U);
    const TrashedRun trashed = trash_run(file);
    EXPECT_EQ(mode_of(trashed.file.parent_path()), 0700U);
    restore_run(trashed);
    EXPECT_EQ(mode_of(file), 0600U);
    umask(before);
}

TEST_F(LifeCycle, TrashLeavesASharedFolder) {
    write_run(file, 25);
    fs::copy_file(file, folder / "a.h5");
    const TrashedRun trashed = trash_run(file);
    EXPECT_THAT(verify_run(folder / "a.h5"), IsEmpty());
    restore_run(trashed);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(LifeCycle, AKillBetweenTheMovesOfTheTrashIsMended) {
    write_run(file, 25);
    const TrashedRun trashed = trash_run(file);
    fs::rename(CheckpointFolder::beside(trashed.file), checkpoints); // it came before this move
    restore_run(trashed);
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(LifeCycle, WhatAKilledProcessLeftIsSweptByTheNext) {
    const pid_t writer = fork();
    if (writer == 0) {
        FileReplacement run(folder / "killed.thaw.h5");
        fs::create_directories(checkpoints);
        FileReplacement checkpoint(checkpoints / "step-000000010-0123abcd.safetensors");
        raise(SIGKILL);
    }
    waitpid(writer, nullptr, 0);
    ASSERT_THAT(names_in(checkpoints), SizeIs(1));
    write_file(folder / "mine.part", "somebody's own");
    const FileReplacement living(folder / "living.thaw.h5");
    create_run(small_header(), {.file = file})->finish(EndState::stopped, "x");
    EXPECT_THAT(
        names_in(folder / ""), // a.checkpoints held nothing else
        testing::UnorderedElementsAre("a.thaw.h5", "mine.part", living.part().filename().string()));
}

TEST_F(LifeCycle, AForkThatCannotBeMadeLeavesNothing) {
    write_run(file, 25);
    RunRecord kept = read_run(file).before(20);
    kept.checkpoints.clear();
    const fs::path child = folder / "b.thaw.h5";
    fs::create_directories(child / "in the way");
    EXPECT_THAT(refusal([&] {
                    continue_run(kept, {.file = child}, FirstCheckpoint{20, "bytes"});
                }),
                HasSubstr("b.thaw.h5"));
    EXPECT_FALSE(fs::exists(folder / "b.checkpoints"));
    kept.header.plan.metrics.push_back(kept.header.plan.metrics[0]); // two of one name
    kept.metrics.push_back(kept.metrics[0]);
    EXPECT_THAT(refusal([&] {
                    continue_run(kept, {.file = folder / "c.thaw.h5"}, FirstCheckpoint{20, "x"});
                }),
                HasSubstr("c.thaw.h5"));
    EXPECT_THAT(names_in(folder / ""), ElementsAre("a.checkpoints", "a.thaw.h5", "b.thaw.h5"));
}

} // namespace
} // namespace thaw::test
