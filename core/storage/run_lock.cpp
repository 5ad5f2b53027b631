#include "core/storage/run_lock.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <thread>
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

bool is_of_a_network(int descriptor) {
    constexpr std::array<std::uint32_t, 7> magic{0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                                 0x01021997, 0x0BD00BD0, 0x00C36400};
    struct statfs about {}; // NFS, SMB in its versions, 9P, Lustre, Ceph
    return ::fstatfs(descriptor, &about) != 0 ||
           std::find(magic.begin(), magic.end(), static_cast<std::uint32_t>(about.f_type)) !=
               magic.end();
}

struct flock far_byte(short kind) {
    struct flock byte {};
    byte.l_type = kind;
    byte.l_whence = SEEK_SET;
    byte.l_start = off_t{1} << 61U;
    byte.l_len = 1;
    return byte;
}

Error is_being_written(const std::filesystem::path& file) {
    return failure("{} is being written by another process; wait for its end or stop it first",
                   file.string());
}

int flock_now(int descriptor) {
    int taken = 0;
    do
        taken = ::flock(descriptor, LOCK_EX | LOCK_NB);
    while (taken != 0 && errno == EINTR);
    return taken == 0 ? 0 : errno;
}

} // namespace

bool lock_inode(int descriptor) {
    const struct flock byte = far_byte(F_WRLCK);
    return is_of_a_network(descriptor) || ::fcntl(descriptor, F_OFD_SETLK, &byte) == 0 ||
           (errno != EAGAIN && errno != EACCES);
}

void unlock_inode(int descriptor) {
    const struct flock byte = far_byte(F_UNLCK);
    ::fcntl(descriptor, F_OFD_SETLK, &byte);
}

void sweep_locks(const std::filesystem::path& folder) noexcept {
    try {
        std::error_code error;
        for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, error), end;
             !error && at != end; at.increment(error)) {
            std::error_code unknown;
            if (!at->path().filename().string().ends_with(".thaw.h5.lock") ||
                at->symlink_status(unknown).type() != std::filesystem::file_type::regular)
                continue;
            const int left = ::open(at->path().c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
            if (left < 0)
                continue;
            struct stat about {};
            const bool ours = ::fstat(left, &about) == 0 && about.st_size == 0;
            // Removed while it is held, as its last holder would have done: see ~RunLock().
            if (ours && flock_now(left) == 0 && is_still(at->path(), left))
                ::unlink(at->path().c_str());
            ::close(left);
        }
    } catch (const std::exception&) { // no memory: the next one sweeps
    }
}

RunLock::RunLock(const std::filesystem::path& run_file)
    : run_file_(run_file), lock_file_(run_file.string() + ".lock") {
    for (int looks = 20;;) {
        descriptor_ = ::open(lock_file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno == EROFS)
            throw failure("the run file {} cannot be written: its file system is read-only; copy "
                          "the run with its checkpoints to another one, or fork it with --out",
                          run_file.string());
        if (descriptor_ < 0)
            throw failure("the run file {} cannot be written: {}", run_file.string(),
                          reason_and_advice(errno));
        if (const int why = flock_now(descriptor_); why != 0) {
            if (why != EWOULDBLOCK && is_still(lock_file_, descriptor_))
                ::unlink(lock_file_.c_str()); // it says nothing here
            ::close(descriptor_);
            descriptor_ = -1;
            if (why != EWOULDBLOCK)
                break;
            if (--looks == 0)
                throw is_being_written(run_file);
            std::this_thread::sleep_for(std::chrono::milliseconds(10)); // perhaps only swept
            continue;
        }
        if (is_still(lock_file_, descriptor_))
            break;
        ::close(descriptor_);
    }
    inode_ = ::open(run_file.c_str(), O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (inode_ < 0 || lock_inode(inode_))
        return; // a new run's file is not there yet: its recorder locks it
    ::close(inode_);
    let_go();
    throw is_being_written(run_file);
}

std::shared_ptr<RunLock> lock_run(const std::filesystem::path& file) {
    return std::make_shared<RunLock>(file);
}

RunLock::~RunLock() {
    forget_replaced_file();
    let_go();
}

void RunLock::forget_replaced_file() {
    if (inode_ >= 0)
        ::close(inode_);
    inode_ = -1;
}

void RunLock::let_go() noexcept {
    if (descriptor_ < 0)
        return;
    if (is_still(lock_file_, descriptor_))
        ::unlink(lock_file_.c_str()); // while it is held: nobody can have taken it meanwhile
    ::close(descriptor_);
}

} // namespace thaw
