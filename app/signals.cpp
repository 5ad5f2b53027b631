#include "app/signals.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace thaw {

namespace {

constexpr std::array taken{SIGINT, SIGTERM, SIGHUP, SIGUSR1};

// A handler may do next to nothing: it writes the signal's number into a pipe.
std::array<int, 2> pipe_ends{-1, -1};
std::array<struct sigaction, taken.size()> before;

extern "C" void thaw_note_signal(int number) {
    const int error = errno;
    const auto byte = static_cast<unsigned char>(number);
    (void)!::write(pipe_ends[1], &byte, 1); // full: thousands wait already
    errno = error;
}

std::atomic<int> code_afterwards = 0; // 0: what they did before

extern "C" void thaw_end_by_signal(int) {
    ::_exit(code_afterwards);
}

} // namespace

SignalsTaken::SignalsTaken() {
    code_afterwards = 0;
    if (pipe_ends[0] < 0 && ::pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::system_error(errno, std::generic_category());
    while (next_signal(0) != 0) { // what came too late for the one before
    }
    struct sigaction note {};
    note.sa_handler = thaw_note_signal;
    note.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        ::sigaction(taken[i], nullptr, &before[i]);
        if (taken[i] != SIGHUP || before[i].sa_handler != SIG_IGN)
            ::sigaction(taken[i], &note, nullptr);
    }
    sigset_t all; // some launcher may have blocked them
    sigemptyset(&all);
    for (const int signal : taken)
        sigaddset(&all, signal);
    ::pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

SignalsTaken::~SignalsTaken() {
    struct sigaction end {};
    end.sa_handler = thaw_end_by_signal;
    for (std::size_t i = 0; i < taken.size(); ++i)
        ::sigaction(taken[i],
                    code_afterwards != 0 && before[i].sa_handler == SIG_DFL ? &end : &before[i],
                    nullptr);
    // The pipe stays open: a handler may be on its way on another thread.
}

void SignalsTaken::then_exit_with(int code) {
    code_afterwards = code;
}

int next_signal(double seconds) {
    pollfd waiting{pipe_ends[0], POLLIN, 0}; // poll() passes over -1
    if (::poll(&waiting, 1, static_cast<int>(seconds * 1000)) <= 0)
        return 0;
    unsigned char number = 0;
    return ::read(pipe_ends[0], &number, 1) == 1 ? number : 0;
}

} // namespace thaw
