#include "app/sweep/member_lock.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

namespace thaw {

namespace {

std::filesystem::path lock_file(const std::filesystem::path& folder) {
    return folder / ".sweep.lock";
}

struct flock byte_of(const std::string& identity, short kind) {
    constexpr std::size_t digits = 15; // hexadecimal ones that fit into an offset
    std::int64_t place = 0;
    std::from_chars(identity.data(), identity.data() + digits, place, 16);
    struct flock byte {};
    byte.l_type = kind;
    byte.l_whence = SEEK_SET;
    byte.l_start = place;
    byte.l_len = 1;
    return byte;
}

} // namespace

std::unique_ptr<MemberLock> MemberLock::take(const std::filesystem::path& folder,
                                             const std::string& identity) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const std::string file = lock_file(folder).string();
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        throw failure("{} cannot be written: {}", file, reason_and_advice(errno));
    std::unique_ptr<MemberLock> lock(new MemberLock(descriptor));
    const struct flock byte = byte_of(identity, F_WRLCK);
    if (::fcntl(descriptor, F_OFD_SETLK, &byte) != 0 && (errno == EAGAIN || errno == EACCES))
        return nullptr;
    return lock;
}

MemberLock::~MemberLock() {
    ::close(descriptor_);
}

bool is_locked(const std::filesystem::path& folder, const std::string& identity) {
    const int descriptor = ::open(lock_file(folder).c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    struct flock byte = byte_of(identity, F_WRLCK);
    const bool asked = ::fcntl(descriptor, F_OFD_GETLK, &byte) == 0;
    ::close(descriptor);
    return asked && byte.l_type != F_UNLCK;
}

} // namespace thaw
