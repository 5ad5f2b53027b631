#include "core/run/key_lock.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

namespace thaw {

namespace {

struct flock byte_of(const std::string& key, short kind) {
    constexpr std::size_t digits = 15; // hexadecimal ones that fit into an offset
    std::int64_t place = 0;
    std::from_chars(key.data(), key.data() + std::min(digits, key.size()), place, 16);
    struct flock byte {};
    byte.l_type = kind;
    byte.l_whence = SEEK_SET;
    byte.l_start = place;
    byte.l_len = 1;
    return byte;
}

int opened(const std::filesystem::path& file, int more) {
    return ::open(file.c_str(), O_RDWR | O_CLOEXEC | more, 0666);
}

} // namespace

std::unique_ptr<KeyLock> KeyLock::take(const std::filesystem::path& file, const std::string& key) {
    const int descriptor = opened(file, O_CREAT);
    if (descriptor < 0)
        throw failure("{} cannot be written: {}", file.string(), reason_and_advice(errno));
    std::unique_ptr<KeyLock> lock(new KeyLock(descriptor));
    const struct flock byte = byte_of(key, F_WRLCK);
    if (::fcntl(descriptor, F_OFD_SETLK, &byte) != 0 && (errno == EAGAIN || errno == EACCES))
        return nullptr;
    return lock;
}

std::unique_ptr<KeyLock> KeyLock::wait_for(const std::filesystem::path& file,
                                           const std::string& key) {
    const int descriptor = opened(file, O_CREAT);
    if (descriptor < 0)
        return nullptr;
    std::unique_ptr<KeyLock> lock(new KeyLock(descriptor));
    const struct flock byte = byte_of(key, F_WRLCK);
    while (::fcntl(descriptor, F_OFD_SETLKW, &byte) != 0 && errno == EINTR) {
    }
    return lock;
}

bool KeyLock::is_taken(const std::filesystem::path& file, const std::string& key) {
    const int descriptor = opened(file, 0);
    if (descriptor < 0)
        return false;
    struct flock byte = byte_of(key, F_WRLCK);
    const bool asked = ::fcntl(descriptor, F_OFD_GETLK, &byte) == 0;
    ::close(descriptor);
    return asked && byte.l_type != F_UNLCK;
}

KeyLock::~KeyLock() {
    ::close(descriptor_);
}

} // namespace thaw
