#include "tests/kill_point/kill_point.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::atomic<long> seen = 0;
long kill_at = 0;
char under[4096] = {};

__attribute__((constructor)) void from_environment() {
    const char* number = getenv("THAW_KILL_AT");
    const char* folder = getenv("THAW_KILL_UNDER");
    if (number != nullptr && folder != nullptr)
        thaw_kill_at(atol(number), folder);
}

int after(int result, const char* path) {
    if (result < 0 || under[0] == '\0' || path == nullptr || strstr(path, under) == nullptr)
        return result;
    if (++seen == kill_at)
        kill(getpid(), SIGKILL);
    return result;
}

int after(int result, int descriptor) {
    const int why = errno;
    char link[64];
    char path[4096] = {};
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    if (readlink(link, path, sizeof path - 1) > 0)
        after(result, path);
    errno = why;
    return result;
}

template <class Function>
Function* next(Function* /*like*/, const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

} // namespace

#define PASSED_ON(name, ...) next(&name, #name)(__VA_ARGS__)

extern "C" {

void thaw_kill_at(long number, const char* folder) {
    seen = 0;
    kill_at = number;
    snprintf(under, sizeof under, "%s", folder);
}
long thaw_changes_seen() {
    return seen;
}

int rename(const char* from, const char* to) noexcept {
    return after(PASSED_ON(rename, from, to), to);
}
int link(const char* from, const char* to) noexcept {
    return after(PASSED_ON(link, from, to), to);
}
int unlink(const char* path) noexcept {
    return after(PASSED_ON(unlink, path), path);
}
int unlinkat(int folder, const char* path, int flags) noexcept {
    const int result = PASSED_ON(unlinkat, folder, path, flags);
    return path[0] == '/' || folder == AT_FDCWD ? after(result, path) : after(result, folder);
}
int remove(const char* path) noexcept {
    return after(PASSED_ON(remove, path), path);
}
int rmdir(const char* path) noexcept {
    return after(PASSED_ON(rmdir, path), path);
}
int mkdir(const char* path, mode_t mode) noexcept {
    return after(PASSED_ON(mkdir, path, mode), path);
}
int fsync(int descriptor) {
    return after(PASSED_ON(fsync, descriptor), descriptor);
}
int ftruncate(int descriptor, off_t length) noexcept {
    return after(PASSED_ON(ftruncate, descriptor, length), descriptor);
}
int ftruncate64(int descriptor, off64_t length) noexcept {
    return after(PASSED_ON(ftruncate64, descriptor, length), descriptor);
}

#define OPENING(name)                                                                              \
    int name(const char* path, int flags, ...) {                                                   \
        mode_t mode = 0;                                                                           \
        if ((flags & O_CREAT) != 0) {                                                              \
            va_list rest;                                                                          \
            va_start(rest, flags);                                                                 \
            mode = va_arg(rest, mode_t);                                                           \
            va_end(rest);                                                                          \
        }                                                                                          \
        const int id = PASSED_ON(name, path, flags, mode);                                         \
        return (flags & (O_CREAT | O_TRUNC)) != 0 ? after(id, path) : id;                          \
    }
OPENING(open)
OPENING(open64)
}
