// A file system without locks (NFS without lockd, Lustre without -o flock, DVS): runs are written
// and read there, and people are told that nothing keeps two writers apart.
#include "core/run/error.h"
#include "tests/storage/example_run.h"

#include <atomic>
#include <cerrno>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {
std::atomic<int> answer_of_flock = 0; // an errno; 0: the system's own
}

// In the place of the C library's, for this whole program.
extern "C" int flock(int descriptor, int operation) {
    if (answer_of_flock != 0) {
        errno = answer_of_flock;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

namespace thaw {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NoLocks : public testing::TestWithParam<int> {
  protected:
    void SetUp() override { answer_of_flock = GetParam(); }
    void TearDown() override { answer_of_flock = 0; }
    RecorderSettings settings() {
        RecorderSettings all{.file = file};
        all.tell = [this](const std::string& sentence) { told.push_back(sentence); };
        return all;
    }
    Folder folder;
    fs::path file = folder / "a.thaw.h5";
    std::vector<std::string> told;
};

TEST_P(NoLocks, ARunIsWrittenReadAndContinuedAndPeopleAreTold) {
    {
        const RunHeader header = small_header();
        const auto recorder = create_run(header, settings());
        recorder->append(bundle_at(header.plan, 0));
        recorder->finish(EndState::stopped, "asked to");
    }
    EXPECT_THAT(told, ElementsAre(HasSubstr("without locks")));
    EXPECT_THAT(verify_run(file), IsEmpty());
    {
        const auto lock = lock_run(file); // as `thaw resume` does
        auto with_lock = settings();
        with_lock.lock = lock;
        const RunRecord kept = read_run(file);
        continue_run(kept, with_lock)->finish(EndState::finished, "all steps done");
    }
    EXPECT_THAT(told, testing::SizeIs(2));
    EXPECT_EQ(read_run(file).status.state, RunState::finished);
    EXPECT_TRUE(repair_run(file).original.empty());
    EXPECT_THAT(names_in(file.parent_path()),
                ElementsAre("a.thaw.h5")); // no lock that says nothing
}

// 524 is ENOTSUPP, which the kernel has and the C library does not.
INSTANTIATE_TEST_SUITE_P(ByTheirErrors, NoLocks,
                         testing::Values(ENOLCK, ENOSYS, EOPNOTSUPP, 524, EROFS));

TEST(Locks, NobodyIsToldWhereThereAreSome) {
    const Folder folder;
    std::vector<std::string> told;
    RecorderSettings settings{.file = folder / "a.thaw.h5"};
    settings.tell = [&](const std::string& sentence) { told.push_back(sentence); };
    create_run(small_header(), settings)->finish(EndState::finished, "all steps done");
    EXPECT_THAT(told, IsEmpty());
}

TEST(Locks, ASecondWriterIsRefused) {
    const Folder folder;
    const auto first = lock_run(folder / "a.thaw.h5");
    EXPECT_THROW(lock_run(folder / "a.thaw.h5"), Error);
}

} // namespace
} // namespace thaw
