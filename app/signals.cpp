#include "app/signals.h"

#include <cmath>
#include <csignal>
#include <ctime>

namespace thaw {

namespace {
sigset_t both() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}
} // namespace

void hold_signals() {
    const sigset_t set = both();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool signal_came(double seconds) {
    const sigset_t set = both();
    timespec time{};
    time.tv_sec = static_cast<time_t>(seconds);
    time.tv_nsec = static_cast<long>((seconds - std::floor(seconds)) * 1e9);
    return sigtimedwait(&set, nullptr, &time) > 0;
}

} // namespace thaw
