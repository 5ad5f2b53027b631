#include "core/storage/room.h"

#include <cerrno>
#include <fcntl.h>
#include <initializer_list>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace thaw {

namespace {

int is_free(int descriptor, std::size_t bytes) {
    struct statvfs disk {};
    if (::fstatvfs(descriptor, &disk) != 0)
        return 0; // nobody can tell; the write will
    return disk.f_bavail < bytes / disk.f_frsize + 1 ? ENOSPC : 0;
}

// `ulimit -f`: what a process may write into one file.
bool beyond_limit(off_t size) {
    rlimit limit{};
    return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           static_cast<rlim_t>(size) > limit.rlim_cur;
}

} // namespace

int Room::ensure(int descriptor, std::size_t bytes) {
    constexpr off_t ahead = off_t{1} << 20U; // so that not every flush asks
    struct stat about {};
    if (::fstat(descriptor, &about) != 0)
        return errno;
    const off_t needed = about.st_size + static_cast<off_t>(bytes);
    if (beyond_limit(needed)) // fallocate() does not ask, and has reserved beyond it
        return EFBIG;
    if (needed <= until_)
        return 0;
    for (const off_t end : {needed + ahead, needed}) {
        if (::fallocate(descriptor, FALLOC_FL_KEEP_SIZE, about.st_size, end - about.st_size) == 0) {
            until_ = end;
            return 0;
        }
        if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL)
            return is_free(descriptor, bytes);
    }
    return errno;
}

void Room::give_back(int descriptor) {
    struct stat about {};
    if (::fstat(descriptor, &about) == 0 && ::ftruncate(descriptor, about.st_size) != 0)
        return; // the blocks stay with the file: a waste, no fault
}

bool may_pass(int error) {
    return error == ENOSPC || error == EDQUOT || error == EROFS || error == EACCES ||
           error == EPERM;
}

} // namespace thaw
