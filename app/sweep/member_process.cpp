#include "app/sweep/member_process.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace thaw {

namespace {

std::string last_line_of(std::FILE* file) {
    constexpr long most = 4096;
    std::fseek(file, 0, SEEK_END);
    const long size = std::ftell(file);
    std::fseek(file, std::max(0L, size - most), SEEK_SET);
    std::string text(static_cast<std::size_t>(std::min(size, most)), '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    while (text.ends_with('\n'))
        text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

} // namespace

MemberProcess::MemberProcess(const std::vector<std::string>& arguments, Life life)
    : errors_(std::tmpfile()) {
    if (errors_ == nullptr)
        throw failure("a process cannot be started: {}", reason_and_advice(errno));
    std::vector<char*> texts;
    for (const std::string& argument : arguments)
        texts.push_back(const_cast<char*>(argument.c_str()));
    texts.push_back(nullptr);
    const pid_t controller = ::getpid();
    process_ = ::fork();
    if (process_ < 0)
        throw failure("a process cannot be started: {}", reason_and_advice(errno));
    if (process_ > 0)
        return;
    // The child: nothing but calls that are safe between fork and exec.
    ::setpgid(0, 0);
    if (life == Life::with_controller)
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(::fileno(errors_.get()), STDERR_FILENO);
    ::dup2(::fileno(errors_.get()), STDOUT_FILENO);
    // What the controller has open is not the child's, above all no lock on a run's file.
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if (life == Life::with_controller && ::getppid() != controller) // it has ended already
        ::_exit(1);
    ::execv(texts.front(), texts.data());
    ::_exit(127);
}

MemberProcess::MemberProcess(MemberProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)), errors_(std::move(other.errors_)),
      read_(other.read_) {}

MemberProcess::~MemberProcess() {
    if (process_ == 0)
        return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

bool MemberProcess::has_ended(ProcessEnd& end) {
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) != process_)
        return false;
    process_ = 0;
    if (WIFEXITED(status))
        end.code = WEXITSTATUS(status);
    else
        end.signal = WTERMSIG(status);
    end.last_line = last_line_of(errors_.get());
    return true;
}

std::string MemberProcess::new_output() {
    std::string text;
    std::array<char, 4096> part{};
    // At a place of its own: the process writes where the file's offset is.
    for (ssize_t got = 0;
         (got = ::pread(::fileno(errors_.get()), part.data(), part.size(), read_)) > 0;
         read_ += got)
        text.append(part.data(), static_cast<std::size_t>(got));
    return text;
}

void MemberProcess::send(int signal) const {
    if (process_ != 0)
        ::kill(process_, signal);
}

} // namespace thaw
