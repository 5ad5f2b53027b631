#include "core/storage/run_lock.h"

#include "core/run/error.h"
#include "core/storage/storage.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

namespace {

// Whether the name still stands for the open file: its holder before us removes it at its end.
bool is_still(const std::filesystem::path& path, int descriptor) {
    struct stat named {};
    struct stat opened {};
    return ::stat(path.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 &&
           named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

} // namespace

RunLock::RunLock(const std::filesystem::path& run_file)
    : run_file_(run_file), lock_file_(run_file.string() + ".lock") {
    for (;;) {
        descriptor_ = ::open(lock_file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno == EROFS)
            throw failure("the run file {} cannot be written: its file system is read-only; copy "
                          "the run with its checkpoints to another one, or fork it with --out",
                          run_file.string());
        if (descriptor_ < 0)
            throw failure("the run file {} cannot be written: {}; make room or check the folder "
                          "and its permissions",
                          run_file.string(), std::strerror(errno));
        int taken = 0;
        do
            taken = ::flock(descriptor_, LOCK_EX | LOCK_NB);
        while (taken != 0 && errno == EINTR);
        if (taken != 0) {
            const int why = errno;
            if (why != EWOULDBLOCK && is_still(lock_file_, descriptor_))
                ::unlink(lock_file_.c_str()); // it says nothing here
            ::close(descriptor_);
            if (why == EWOULDBLOCK)
                throw failure("{} is being written by another process; wait for its end or stop it "
                              "first",
                              run_file.string());
            descriptor_ = -1;
            return;
        }
        if (is_still(lock_file_, descriptor_))
            return;
        ::close(descriptor_);
    }
}

std::shared_ptr<RunLock> lock_run(const std::filesystem::path& file) {
    return std::make_shared<RunLock>(file);
}

RunLock::~RunLock() {
    if (descriptor_ < 0)
        return;
    if (is_still(lock_file_, descriptor_))
        ::unlink(lock_file_.c_str()); // while it is held: nobody can have taken it meanwhile
    ::close(descriptor_);
}

} // namespace thaw
