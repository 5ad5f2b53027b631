// Runs thrown away and had back.
#include "core/run/error.h"
#include "core/storage/run_index.h"
#include "core/storage/run_trash.h"
#include "tests/storage/example_run.h"

#include <gmock/gmock.h>

namespace thaw::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string refusal(const auto& act) {
    try {
        act();
    } catch (const Error& error) {
        return error.what();
    }
    return "was done";
}

TEST(Trash, TakesARunWithItsCheckpointsAndGivesItBack) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_small_run(file, 25);
    const std::string bytes = read_file(file);
    const TrashedRun trashed = trash_run(file);
    EXPECT_FALSE(fs::exists(file));
    EXPECT_FALSE(fs::exists(folder / "a.checkpoints"));
    EXPECT_THAT(find_runs(folder / "").files, IsEmpty());
    EXPECT_TRUE(verify_run(trashed.file).empty()); // whole, with its checkpoints
    restore_run(trashed);
    EXPECT_EQ(read_file(file), bytes);
    EXPECT_TRUE(verify_run(file).empty());
    EXPECT_FALSE(fs::exists(folder / trash_name)); // nothing is left behind
}

TEST(Trash, HoldsSeveralRunsOfOneName) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    std::vector<TrashedRun> trashed;
    for (const std::int64_t rows : {3, 5}) {
        write_small_run(file, rows);
        trashed.push_back(trash_run(file));
    }
    EXPECT_THAT(trashed_runs(folder / ""), SizeIs(2));
    restore_run(trashed[0]);
    EXPECT_EQ(read_facts(file).number(Field("last_step")), 2);
    EXPECT_THAT(refusal([&] { restore_run(trashed[1]); }), HasSubstr("is there again"));
    EXPECT_THAT(trashed_runs(folder / ""), SizeIs(1)); // it still lies there
}

TEST(Trash, IsFoundAgainAndEmptied) {
    const Folder folder;
    fs::create_directory(folder / "deep");
    write_small_run(folder / "deep/a.thaw.h5", 15);
    write_small_run(folder / "b.thaw.h5", 3);
    trash_run(folder / "deep/a.thaw.h5");
    const auto found = trashed_runs(folder / "");
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].original, folder / "deep/a.thaw.h5");
    EXPECT_GT(delete_trashed(found), 1000U);
    EXPECT_THAT(trashed_runs(folder / ""), IsEmpty());
    EXPECT_FALSE(fs::exists(folder / "deep" / trash_name));
    EXPECT_TRUE(fs::exists(folder / "b.thaw.h5"));
    EXPECT_THAT(refusal([&] {
                    delete_trashed({{folder / "b.thaw.h5", folder / "b.thaw.h5"}});
                }),
                HasSubstr("is not in the trash"));
    EXPECT_TRUE(fs::exists(folder / "b.thaw.h5"));
}

TEST(Trash, RefusesARunThatIsGoingOn) {
    const Folder folder;
    const auto recorder = create_run(small_header(), {.file = folder / "a.thaw.h5"});
    EXPECT_THAT(refusal([&] { trash_run(folder / "a.thaw.h5"); }), HasSubstr("is going on"));
    EXPECT_TRUE(fs::exists(folder / "a.thaw.h5"));
    EXPECT_FALSE(fs::exists(folder / trash_name));
    recorder->finish(EndState::finished, "");
    EXPECT_EQ(refusal([&] { trash_run(folder / "a.thaw.h5"); }), "was done");
}

TEST(Trash, TakesDamagedFilesAndRefusesWhatIsNotThere) {
    const Folder folder;
    write_file(folder / "a.thaw.h5", "this is no HDF5");
    EXPECT_EQ(refusal([&] { trash_run(folder / "a.thaw.h5"); }), "was done");
    EXPECT_THAT(refusal([&] { trash_run(folder / "none.thaw.h5"); }), HasSubstr("none.thaw.h5"));
}

} // namespace
} // namespace thaw::test
