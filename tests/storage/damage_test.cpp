// Files that are not what they should be: a sentence with the path, never a crash.
#include "core/run/error.h"
#include "core/storage/layout.h"
#include "tests/storage/example_run.h"

#include <chrono>
#include <gmock/gmock.h>
#include <sstream>
#include <thread>

namespace thaw {
namespace {

using namespace test;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

void expect_refused(const fs::path& file, Fault fault, const std::string& told = "") {
    for (const bool whole : {true, false}) {
        try {
            whole ? static_cast<void>(read_run(file)) : static_cast<void>(read_summary(file));
            ADD_FAILURE() << "it was read";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), fault) << error.what();
            EXPECT_THAT(error.what(), AllOf(HasSubstr(file.string()), HasSubstr(told)));
        }
    }
    EXPECT_THAT(verify_run(file), SizeIs(1));
    EXPECT_THAT(verify_run(file).front(), HasSubstr(file.string()));
}

class Damage : public testing::Test {
  protected:
    Folder folder;
    fs::path file = folder / "a.thaw.h5";
};

TEST_F(Damage, NotHdf5) {
    write_file(file, "step,loss\n1,2\n" + std::string(5000, 'x'));
    expect_refused(file, Fault::damaged);
}

TEST_F(Damage, Empty) {
    write_file(file, "");
    expect_refused(file, Fault::damaged);
}

// Wherever the word stands: in the status, an event, the facts.
TEST_F(Damage, AWordThatNobodyKnowsIsToldWithTheFile) {
    write_small_run(file, 5);
    const std::string whole = read_file(file);
    int refused = 0;
    for (const std::string word : {"finished", "released", "id_test"})
        for (auto at = whole.find(word); at != std::string::npos; at = whole.find(word, at + 1)) {
            std::string other = whole;
            other.replace(at, 2, "xx");
            write_file(file, other);
            try {
                read_run(file);
            } catch (const Error& error) {
                EXPECT_THAT(error.what(), HasSubstr(file.string()));
                ++refused;
            }
        }
    EXPECT_GT(refused, 1);
}

TEST_F(Damage, CutOff) {
    write_small_run(file, 40);
    const std::string whole = read_file(file);
    for (const std::size_t size : {std::size_t{7}, std::size_t{48}, std::size_t{1000},
                                   whole.size() / 4, whole.size() / 2, whole.size() - 1}) {
        SCOPED_TRACE(size);
        write_file(file, whole.substr(0, size));
        // With its superblock it can say how much is missing, whatever libhdf5 makes of it.
        expect_refused(file, Fault::damaged,
                       size < 48 ? "cannot be read"
                                 : fmt::format("{} of {} bytes", size, whole.size()));
    }
}

// A file whose writer was killed is opened without regard to its length.
TEST_F(Damage, CutOffWithoutAnEnd) {
    const RunHeader header = small_header();
    {
        const auto recorder = create_run(header, {.file = folder / "b.thaw.h5"});
        for (std::int64_t step = 0; step < 40; ++step)
            recorder->append(bundle_at(header.plan, step));
        recorder->save_checkpoint(1, "wait for it", false); // written after the rows
        while (read_run(folder / "b.thaw.h5").checkpoints.empty())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        fs::copy(folder / "b.thaw.h5", file);
    }
    fs::copy(folder / "b.checkpoints", folder / "a.checkpoints");
    EXPECT_THAT(verify_run(file), IsEmpty());
    const std::string whole = read_file(file);
    for (std::size_t size = 0; size < whole.size(); size += whole.size() / 16) {
        SCOPED_TRACE(size);
        write_file(file, whole.substr(0, size));
        EXPECT_THAT(verify_run(file), Not(IsEmpty()));
        try {
            expect_whole_rows(read_run(file)); // zeros must not pass for readings
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::damaged);
        }
    }
}

TEST_F(Damage, AnotherProgramsHdf5) {
    python("import sys, h5py\nh5py.File(sys.argv[1], 'w')['x'] = [1, 2]", file);
    expect_refused(file, Fault::damaged, "not a run of Thawscope");
}

TEST_F(Damage, ANewerMajorVersion) {
    write_small_run(file, 3);
    python("import sys, h5py, numpy\n"
           "h5py.File(sys.argv[1], 'r+').attrs['format_version'] = numpy.bytes_('2.0')",
           file);
    expect_refused(file, Fault::usage, "newer");
}

TEST_F(Damage, ANewerMinorVersionIsRead) {
    write_small_run(file, 3);
    python(R"(
import sys, h5py, numpy
f = h5py.File(sys.argv[1], "r+")
f.attrs["format_version"] = numpy.bytes_("1.9")
f["/entry/addition"] = 5
)",
           file);
    EXPECT_THAT(read_run(file).metrics[0].step, SizeIs(3));
    EXPECT_THAT(verify_run(file), IsEmpty());
}

TEST_F(Damage, MissingParts) {
    write_small_run(file, 3);
    const std::string whole = read_file(file);
    for (const char* part : {"entry/metrics/m1/m1.s2/value", "entry/metrics/m0/step",
                             "entry/events", "entry/status/state", "entry/plan"}) {
        SCOPED_TRACE(part);
        write_file(file, whole);
        python(fmt::format("import sys, h5py\ndel h5py.File(sys.argv[1], 'r+')['{}']", part), file);
        EXPECT_THAT(verify_run(file), Not(IsEmpty()));
        try {
            read_run(file);
            ADD_FAILURE() << "it was read";
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::damaged);
            EXPECT_THAT(error.what(), HasSubstr(file.string()));
        }
    }
}

TEST_F(Damage, PartsOfAnotherKind) {
    write_small_run(file, 3);
    const std::string whole = read_file(file);
    for (const char* change :
         {"del e['metrics/m0/m0.s0/value']; e['metrics/m0/m0.s0/value'] = 'text'",
          "del e['metrics/m0/step']; e['metrics/m0/step'] = numpy.zeros((2, 2))",
          "del e['plan']; e['plan'] = numpy.bytes_('[1]')",
          "del e['plan']; e['plan'] = numpy.bytes_('{')",
          "del e['events']; e['events'] = numpy.zeros(4)",
          "del e['status/heartbeat']; e['status/heartbeat'] = numpy.zeros(4)"}) {
        SCOPED_TRACE(change);
        write_file(file, whole);
        python(fmt::format("import sys, h5py, numpy\nf = h5py.File(sys.argv[1], 'r+')\n"
                           "e = f['entry']\n{}",
                           change),
               file);
        EXPECT_THAT(verify_run(file), Not(IsEmpty()));
        EXPECT_THROW(read_run(file), Error);
    }
}

TEST_F(Damage, AFlippedByteOfAChunkIsFound) {
    write_small_run(file, 300);
    const std::string places = python(R"(
import sys, h5py
f = h5py.File(sys.argv[1], "r")
for name in ["metrics/m0/step", "metrics/m1/m1.s2/value", "events", "checkpoints"]:
    print(f["entry"][name].id.get_chunk_info(0).byte_offset)
for name in ["plan", "config/resolved", "provenance"]:
    print(f["entry"][name].id.get_offset())
)",
                                      file);
    std::istringstream in(places);
    const std::string whole = read_file(file);
    int tried = 0;
    for (std::size_t offset = 0; in >> offset; ++tried) {
        SCOPED_TRACE(offset);
        write_file(file, whole);
        flip_byte(file, offset + 1);
        EXPECT_THAT(verify_run(file), Not(IsEmpty()));
        for (const auto& finding : verify_run(file))
            EXPECT_THAT(finding, HasSubstr(file.string()));
        EXPECT_THROW(read_run(file), Error);
    }
    EXPECT_EQ(tried, 7);
}

// What ended has as many rows as it had at its end, whatever the headers say.
TEST_F(Damage, RowsThatWereCutOffAreMissed) {
    write_small_run(file, 30);
    const std::string whole = read_file(file);
    for (const char* rows :
         {"events", "checkpoints", "metrics/m0/step", "metrics/m1/m1.s0/value"}) {
        SCOPED_TRACE(rows);
        write_file(file, whole);
        python(fmt::format("import sys, h5py\n"
                           "d = h5py.File(sys.argv[1], 'r+', libver='latest')['entry/{}']\n"
                           "d.resize((d.shape[0] - 1,))\n",
                           rows),
               file);
        EXPECT_THAT(verify_run(file), Not(IsEmpty()));
        EXPECT_THROW(read_run(file), Error);
    }
}

// A page as it was at an earlier moment has every checksum right.
TEST_F(Damage, APageOfAnEarlierMomentIsFound) {
    const RunHeader header = small_header();
    std::string before;
    {
        const auto recorder = create_run(header, {.file = file, .flush_seconds = 0.002});
        for (std::int64_t step = 0; step < 300; ++step) {
            auto bundle = bundle_at(header.plan, step);
            bundle->events.push_back(event_at(step)); // written at once
            recorder->append(bundle);
        }
        while (read_run(file).events.size() < 300)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        before = read_file(file);
        recorder->append(bundle_at(header.plan, 300));
        recorder->finish(EndState::finished, "all steps done");
    }
    const std::string after = read_file(file);
    int changed = 0, found = 0;
    for (std::size_t at = 0; at < std::min(before.size(), after.size()); at += layout::page_bytes) {
        std::string mixed = after;
        if (mixed.compare(at, layout::page_bytes, before, at, layout::page_bytes) == 0)
            continue;
        ++changed;
        SCOPED_TRACE(at);
        write_file(file, mixed.replace(at, layout::page_bytes, before, at, layout::page_bytes));
        if (!verify_run(file).empty()) {
            ++found;
            continue;
        }
        const RunRecord record = read_run(file); // of the facts, which say nothing new
        EXPECT_EQ(record.status.state, RunState::finished);
        EXPECT_EQ(record.status.last_step, 300);
        EXPECT_THAT(record.events, SizeIs(300));
        EXPECT_THAT(record.metrics[0].step, SizeIs(301));
        expect_whole_rows(record);
    }
    EXPECT_GT(found, 3);
    EXPECT_GE(changed, found);
}

// Files of format 1.1 have HDF5's checksums alone, which take zeros for sound.
TEST_F(Damage, AZeroedBlockOfAnOlderFormatIsFoundWhereItCanBe) {
    write_small_run(file, 700);
    std::istringstream in(python(R"(
import sys, h5py, numpy
f = h5py.File(sys.argv[1], "r+", libver="latest")
f.attrs["format_version"] = numpy.bytes_("1.1")
checks = []
f.visititems(lambda name, o: checks.append(name) if name.endswith("check") else None)
for name in checks:
    del f[name]
for name in ["plan", "provenance", "config/resolved", "config/source"]:
    del f["entry/" + name].attrs["check"]
for name in ["metrics/m0/step", "metrics/m0/epoch", "metrics/m0/seconds", "metrics/m1/m1.s1/value",
             "metrics/m1/m1.s2/value_errors", "metrics/m1/m1.s0/count", "events"]:
    d = f["entry/" + name].id
    chunk = d.get_chunk_info(1)
    print(chunk.byte_offset, chunk.size)
)",
                                 file));
    EXPECT_THAT(verify_run(file), IsEmpty());
    expect_whole_rows(read_run(file));
    const std::string whole = read_file(file);
    int tried = 0;
    for (std::size_t at = 0, size = 0; in >> at >> size; ++tried) {
        SCOPED_TRACE(at);
        std::string bytes = whole;
        write_file(file, bytes.replace(at, size, size, '\0'));
        EXPECT_THAT(verify_run(file), SizeIs(1));
        const bool follows = tried < 2; // the step, or what follows from it, is restored
        EXPECT_THAT(repair_run(file).lost, SizeIs(follows ? 0 : 1));
        EXPECT_THAT(verify_run(file), IsEmpty());
    }
    EXPECT_EQ(tried, 7);
}

// Wherever a byte is flipped: nothing worse than an Error, and no reading is changed silently.
TEST_F(Damage, FlippedBytesAnywhereNeverCrash) {
    write_small_run(file, 20, 1);
    const std::string whole = read_file(file);
    const std::size_t stride = std::max<std::size_t>(1, whole.size() / 60);
    for (std::size_t at = 0; at < whole.size(); at += stride) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(~bytes[at]);
        write_file(file, bytes);
        try {
            SCOPED_TRACE(at);
            expect_whole_rows(read_run(file));
        } catch (const Error&) {
        }
    }
}

} // namespace
} // namespace thaw
