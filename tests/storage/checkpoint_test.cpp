#include "core/run/error.h"
#include "core/run/sha256.h"
#include "tests/storage/example_run.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

std::vector<std::int64_t> steps_of(const std::vector<CheckpointInfo>& checkpoints) {
    std::vector<std::int64_t> steps;
    for (const auto& info : checkpoints)
        steps.push_back(info.step);
    return steps;
}

class Checkpoints : public testing::Test {
  protected:
    std::unique_ptr<Recorder> create(std::int64_t keep = 2) {
        return create_run(small_header(), {.file = file, .keep_checkpoints = keep});
    }

    Folder folder;
    fs::path file = folder / "a.thaw.h5";
    fs::path checkpoints = folder / "a.checkpoints";
};

TEST_F(Checkpoints, ComeBackByteForByte) {
    std::string bytes(1 << 20, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 31 + i / 255);
    auto recorder = create();
    recorder->save_checkpoint(70, bytes, true);
    recorder->finish(EndState::finished, "");
    const RunRecord record = read_run(file);
    ASSERT_THAT(record.checkpoints, SizeIs(1));
    const CheckpointInfo& info = record.checkpoints[0];
    EXPECT_EQ(info.step, 70);
    EXPECT_EQ(info.sha256, sha256(bytes));
    EXPECT_EQ(info.bytes, 1 << 20);
    EXPECT_TRUE(info.pinned);
    EXPECT_EQ(info.file, "step-000000070-" + sha256(bytes).substr(0, 8) + ".safetensors");
    EXPECT_TRUE(read_checkpoint(file, info) == bytes);
}

TEST_F(Checkpoints, PinnedOnesStayAndTheNewestOfTheRest) {
    auto recorder = create(2);
    for (std::int64_t step = 0; step <= 60; step += 10)
        recorder->save_checkpoint(step, std::to_string(step), step == 0 || step == 20);
    recorder->finish(EndState::finished, "");
    const RunRecord record = read_run(file);
    EXPECT_THAT(steps_of(record.checkpoints), ElementsAre(0, 20, 50, 60));
    EXPECT_THAT(names_in(checkpoints), SizeIs(4));
    for (const auto& info : record.checkpoints)
        EXPECT_EQ(read_checkpoint(file, info), std::to_string(info.step));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(Checkpoints, KeepNoneKeepsThePinned) {
    auto recorder = create(0);
    recorder->save_checkpoint(1, "one", true);
    recorder->save_checkpoint(2, "two", false);
    recorder->finish(EndState::finished, "");
    EXPECT_THAT(steps_of(read_run(file).checkpoints), ElementsAre(1));
    EXPECT_THAT(names_in(checkpoints), SizeIs(1));
}

TEST_F(Checkpoints, SecondOneAtAStepReplacesTheFirst) {
    auto recorder = create();
    recorder->save_checkpoint(10, "first", true);
    recorder->save_checkpoint(10, "second", false);
    recorder->save_checkpoint(20, "same", false);
    recorder->save_checkpoint(20, "same", false);
    recorder->finish(EndState::finished, "");
    const RunRecord record = read_run(file);
    ASSERT_THAT(steps_of(record.checkpoints), ElementsAre(10, 20));
    EXPECT_EQ(read_checkpoint(file, record.checkpoints[0]), "second");
    EXPECT_TRUE(record.checkpoints[0].pinned); // once pinned, a step stays pinned
    EXPECT_FALSE(record.checkpoints[1].pinned);
    EXPECT_THAT(names_in(checkpoints), SizeIs(2));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(Checkpoints, DamageIsFound) {
    auto recorder = create(9);
    for (std::int64_t step = 1; step <= 4; ++step)
        recorder->save_checkpoint(step, "the bytes of it", false);
    recorder->finish(EndState::finished, "");
    const auto infos = read_run(file).checkpoints;
    const auto path = [&](std::size_t i) { return checkpoints / infos[i].file; };
    fs::remove(path(0));
    fs::resize_file(path(1), 7);
    flip_byte(path(2), 3);
    const char* const told[] = {"missing", "7 bytes", "SHA-256"};
    for (std::size_t i = 0; i < 3; ++i) {
        try {
            read_checkpoint(file, infos[i]);
            ADD_FAILURE() << "checkpoint " << i << " was read";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::damaged);
            EXPECT_THAT(error.what(), HasSubstr(path(i).string()));
            EXPECT_THAT(error.what(), HasSubstr(told[i]));
        }
    }
    EXPECT_EQ(read_checkpoint(file, infos[3]), "the bytes of it");
    EXPECT_THAT(verify_run(file),
                ElementsAre(HasSubstr("missing"), HasSubstr("7 bytes"), HasSubstr("SHA-256")));
}

TEST_F(Checkpoints, ContinuingKeepsTheEarlierPartAndReplacesTheFile) {
    write_small_run(file, 55);
    fs::create_directories(checkpoints);
    const fs::path half = checkpoints / "step-000000051-abcdef01.safetensors.part";
    write_file(half, "of an earlier version that was killed");
    fs::last_write_time(half, fs::file_time_type::clock::now() - std::chrono::hours(25));
    write_file(checkpoints / "step-000000052-abcdef01.safetensors", "unlisted");
    write_file(checkpoints / "notes.txt", "somebody's own");
    const RunRecord before = read_run(file);
    const RunRecord kept = before.before(30);
    const std::string old_bytes = read_file(file);
    std::ifstream old(file, std::ios::binary); // who has the old file open keeps the old file
    {
        auto recorder = continue_run(kept, {.file = file, .keep_checkpoints = 2});
        EXPECT_EQ(read_run(file).status.state, RunState::running);
        for (std::int64_t step = 30; step < 40; ++step)
            recorder->append(bundle_at(kept.header.plan, step));
        recorder->save_checkpoint(40, "forty", false);
        recorder->finish(EndState::stopped, "");
    }
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(old), {}), old_bytes);
    const RunRecord after = read_run(file);
    EXPECT_EQ(after.header.run_id, before.header.run_id);
    EXPECT_THAT(after.metrics[0].step, SizeIs(40));
    expect_whole_rows(after);
    EXPECT_THAT(after.events, SizeIs(3)); // 0, 10, 20; 30 would happen again
    EXPECT_THAT(steps_of(after.checkpoints), ElementsAre(30, 40));
    EXPECT_EQ(read_checkpoint(file, after.checkpoints[0]), "checkpoint 30");
    std::vector<std::string> stay{after.checkpoints[1].file, "notes.txt",
                                  "step-000000052-abcdef01.safetensors"};
    for (const auto& info : before.checkpoints) // those after step 30, too: nobody asked for less
        stay.push_back(info.file);
    for (const auto& info : before.checkpoints)
        if (info.step < 30) // keep_checkpoints = 2
            std::erase(stay, info.file);
    EXPECT_THAT(names_in(checkpoints), UnorderedElementsAreArray(stay));
    EXPECT_THAT(verify_run(file), IsEmpty());
    for (const auto& name : names_in(file.parent_path()))
        EXPECT_FALSE(name.ends_with(".part")) << name;
}

TEST_F(Checkpoints, AForkBeginsWithTheParentsRowsInANewFile) {
    write_small_run(file, 25);
    RunRecord kept = read_run(file).before(20);
    kept.header.run_id = std::string(32, 'f');
    kept.header.parent = Parent{"0123456789abcdef0123456789abcdef", "a.thaw.h5", 20};
    kept.checkpoints.clear();
    const fs::path child = folder / "b.thaw.h5";
    const std::string first = checkpoint_at(20, kept.header);
    const auto recorder = continue_run(kept, {.file = child}, FirstCheckpoint{20, first});
    EXPECT_THAT(steps_of(read_run(child).checkpoints), ElementsAre(20)); // from the first moment on
    recorder->finish(EndState::finished, "");
    const RunRecord fork = read_run(child);
    EXPECT_EQ(read_checkpoint(child, fork.checkpoints.at(0), fork.header.run_id), first);
    EXPECT_THAT(verify_run(child), IsEmpty());
    EXPECT_THAT(fork.metrics[0].step, SizeIs(20));
    EXPECT_EQ(fork.header.parent->step, 20);
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(25)); // untouched
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(Checkpoints, OfAMovedRunStayWhenANewOneTakesItsName) {
    write_small_run(file, 5);
    fs::rename(file, folder / "moved.thaw.h5");
    create()->finish(EndState::finished, "");
    EXPECT_THAT(names_in(checkpoints), SizeIs(1));
}

} // namespace
} // namespace thaw
