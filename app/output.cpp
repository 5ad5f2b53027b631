#include "app/output.h"

#include "app/text.h"
#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/run/reason_and_advice.h"

#include <cerrno>
#include <new>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace thaw {

namespace {

constexpr std::size_t enough = std::size_t{64} << 10U; // bytes that are worth a write

std::string waiting; // for stdout
int lost = 0;        // errno of stdout's first failure

// A terminal that another program has told not to block is waited for. 0 or errno.
int write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t wrote = ::write(descriptor, text.data(), text.size());
        if (wrote >= 0) {
            text.remove_prefix(static_cast<std::size_t>(wrote));
        } else if (errno == EAGAIN) {
            pollfd ready{descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

void write_waiting() {
    const std::string text = std::exchange(waiting, {});
    if (lost == 0)
        lost = write_all(STDOUT_FILENO, text);
}

void append(std::string_view text) {
    waiting += text;
    if (waiting.size() >= enough)
        write_waiting();
}

} // namespace

void print(std::string_view text) {
    append(terminal_lines(text));
}

void print_line(std::string_view text) {
    print(text);
    append("\n");
}

void print_data(std::string_view text) {
    static const bool on_terminal = ::isatty(STDOUT_FILENO) == 1;
    if (on_terminal)
        print(text);
    else
        append(text);
}

int finish_output(const char* program, int exit_code) {
    write_waiting();
    const int why = std::exchange(lost, 0);
    if (why == 0 || exit_code != 0)
        return exit_code;
    if (why == EPIPE)
        return exit_reader_gone;
    tell(fmt::format(
        "{}: {}", program,
        sentence("stdout cannot be written to: {}, or send it elsewhere", reason_and_advice(why))));
    return static_cast<int>(Fault::failure);
}

DataOutput::int_type DataOutput::overflow(int_type c) {
    const char text = traits_type::to_char_type(c);
    print_data({&text, 1});
    return traits_type::not_eof(c);
}

std::streamsize DataOutput::xsputn(const char* text, std::streamsize size) {
    print_data({text, static_cast<std::size_t>(size)});
    return size;
}

void tell(std::string_view line) noexcept {
    try {
        write_all(STDERR_FILENO, terminal_lines(line) + "\n");
    } catch (const std::bad_alloc&) {
        write_all(STDERR_FILENO, "out of memory\n");
    }
}

std::size_t tell_at_once(std::string_view text) noexcept {
    constexpr std::size_t a_piece = 4096; // what poll() calls ready takes so much without waiting
    std::size_t taken = 0;
    while (taken < text.size()) {
        pollfd ready{STDERR_FILENO, POLLOUT, 0};
        if (::poll(&ready, 1, 0) == 0)
            return taken;
        const std::string_view piece = text.substr(taken, a_piece);
        const ssize_t wrote = ::write(STDERR_FILENO, piece.data(), piece.size());
        if (wrote >= 0)
            taken += static_cast<std::size_t>(wrote);
        else if (errno == EAGAIN)
            return taken;
        else if (errno != EINTR)
            return text.size();
    }
    return taken;
}

} // namespace thaw
