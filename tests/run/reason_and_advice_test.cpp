// Whatever the system says, the advice fits: room where room is missing, and nowhere else.
#include "core/run/reason_and_advice.h"

#include "core/run/replace_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <gmock/gmock.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(ReasonAndAdvice, Fits) {
    EXPECT_THAT(reason_and_advice(ENOSPC), HasSubstr("make room"));
    for (const int number :
         {EFBIG, EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR, EEXIST, EDQUOT, ENAMETOOLONG,
          ELOOP, EINVAL, EXDEV, EBUSY, EPIPE,  EMFILE,  ENOMEM, ESTALE, EIO,    EPROTO}) {
        EXPECT_THAT(reason_and_advice(number),
                    StartsWith(std::strerror(number) + std::string(";")));
        EXPECT_THAT(reason_and_advice(number), Not(HasSubstr("make room"))) << number;
        if (number == EACCES || number == EPERM)
            continue;
        EXPECT_THAT(reason_and_advice(number), Not(HasSubstr("permissions"))) << number;
    }
    EXPECT_THAT(reason_and_advice(EFBIG), HasSubstr("ulimit -f"));
    EXPECT_THAT(reason_and_advice(ENAMETOOLONG), HasSubstr("shorter"));
    EXPECT_THAT(reason_and_advice(0), StartsWith(std::strerror(EIO)));
}

TEST(ReasonAndAdvice, IsWhatAFileThatCannotBeWrittenIsToldWith) {
    const fs::path folder = fs::temp_directory_path();
    const auto told = [](const fs::path& file) {
        try {
            replace_file(file, "text");
        } catch (const CannotReplace& error) {
            return std::string(error.what());
        }
        return std::string("it was written");
    };
    EXPECT_THAT(told(folder), HasSubstr("name a file"));
    EXPECT_THAT(told(folder / std::string(300, 'x')), HasSubstr("choose a shorter name"));
    EXPECT_THAT(told("/proc/self/status/a"), HasSubstr("is a file and no folder"));
    EXPECT_THAT(told(folder / "no such folder" / "a"), HasSubstr("whether its folder is there"));
}

} // namespace
} // namespace thaw
