// The list of runs that is kept apart from them.
#include "core/run/error.h"
#include "core/storage/run_index.h"
#include "core/storage/run_trash.h"
#include "core/storage/stored_facts.h"
#include "tests/storage/example_run.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace thaw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Index : public testing::Test {
  protected:
    fs::path write(const std::string& name, std::int64_t rows = 5) {
        const fs::path file = folder / name;
        fs::create_directories(file.parent_path());
        write_small_run(file, rows);
        return file;
    }
    RunIndex::Scan scan() { return RunIndex(folder / "", cache / "").scan(); }
    static std::vector<std::string> names(const RunIndex::Scan& scan) {
        std::vector<std::string> all;
        for (const auto& run : scan.runs)
            all.push_back(run->text(Field("file")));
        return all;
    }

    Folder folder, cache;
};

TEST_F(Index, FindsRunsInFoldersBelowAndReadsThemOnce) {
    write("b.thaw.h5");
    write("deep/er/a.thaw.h5");
    write_file(folder / "notes.txt", "no run");
    const auto cold = scan();
    EXPECT_THAT(names(cold), ElementsAre("b.thaw.h5", "a.thaw.h5"));
    EXPECT_EQ(cold.read, 2U);
    EXPECT_TRUE(cold.whole);
    const auto warm = scan(); // another index, from the cache alone
    EXPECT_EQ(warm.read, 0U);
    ASSERT_EQ(warm.runs.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(warm.runs[i]->all(), cold.runs[i]->all());
        EXPECT_EQ(warm.runs[i]->file, cold.runs[i]->file);
    }
}

TEST_F(Index, PassesOverHiddenFoldersAndTellsWhereTheyHoldRuns) {
    write("a.thaw.h5");
    write(".ipynb_checkpoints/a-checkpoint.thaw.h5");
    write(".thaw-trash/x/b.thaw.h5");
    fs::create_directories(folder / ".git");
    write_file(folder / ".git/HEAD", "no run");
    const auto found = scan();
    EXPECT_THAT(names(found), ElementsAre("a.thaw.h5"));
    EXPECT_THAT(found.hidden, ElementsAre(folder / ".ipynb_checkpoints"));
    EXPECT_THAT(hidden_sentence(found.hidden), HasSubstr(".ipynb_checkpoints"));
    EXPECT_EQ(hidden_sentence({}), "");
}

TEST_F(Index, FollowsEachLinkToAFolderOnceAndNoLoop) {
    write("scratch/a.thaw.h5");
    write("scratch/deep/b.thaw.h5");
    fs::create_directories(folder / "project");
    fs::create_directory_symlink("../scratch", folder / "project/runs");
    fs::create_directory_symlink(".", folder / "project/loop");
    EXPECT_THAT(
        find_runs(folder / "project").files,
        ElementsAre(folder / "project/runs/a.thaw.h5", folder / "project/runs/deep/b.thaw.h5"));
    // A folder that lies there itself is entered by its own way.
    fs::create_directory_symlink("scratch/deep", folder / "0");
    EXPECT_THAT(find_runs(folder / "").files,
                ElementsAre(folder / "scratch/a.thaw.h5", folder / "scratch/deep/b.thaw.h5"));
}

TEST_F(Index, TakesWhatChangedAndForgetsWhatWent) {
    const fs::path a = write("a.thaw.h5", 5);
    write("b.thaw.h5");
    EXPECT_EQ(scan().read, 2U);
    fs::remove(a);
    write_small_run(a, 9);
    const auto changed = scan();
    EXPECT_EQ(changed.read, 1U);
    EXPECT_EQ(changed.runs[0]->number(Field("last_step")), 8);
    fs::remove(a);
    EXPECT_THAT(names(scan()), ElementsAre("b.thaw.h5"));
    EXPECT_THAT(names(scan()), ElementsAre("b.thaw.h5")); // and not from the cache
}

TEST_F(Index, ADamagedCacheIsMadeAnew) {
    write("a.thaw.h5");
    RunIndex index(folder / "", cache / "");
    index.scan();
    const std::string good = read_file(index.cache_file());
    for (const std::size_t at : {std::size_t{3}, good.size() / 2, good.size() - 1}) {
        write_file(index.cache_file(), good);
        flip_byte(index.cache_file(), at);
        EXPECT_EQ(scan().read, 1U) << at;
    }
    write_file(index.cache_file(), good.substr(0, good.size() / 2));
    EXPECT_EQ(scan().read, 1U);
    write_file(index.cache_file(), "");
    EXPECT_EQ(scan().read, 1U);
    EXPECT_EQ(scan().read, 0U);
    EXPECT_EQ(read_file(index.cache_file()), good);
}

TEST_F(Index, WorksWithoutACache) {
    write("a.thaw.h5");
    write_file(cache / "file", "");
    RunIndex index(folder / "", cache / "file"); // a file stands where its folder should
    EXPECT_EQ(index.scan().read, 1U);
    EXPECT_EQ(index.scan().read, 0U); // it remembers as long as it lives
}

TEST_F(Index, ListsDamagedFilesWithWhatIsWrong) {
    write("a.thaw.h5");
    write_file(folder / "b.thaw.h5", "this is no HDF5");
    const auto found = scan();
    ASSERT_EQ(found.runs.size(), 2U);
    EXPECT_EQ(found.runs[0]->problem, "");
    EXPECT_THAT(found.runs[1]->problem, HasSubstr("b.thaw.h5"));
    EXPECT_EQ(found.runs[1]->text(Field("state")), "damaged");
    EXPECT_EQ(scan().read, 1U); // told again by each program
}

// As `rsync --inplace --times` may: other bytes, the same size and time.
TEST_F(Index, SeesAChangeThatKeepsSizeAndTime) {
    write("a.thaw.h5");
    EXPECT_EQ(scan().read, 1U);
    const fs::path file = folder / "a.thaw.h5";
    const auto time = fs::last_write_time(file);
    flip_byte(file, 0);
    fs::last_write_time(file, time);
    const auto found = scan();
    EXPECT_EQ(found.read, 1U);
    EXPECT_EQ(found.runs.at(0)->text(Field("state")), "damaged");
}

// What may not be read now may be tomorrow, without any change to the file: it is no damage, and it
// is looked at again.
TEST_F(Index, LooksAgainAtWhatItMayNotRead) {
    write("a.thaw.h5");
    fs::permissions(folder / "a.thaw.h5", fs::perms::none);
    if (std::ifstream(folder / "a.thaw.h5"))
        GTEST_SKIP() << "everything may be read here; run it as somebody else than root";
    RunIndex index(folder / "", cache / "");
    EXPECT_EQ(index.scan().runs.at(0)->text(Field("state")), "unreadable");
    EXPECT_EQ(index.scan().read, 1U);
    fs::permissions(folder / "a.thaw.h5", fs::perms::owner_all);
    EXPECT_EQ(index.scan().runs.at(0)->problem, "");
}

TEST_F(Index, FollowsARunThatIsBeingWritten) {
    const RunHeader header = small_header();
    auto recorder = create_run(header, {.file = folder / "a.thaw.h5", .flush_seconds = 0.01});
    RunIndex index(folder / "", cache / "");
    EXPECT_EQ(index.scan().runs.at(0)->text(Field("state")), "running");
    recorder->append(bundle_at(header.plan, 7));
    bool seen = false;
    for (int tries = 0; !seen && tries < 500; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        seen = index.scan().runs.at(0)->number(Field("last_step")) == 7;
    }
    EXPECT_TRUE(seen);
    recorder->finish(EndState::finished, "all steps done");
    EXPECT_EQ(index.scan().runs.at(0)->text(Field("state")), "finished");
    EXPECT_EQ(index.scan().read, 0U);
}

TEST_F(Index, AFileThatVanishesMeanwhileIsLeftOut) {
    for (int i = 0; i < 40; ++i)
        write(fmt::format("{:02}.thaw.h5", i), 2);
    RunIndex index(folder / "", cache / "");
    std::atomic<bool> done = false;
    std::jthread thief([&] {
        for (int i = 39; i >= 0; --i)
            fs::remove(folder / fmt::format("{:02}.thaw.h5", i));
        done = true;
    });
    while (!done)
        for (const auto& run : index.scan().runs)
            EXPECT_EQ(run->problem, "");
    EXPECT_TRUE(index.scan().runs.empty());
}

// On a disk that is away, perhaps: the link is there, and people count on the run.
TEST_F(Index, ALinkWhoseRunIsNotThereIsListedWithWhereItLeads) {
    const fs::path run = write("a.thaw.h5");
    fs::create_symlink(folder / "away/b.thaw.h5", folder / "b.thaw.h5");
    for (int scans = 0; scans < 2; ++scans) {
        const auto found = scan();
        ASSERT_THAT(names(found), ElementsAre("a.thaw.h5", "b.thaw.h5"));
        EXPECT_THAT(found.runs[1]->problem, HasSubstr("away/b.thaw.h5, which is not there"));
        EXPECT_EQ(found.runs[1]->text(Field("state")), "unreadable");
    }
    fs::create_directory(folder / "away");
    fs::rename(run, folder / "away/b.thaw.h5"); // the disk is back
    EXPECT_EQ(scan().runs[0]->problem, "");
}

TEST_F(Index, CanBeStopped) {
    for (int i = 0; i < 4; ++i)
        write(fmt::format("{}.thaw.h5", i), 2);
    std::stop_source source;
    source.request_stop();
    RunIndex index(folder / "", cache / "");
    EXPECT_FALSE(index.scan(source.get_token()).whole);
    EXPECT_EQ(index.scan().runs.size(), 4U);
}

TEST_F(Index, SaysWhichFolderCannotBeListed) {
    try {
        RunIndex(folder / "none", cache / "").scan();
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("none"));
    }
}

// A name that is longer than the system takes: root, too, cannot list that folder.
TEST_F(Index, SaysWhichFoldersBelowCannotBeListed) {
    const std::size_t runs = scan().runs.size();
    const std::string level(200, 'd');
    int at = open((folder / "").c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 25; ++i) {
        ASSERT_EQ(mkdirat(at, level.c_str(), 0700), 0);
        const int below = openat(at, level.c_str(), O_RDONLY | O_DIRECTORY);
        close(at);
        at = below;
    }
    close(at);
    const RunIndex::Scan now = scan();
    EXPECT_EQ(now.runs.size(), runs);
    ASSERT_EQ(now.unread.size(), 1U);
    EXPECT_THAT(now.unread[0].folder.string(), HasSubstr(level));
    EXPECT_THAT(unread_sentence(now.unread), HasSubstr(now.unread[0].why));
    EXPECT_EQ(unread_sentence({}), "");
}

TEST_F(Index, IsReadEachTimeWhereThereIsNoPlaceForACache) {
    RunIndex(folder / "", fs::path()).scan();
    EXPECT_EQ(RunIndex(folder / "", fs::path()).scan().read, scan().runs.size());
}

// The facts that a recorder leaves are those of the whole file.
TEST(StoredFacts, AreThoseOfTheFile) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_small_run(file, 25);
    const RunFacts left = read_facts(file);
    const RunFacts whole = facts_of(read_run(file), file);
    EXPECT_EQ(left.all(), whole.all());
    EXPECT_EQ(left.text(Field("state")), "finished");
    EXPECT_EQ(left.number(Field("stop_step")), 20);
    EXPECT_EQ(left.number(Field("m0.s0")), 24);
    EXPECT_EQ(left.number(Field("duration")), 12);
    EXPECT_THAT(python("import h5py, json, sys\n"
                       "f = h5py.File(sys.argv[1], 'r', swmr=True)\n"
                       "all = json.loads(f['/entry/facts'].asstr()[()][64:])\n"
                       "print(all['version'], all['facts']['last_step'])\n",
                       file),
                HasSubstr("4 24"));
}

TEST(StoredFacts, KeepWhatJsonHasNoNumberFor) {
    RunFacts facts;
    facts.set(Field("a"), std::numeric_limits<double>::quiet_NaN());
    facts.set(Field("b"), -std::numeric_limits<double>::infinity());
    facts.set(Field("c"), std::string("nan"));
    facts.set(Field("d"), 0.1);
    facts.set(Field("e"), true);
    const auto back = facts_from_stored(stored_text(facts), "/runs/x.thaw.h5");
    ASSERT_TRUE(back);
    EXPECT_TRUE(std::isnan(back->number(Field("a"))));
    EXPECT_EQ(back->number(Field("b")), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(back->text(Field("c")), "nan");
    EXPECT_EQ(back->number(Field("d")), 0.1);
    EXPECT_EQ(back->find(Field("e")), Fact(true));
    EXPECT_EQ(back->text(Field("file")), "x.thaw.h5");
}

TEST(StoredFacts, ThatAreTornAreNotBelieved) {
    const std::string good = stored_text(unreadable("a", "b"));
    EXPECT_TRUE(facts_from_stored(good, "a"));
    EXPECT_FALSE(facts_from_stored("", "a"));
    EXPECT_FALSE(facts_from_stored(good.substr(0, good.size() - 1), "a"));
    std::string other = good;
    other[70] = '#';
    EXPECT_FALSE(facts_from_stored(other, "a"));
    EXPECT_FALSE(facts_from_stored(std::string(64, 'a') + "{}", "a"));
}

// A file of an older version, or of a run that was killed, has none: the rest of it tells.
TEST(StoredFacts, AreMadeFromTheFileWhereThereAreNone) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_small_run(file, 25);
    const RunFacts left = read_facts(file);
    python("import h5py, sys\n"
           "with h5py.File(sys.argv[1], 'r+') as f: del f['/entry/facts']\n",
           file);
    EXPECT_EQ(read_facts(file).all(), left.all());
}

TEST(StoredFacts, OfAResumedRunAreItsOwn) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_small_run(file, 25);
    const RunRecord kept = read_run(file).before(10);
    auto recorder = continue_run(kept, {.file = file});
    const RunFacts running = read_facts(file);
    EXPECT_EQ(running.text(Field("state")), "running");
    EXPECT_EQ(running.number(Field("last_step")), 9);
    recorder->append(bundle_at(kept.header.plan, 10));
    recorder->finish(EndState::stopped, "by hand");
    const RunFacts ended = read_facts(file);
    EXPECT_EQ(ended.text(Field("state")), "stopped");
    EXPECT_EQ(ended.text(Field("reason")), "by hand");
    EXPECT_EQ(ended.all(), facts_of(read_run(file), file).all());
}

} // namespace
} // namespace thaw::test
