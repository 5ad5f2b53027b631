#include "core/run/standard_streams.h"

#include <csignal>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace thaw {

namespace {

// Before libc and the sanitizers are set up: nothing but the kernel. The lowest free number is
// taken, and those below `descriptor` are open by then.
__attribute__((no_sanitize("address", "thread", "undefined"))) void
open_what_is_closed(int /*count*/, char** /*arguments*/, char** /*environment*/) {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
        if (::syscall(SYS_fcntl, descriptor, F_GETFD) < 0)
            ::syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR);
}

// The loader calls what is named here before the initialisers of all libraries.
using BeforeAll = void (*)(int, char**, char**);
__attribute__((section(".preinit_array"), used)) BeforeAll before_all = open_what_is_closed;

} // namespace

void open_standard_streams() {
    open_what_is_closed(0, nullptr, nullptr);
}

void settle_standard_streams() {
    open_standard_streams();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace thaw
