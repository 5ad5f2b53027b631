// A sweep as job arrays of Slurm: what goes where, what the script says, what Slurm's answers mean.
#include "core/run/error.h"
#include "core/sweep/slurm_arrays.h"
#include "core/sweep/slurm_script.h"
#include "tests/sweep/sweep_vocabulary.h"

#include <gmock/gmock.h>
#include <numeric>

namespace thaw {
namespace {

using test::members_of;
using test::shapes_of;
using testing::ElementsAre;
using testing::HasSubstr;
using Numbers = std::vector<std::size_t>;

// Three seeds of three stops that leave "never": members 9 to 11 are the trunks.
struct Stops {
    Stops() {
        members = members_of("seeds = [1, 2, 3]\n[axes]\nstop = [100, 300, 600, \"never\"]\n");
        tree = run_tree(members, shapes_of(members));
        ledger.members.resize(members.size());
    }
    std::vector<SlurmArray> arrays(const Numbers& wanted, const std::vector<SlurmElement>& queued,
                                   std::size_t indices = 1001, std::int64_t jobs = 0) const {
        return slurm_arrays(tree, ledger, wanted, queued, indices, jobs);
    }
    std::vector<SweepMember> members;
    RunTree tree;
    Ledger ledger;
};

Numbers up_to(std::size_t count) {
    Numbers all(count);
    std::iota(all.begin(), all.end(), 0U);
    return all;
}

TEST(SlurmArrays, trunks_come_before_what_leaves_them) {
    EXPECT_THAT(Stops().arrays(up_to(12), {}),
                ElementsAre(SlurmArray{.offset = 0, .members = {9, 10, 11}},
                            SlurmArray{.offset = 0, .members = up_to(9), .after = {0}}));
}

TEST(SlurmArrays, no_index_reaches_MaxArraySize) {
    const auto arrays = Stops().arrays(up_to(12), {}, 4);
    EXPECT_THAT(arrays, ElementsAre(SlurmArray{8, {9, 10, 11}}, SlurmArray{0, {0, 1, 2, 3}, {0}},
                                    SlurmArray{4, {4, 5, 6, 7}, {0}}, SlurmArray{8, {8}, {0}}));
    EXPECT_EQ(sbatch_command(arrays[0], "stops-1", "s.sbatch", 0, {})[2], "--array=1-3");
}

TEST(SlurmArrays, a_limit_holds_for_all_arrays_together) {
    const auto arrays = Stops().arrays(up_to(12), {{.member = 9, .job = "7"}}, 4, 2);
    ASSERT_EQ(arrays.size(), 4U);
    EXPECT_THAT(arrays[0].after_jobs, ElementsAre("7"));
    for (std::size_t i = 1; i < arrays.size(); ++i)
        EXPECT_THAT(arrays[i].after, ElementsAre(i - 1));
}

TEST(SlurmArrays, a_thousand_members_in_arrays_of_ten) {
    std::string seeds = "1";
    for (int seed = 2; seed <= 1000; ++seed)
        seeds += ", " + std::to_string(seed);
    const auto members = members_of("seeds = [" + seeds + "]\n");
    Ledger ledger;
    ledger.members.resize(1000);
    const auto arrays =
        slurm_arrays(run_tree(members, shapes_of(members)), ledger, up_to(1000), {}, 10, 0);
    ASSERT_EQ(arrays.size(), 100U);
    Numbers all;
    for (const SlurmArray& array : arrays) {
        EXPECT_TRUE(array.after.empty());
        EXPECT_EQ(sbatch_command(array, "x", "s", 0, {})[2], "--array=0-9");
        for (const std::size_t member : array.members)
            all.push_back(member);
    }
    EXPECT_EQ(all, up_to(1000));
}

TEST(SlurmArrays, what_slurm_has_is_waited_for) {
    const auto arrays = Stops().arrays({0, 1, 2}, {{.member = 9, .job = "7"}});
    // Seeds 2 and 3 have no parent to wait for, seed 1 leaves member 9.
    EXPECT_THAT(arrays, ElementsAre(SlurmArray{.members = {1, 2}},
                                    SlurmArray{.members = {0}, .after = {0}, .after_jobs = {"7"}}));
}

TEST(SlurmArrays, what_has_begun_waits_for_nobody) {
    Stops stops;
    stops.ledger.members[0].file = "a.thaw.h5";
    EXPECT_THAT(stops.arrays({0, 3, 9}, {}), ElementsAre(SlurmArray{.members = {0, 9}},
                                                         SlurmArray{.members = {3}, .after = {0}}));
}

TEST(SlurmArrays, a_command_of_sbatch) {
    const SlurmArray array{.offset = 20, .members = {20, 21, 22, 24, 29}};
    EXPECT_THAT(sbatch_command(array, "stops-1", "/a b/s.sbatch", 3, {"7", "8"}),
                ElementsAre("sbatch", "--parsable", "--array=0-2,4,9%3", "--job-name=stops-1+20",
                            "--dependency=afterany:7:8", "/a b/s.sbatch", "20"));
}

SlurmScript script() {
    return {.sweep = "stops",
            .program = "/usr/bin/thaw",
            .document = "/it's/日本 1/stops.toml",
            .folder = "/it's/50 %a \"q\"/runs",
            .start = "/it's"};
}

TEST(SlurmScript, takes_names_as_they_are) {
    const std::string text = to_text(script());
    EXPECT_THAT(text, HasSubstr("sweep='/it'\\''s/日本 1/stops.toml'\n"));
    EXPECT_THAT(text, HasSubstr("runs='/it'\\''s/50 %a \"q\"/runs'\n"));
    EXPECT_THAT(text,
                HasSubstr("#SBATCH --output=\"/it's/50 %%a \\\"q\\\"/runs/slurm/%A_%a.out\""));
    EXPECT_THAT(text, testing::Not(HasSubstr("--time")));
}

TEST(SlurmScript, passes_options_on) {
    SlurmScript with = script();
    with.time = "2:00:00";
    with.threads = 3;
    with.further = {"-p main --account=y", "--mem=4G"};
    const std::string text = to_text(with);
    EXPECT_THAT(text, HasSubstr("#SBATCH --cpus-per-task=3\n#SBATCH --time=2:00:00\n"
                                "#SBATCH --signal=B:USR1@120\n"
                                "#SBATCH -p main --account=y\n#SBATCH --mem=4G\n"));
    EXPECT_THAT(text, HasSubstr("--threads 3 --stop-before '120 s'"));
}

TEST(SlurmScript, nothing_becomes_a_line_of_the_script) {
    SlurmScript options = script(), time = script(), folder = script();
    options.further = {"-p main\nrm -rf /"};
    time.time = "1\nrm";
    folder.folder = "/a\nb";
    for (const SlurmScript& bad : {options, time, folder})
        EXPECT_THROW(to_text(bad), Error);
}

TEST(SlurmScript, jobs_are_told_apart_by_folder) {
    EXPECT_NE(slurm_job_name("stops", "/a"), slurm_job_name("stops", "/b"));
    EXPECT_THAT(slurm_job_name("a|b, c", "/a"), testing::StartsWith("a_b__c-"));
}

TEST(SlurmScript, time_limits_as_sbatch_reads_them) {
    EXPECT_EQ(slurm_seconds("90"), 5400);
    EXPECT_EQ(slurm_seconds("90:30"), 5430);
    EXPECT_EQ(slurm_seconds("1:30:00"), 5400);
    EXPECT_EQ(slurm_seconds("1-12"), 129600);
    EXPECT_EQ(slurm_seconds("1-0:30"), 88200);
    EXPECT_EQ(slurm_seconds("1-12:00:01"), 129601);
    for (const char* other : {"", "infinite", "1:2:3:4", "1-", "-1", "1:", "1h"})
        EXPECT_FALSE(slurm_seconds(other).has_value()) << other;
}

TEST(SlurmAnswers, elements_of_this_sweep_alone) {
    const auto elements = slurm_elements("12|3|RUNNING|s-1+10|None\n"
                                         "12|N/A|PENDING|s-1+10|Priority\n"
                                         "13|0|PENDING|s-12+10|Priority\n"
                                         "14|0|PENDING|other|job|Priority\n"
                                         "11|4|CANCELLED by 0|s-1+0|(a | b)\n"
                                         "11|5|NEW_STATE|s-1+0|\n"
                                         "a line of another kind\n",
                                         "s-1");
    EXPECT_THAT(elements, ElementsAre(SlurmElement{4, "11", "4", "CANCELLED", "(a | b)"},
                                      SlurmElement{5, "11", "5", "NEW_STATE", ""},
                                      SlurmElement{13, "12", "3", "RUNNING", ""}));
    EXPECT_EQ(elements.back().id(), "12_3");
    EXPECT_TRUE(slurm_elements("", "s-1").empty());
}

TEST(SlurmAnswers, how_many_indices) {
    const std::string config = "MaxArraySize            = 1001\n";
    EXPECT_EQ(slurm_indices(config), 1001U);
    EXPECT_EQ(slurm_indices(config + "SchedulerParameters     = bf_interval=1,max_array_tasks=20"),
              20U);
    EXPECT_EQ(slurm_indices("MaxArraySize = 4000001\n"), 10000U);
    EXPECT_EQ(slurm_indices("MaxArraySize = 0\n"), 0U);
    EXPECT_FALSE(slurm_indices("Configuration data as of 2026").has_value());
}

TEST(SlurmAnswers, ids_of_jobs) {
    EXPECT_EQ(slurm_job_id("123\n"), "123");
    EXPECT_EQ(slurm_job_id("welcome to the cluster\n123;one\n"), "123");
    EXPECT_FALSE(slurm_job_id("Submitted batch job\n").has_value());
}

} // namespace
} // namespace thaw
