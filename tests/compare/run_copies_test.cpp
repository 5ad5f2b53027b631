#include "core/compare/run_copies.h"

#include "tests/compare/little_runs.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SharedFacts file(const std::string& path, const std::string& id, double steps = 100,
                 const std::string& state = "finished") {
    auto facts = std::make_shared<RunFacts>();
    facts->set_file(path);
    if (!id.empty())
        facts->set(Field("run_id"), id);
    facts->set(Field("last_step"), steps);
    facts->set(Field("state"), state);
    return facts;
}

std::vector<std::string> paths(const RunList& runs) {
    std::vector<std::string> all;
    for (const auto& run : runs)
        all.push_back(run->file.string());
    return all;
}

TEST(RunCopies, are_one_run_shown_where_its_first_file_stood) {
    std::vector<std::string> told;
    const RunList runs = without_copies({file("runs/a (copy).thaw.h5", "abcdef123"),
                                         file("runs/b-s2-fedcba.thaw.h5", "fedcba321"),
                                         file("runs/a-s1-abcdef.thaw.h5", "abcdef123"),
                                         file("runs/backup/a-s1-abcdef.thaw.h5", "abcdef123")},
                                        told);
    EXPECT_THAT(paths(runs), ElementsAre("runs/a-s1-abcdef.thaw.h5", "runs/b-s2-fedcba.thaw.h5"));
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told[0], HasSubstr("runs/a-s1-abcdef.thaw.h5 stands for its run"));
    EXPECT_THAT(told[0], HasSubstr("(2): runs/a (copy).thaw.h5, runs/backup/a-s1"));
    EXPECT_EQ(
        runs[0]->find(Field("copies")),
        Fact(std::vector<std::string>{"runs/a (copy).thaw.h5", "runs/backup/a-s1-abcdef.thaw.h5"}));
    EXPECT_FALSE(is_known(runs[1]->find(Field("copies"))));
}

TEST(RunCopies, take_the_file_that_got_furthest_whatever_the_order) {
    std::vector<SharedFacts> files{file("a.thaw.h5", "id", 250), file("b.thaw.h5", "id", 400),
                                   file("c.thaw.h5", "id", 400, "running"),
                                   file("0.thaw.h5", "id", 399)};
    std::sort(files.begin(), files.end());
    do {
        std::vector<std::string> told;
        EXPECT_THAT(paths(without_copies(files, told)), ElementsAre("b.thaw.h5"));
    } while (std::next_permutation(files.begin(), files.end()));
}

TEST(RunCopies, of_a_link_and_what_it_links_to_the_file_stays) {
    const auto folder = std::filesystem::temp_directory_path() / "thaw-run-copies-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "the-longer-name.thaw.h5") << "x";
    std::filesystem::create_symlink("the-longer-name.thaw.h5", folder / "a.thaw.h5");
    std::vector<std::string> told;
    const RunList runs = without_copies({file((folder / "a.thaw.h5").string(), "id"),
                                         file((folder / "the-longer-name.thaw.h5").string(), "id")},
                                        told);
    ASSERT_THAT(runs, SizeIs(1));
    EXPECT_EQ(runs[0]->file.filename(), "the-longer-name.thaw.h5");
    std::filesystem::remove_all(folder);
}

TEST(RunCopies, leave_files_without_an_id_alone) {
    std::vector<std::string> told;
    const RunList damaged{file("a.thaw.h5", ""), file("b.thaw.h5", "")};
    EXPECT_THAT(without_copies(damaged, told), SizeIs(2));
    EXPECT_THAT(told, IsEmpty());
}

TEST(RunCopies, of_whole_runs_do_not_count_as_seeds) {
    const SharedRun run = test::ended_run(1, 100, 0.9, 0.5);
    auto copy = std::make_shared<ComparedRun>(*run);
    copy->file = "backup/" + run->file.string();
    std::vector<std::string> told;
    EXPECT_THAT(without_copies(ComparedRuns{run, copy}, told), ElementsAre(run));
    EXPECT_THAT(told, SizeIs(1));
}

} // namespace
} // namespace thaw
