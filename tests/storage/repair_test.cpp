// What `thaw repair` saves, and that it says what it could not.
#include "core/run/error.h"
#include "core/storage/layout.h"
#include "core/storage/process_identity.h"
#include "tests/storage/example_run.h"

#include <chrono>
#include <gmock/gmock.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace thaw {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The bytes of a dataset's chunk `index` lie there.
std::size_t place_of(const fs::path& file, const std::string& dataset, int index = 0) {
    return std::stoull(python(fmt::format("import sys, h5py\n"
                                          "f = h5py.File(sys.argv[1], 'r')\n"
                                          "d = f['entry/{}'].id\n"
                                          "print(d.get_chunk_info({}).byte_offset "
                                          "if d.get_create_plist().get_layout() == 2 "
                                          "else d.get_offset())",
                                          dataset, index),
                              file));
}

class Repairing : public testing::Test {
  protected:
    std::vector<std::string> names() const { return names_in(file.parent_path()); }
    Folder folder;
    fs::path file = folder / "a.thaw.h5";
};

TEST_F(Repairing, LeavesASoundFileAlone) {
    write_small_run(file, 30);
    const std::string bytes = read_file(file);
    EXPECT_TRUE(repair_run(file).original.empty());
    EXPECT_EQ(read_file(file), bytes);
    EXPECT_THAT(names(), ElementsAre("a.checkpoints", "a.thaw.h5"));
}

TEST_F(Repairing, SealsWhatAKillLeftAndLosesNothing) {
    const pid_t writer = fork();
    if (writer == 0) {
        const RunHeader header = small_header();
        auto recorder = create_run(header, {.file = file, .flush_seconds = 0, .queue_bytes = 1});
        for (std::int64_t step = 0;; ++step) {
            auto bundle = bundle_at(header.plan, step);
            bundle->events.push_back(event_at(step));
            recorder->append(bundle);
            if (step == 40) {
                recorder->save_checkpoint(40, "forty", true);
                recorder->append(bundle_at(header.plan, 41)); // after it nothing waits
                recorder->append(bundle_at(header.plan, 42));
                raise(SIGKILL);
            }
        }
    }
    waitpid(writer, nullptr, 0);
    const RunRecord before = read_run(file);
    EXPECT_EQ(before.status.state, RunState::interrupted);
    const std::string bytes = read_file(file);
    const Repair repair = repair_run(file);
    EXPECT_THAT(repair.lost, IsEmpty());
    EXPECT_EQ(read_file(repair.original), bytes);
    const RunRecord after = read_run(file);
    expect_whole_rows(after);
    EXPECT_EQ(after.metrics[0].step, before.metrics[0].step);
    EXPECT_GE(after.metrics[0].step.size(), 41U);
    EXPECT_EQ(after.events.size(), before.events.size());
    EXPECT_EQ(after.status.last_step, before.status.last_step);
    EXPECT_EQ(after.status.state, RunState::interrupted);
    EXPECT_EQ(read_checkpoint(file, after.checkpoints.at(0)), "forty");
    python("import sys, h5py\nh5py.File(sys.argv[1], 'r')", file); // without swmr=True
    EXPECT_TRUE(repair_run(file).original.empty());                // there is nothing more to do
}

// Examples and epoch follow from the step, and it from them.
TEST_F(Repairing, ADamagedStepIsRestoredFromWhatFollowsFromIt) {
    write_small_run(file, 700);
    flip_byte(file, place_of(file, "metrics/m0/step", 1) + 3);
    flip_byte(file, place_of(file, "metrics/m1/examples", 1) + 3);
    flip_byte(file, place_of(file, "metrics/m1/epoch", 0) + 3);
    EXPECT_THROW(read_run(file), Error);
    const Repair repair = repair_run(file);
    EXPECT_THAT(repair.lost, IsEmpty());
    const RunRecord record = read_run(file);
    expect_whole_rows(record);
    EXPECT_THAT(record.metrics[0].step, SizeIs(700));
    EXPECT_EQ(record.metrics[0].step[255], 255);
    EXPECT_EQ(record.metrics[1].examples[255], 1020);
    EXPECT_EQ(record.metrics[1].epoch[0], 0);
    EXPECT_EQ(record.status.state, RunState::finished); // as it was
    EXPECT_THAT(verify_run(file), IsEmpty());
    EXPECT_THAT(names(), ElementsAre("a.checkpoints", "a.thaw.h5", "a.thaw.h5.before-repair"));
}

TEST_F(Repairing, ARowWhoseStepNothingTellsIsLostAndNoOther) {
    write_small_run(file, 700);
    for (const char* column : {"step", "examples", "epoch"})
        flip_byte(file, place_of(file, fmt::format("metrics/m0/{}", column), 1) + 3);
    EXPECT_THAT(repair_run(file).lost, ElementsAre("metric m0: 1 of 700 rows"));
    const RunRecord record = read_run(file);
    expect_whole_rows(record);
    EXPECT_THAT(record.metrics[0].step, SizeIs(699));
    EXPECT_EQ(record.metrics[0].step[254], 254);
    EXPECT_EQ(record.metrics[0].step[255], 256);
    EXPECT_THAT(record.metrics[1].step, SizeIs(700));
}

TEST_F(Repairing, ADamagedValueIsNotANumberAndItsRowStays) {
    write_small_run(file, 300);
    flip_byte(file, place_of(file, "metrics/m1/m1.s2/value", 1) + 3);
    EXPECT_THAT(repair_run(file).lost,
                ElementsAre(HasSubstr("1 reading in 300 otherwise whole rows")));
    const RunRecord record = read_run(file);
    const SeriesColumns& series = record.metrics[1].series[2];
    EXPECT_THAT(record.metrics[1].step, SizeIs(300));
    EXPECT_EQ(series.value[254], value_at(254, 1, 2));
    EXPECT_TRUE(std::isnan(series.value[255]));
    EXPECT_EQ(series.count[255], 0);
    EXPECT_EQ(series.value[256], value_at(256, 1, 2)); // of the same chunk
    EXPECT_EQ(record.metrics[1].series[1].value[255], value_at(255, 1, 1));
}

// What a row cost is no reason to lose what it says.
TEST_F(Repairing, ADamagedTimeOrErrorCostsNoValue) {
    write_small_run(file, 700);
    flip_byte(file, place_of(file, "metrics/m0/seconds") + 5);
    flip_byte(file, place_of(file, "metrics/m1/m1.s0/value_errors") + 5);
    flip_byte(file, place_of(file, "metrics/m1/m1.s1/check") + 1);
    EXPECT_THAT(
        repair_run(file).lost,
        ElementsAre("metric m0: times in 1 of 700 rows; they are NaN now",
                    "metric m1: standard errors or counts of 1 reading with a sound value"));
    const RunRecord record = read_run(file);
    EXPECT_THAT(record.metrics[0].step, SizeIs(700));
    EXPECT_TRUE(std::isnan(record.metrics[0].seconds[0]));
    EXPECT_EQ(record.metrics[0].wall_time[1], 0.5);
    EXPECT_EQ(record.metrics[0].series[2].value[0], value_at(0, 0, 2));
    EXPECT_EQ(record.metrics[1].series[0].value[0], value_at(0, 1, 0));
    EXPECT_TRUE(std::isnan(record.metrics[1].series[0].standard_error[0]));
    EXPECT_EQ(record.metrics[1].series[0].standard_error[1], 0.5);
    EXPECT_EQ(record.metrics[1].series[1].value[0], value_at(0, 1, 1));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

// HDF5's checksum of zeros is zero: nobody can say that such a block is not what was written but
// the row's own.
TEST_F(Repairing, AZeroedBlockCostsItsReadingsAndIsTold) {
    write_small_run(file, 700);
    std::string bytes = read_file(file);
    const std::size_t at = place_of(file, "metrics/m1/m1.s2/value", 1);
    bytes.replace(at, layout::chunk_bytes - 4, layout::chunk_bytes - 4, '\0');
    write_file(file, bytes);
    EXPECT_THAT(verify_run(file), ElementsAre(HasSubstr("row 255 does not match its checksum")));
    EXPECT_THROW(read_run(file), Error);
    EXPECT_THAT(repair_run(file).lost,
                ElementsAre(HasSubstr("255 readings in 700 otherwise whole rows")));
    const RunRecord record = read_run(file);
    EXPECT_TRUE(std::isnan(record.metrics[1].series[2].value[255]));
    EXPECT_EQ(record.metrics[1].series[2].value[510], value_at(510, 1, 2));
}

TEST_F(Repairing, ACutOffFileKeepsWhatCameBefore) {
    write_small_run(file, 2000, 1);
    const std::string whole = read_file(file);
    for (const double part : {0.5, 0.8, 0.95}) {
        SCOPED_TRACE(part);
        write_file(file, whole.substr(0, static_cast<std::size_t>(
                                             part * static_cast<double>(whole.size()))));
        EXPECT_THROW(read_run(file), Error);
        try {
            const Repair repair = repair_run(file);
            EXPECT_THAT(repair.lost, Not(IsEmpty()));
            const RunRecord record = read_run(file);
            for (const auto& metric : record.metrics)
                for (std::size_t row = 0; row < metric.step.size(); ++row) {
                    const double value = metric.series[0].value[row];
                    EXPECT_TRUE(std::isnan(value) || value == value_at(metric.step[row], 0, 0));
                }
            EXPECT_THAT(verify_run(file), IsEmpty());
        } catch (const Error& error) { // its beginning was not whole
            EXPECT_EQ(error.fault(), Fault::damaged);
            EXPECT_THAT(error.what(), HasSubstr("cannot be repaired"));
        }
    }
}

TEST_F(Repairing, FindsCheckpointsThatTheFileNoLongerLists) {
    write_small_run(file, 25);
    const auto listed = read_run(file).checkpoints;
    ASSERT_THAT(listed, SizeIs(3));
    for (int row = 0; row < 3; ++row) // a row a chunk... all of them are in the first chunks
        flip_byte(file, place_of(file, "checkpoints") + 200 * static_cast<std::size_t>(row) + 9);
    fs::path damaged_one = folder / "a.checkpoints" / listed[1].file;
    flip_byte(damaged_one, 3);
    write_file(folder / "a.checkpoints/step-000000007-00000000.safetensors", "not its digest");
    const Repair repair = repair_run(file);
    const RunRecord record = read_run(file);
    std::vector<std::int64_t> steps;
    for (const auto& info : record.checkpoints)
        steps.push_back(info.step);
    EXPECT_THAT(steps, ElementsAre(0, 20));
    EXPECT_EQ(read_checkpoint(file, record.checkpoints[1]), "checkpoint 20");
    EXPECT_THAT(verify_run(file), IsEmpty());
    EXPECT_TRUE(fs::exists(damaged_one)); // left as it is
}

TEST_F(Repairing, TellsOfLostEventsTextsAndCheckpoints) {
    write_small_run(file, 25);
    const auto info = read_run(file).checkpoints;
    flip_byte(file, place_of(file, "events", 1) + 30);
    flip_byte(file, place_of(file, "provenance"));
    flip_byte(file, place_of(file, "config/source"));
    flip_byte(folder / "a.checkpoints" / info[0].file, 2);
    const Repair repair = repair_run(file);
    EXPECT_THAT(repair.lost,
                ElementsAre(HasSubstr("as it was written"), HasSubstr("provenance"),
                            HasSubstr("1 of 3 events"), HasSubstr("checkpoint of step 0")));
    EXPECT_THAT(read_run(file).events, SizeIs(2));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(Repairing, SaysWhatCannotBeDoneAndChangesNothing) {
    const auto refusal = [&] {
        const std::string bytes = fs::exists(file) ? read_file(file) : "";
        std::string said = "nothing was refused";
        try {
            repair_run(file);
        } catch (const Error& error) {
            said = error.what();
        }
        EXPECT_EQ(fs::exists(file) ? read_file(file) : "", bytes);
        for (const auto& name : names())
            EXPECT_TRUE(name == "a.thaw.h5" || name == "a.checkpoints") << name;
        return said;
    };
    EXPECT_THAT(refusal(), HasSubstr("cannot be opened"));
    EXPECT_FALSE(fs::exists(file));
    write_file(file, "no HDF5");
    EXPECT_THAT(refusal(), HasSubstr("cannot be read as HDF5"));
    fs::remove(file);
    write_small_run(file, 5);
    flip_byte(file, place_of(file, "plan"));
    EXPECT_THAT(refusal(), HasSubstr("config or plan is damaged"));
    fs::remove_all(folder / "a.checkpoints");
    fs::remove(file);
    const auto recorder = create_run(small_header(), {.file = file});
    try {
        repair_run(file);
        ADD_FAILURE() << "a file that is being written was repaired";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("is being written"));
    }
}

TEST_F(Repairing, KeepsEveryOriginal) {
    for (int i = 0; i < 2; ++i) {
        fs::remove(file);
        write_small_run(file, 5);
        flip_byte(file, place_of(file, "provenance"));
        repair_run(file);
    }
    EXPECT_THAT(names(), ElementsAre("a.checkpoints", "a.thaw.h5", "a.thaw.h5.before-repair",
                                     "a.thaw.h5.before-repair-2"));
}

// Two processes never write one file.
TEST(TwoWriters, TheSecondIsRefusedAndTheFirstGoesOn) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    write_small_run(file, 30);
    const RunRecord kept = read_run(file).before(20);
    // The others begin before the first has a thread, whose locks they would inherit.
    int begin[2];
    ASSERT_EQ(pipe(begin), 0);
    std::vector<pid_t> others;
    for (int i = 0; i < 3; ++i) {
        others.push_back(fork());
        if (others.back() != 0)
            continue;
        char go = 0;
        int code = read(begin[0], &go, 1) == 1 ? 1 : 3;
        try {
            continue_run(kept, {.file = file});
        } catch (const Error& error) {
            code = std::string(error.what()).find("is being written") != std::string::npos ? 0 : 2;
        }
        _exit(code);
    }
    auto first = continue_run(kept, {.file = file});
    ASSERT_EQ(write(begin[1], "go!", 3), 3);
    for (const pid_t other : others) {
        int status = -1;
        waitpid(other, &status, 0);
        EXPECT_EQ(status, 0);
    }
    close(begin[0]);
    close(begin[1]);
    EXPECT_THROW(lock_run(file), Error);
    first->append(bundle_at(kept.header.plan, 20));
    first->finish(EndState::finished, "");
    first.reset();
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(21));
    EXPECT_FALSE(fs::exists(file.string() + ".lock"));
}

// Many processes take the lock, count, and let go or die: no two ever have it at once.
TEST(TwoWriters, TheLockIsHeldByOneAtATime) {
    const Folder folder;
    const fs::path file = folder / "a.thaw.h5";
    std::vector<pid_t> all;
    for (int i = 0; i < 8; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            for (int taken = 0; taken < 25;) {
                try {
                    const auto lock = lock_run(file);
                    const fs::path mine = folder / "inside";
                    if (!fs::create_directory(mine))
                        _exit(1); // somebody else is inside
                    fs::remove(mine);
                    ++taken;
                    if (i % 2 == 1 && taken == 20)
                        _exit(0); // with the lock: the kernel lets go
                } catch (const Error&) {
                }
            }
            _exit(0);
        }
        all.push_back(child);
    }
    for (const pid_t child : all) {
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
}

} // namespace
} // namespace thaw
