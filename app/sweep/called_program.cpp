#include "app/sweep/called_program.h"

#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/run/reason_and_advice.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace thaw {

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string all_of(std::FILE* file) {
    std::string text;
    std::rewind(file);
    char part[4096];
    for (std::size_t size = 0; (size = std::fread(part, 1, sizeof part, file)) > 0;)
        text.append(part, size);
    return text;
}

// Its number; 0 and errno in `error`.
pid_t started(std::vector<std::string>& command, std::FILE* out, std::FILE* complaint, int& error) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ::fileno(out), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ::fileno(complaint), STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    std::vector<char*> arguments;
    for (std::string& argument : command)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    error =
        ::posix_spawnp(&process, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? process : 0;
}

std::string in_one_line(const std::string& lines) {
    std::string line;
    for (const char c : lines)
        line += c == '\n' ? std::string("; ") : std::string(1, c);
    return line;
}

} // namespace

Answer call_program(std::vector<std::string> command, double seconds) {
    using Clock = std::chrono::steady_clock;
    Answer answer;
    const File out(std::tmpfile()), complaint(std::tmpfile());
    if (!out || !complaint) {
        answer.error = errno;
        return answer;
    }
    const pid_t process = started(command, out.get(), complaint.get(), answer.error);
    if (process == 0)
        return answer;
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    int status = 0;
    while (::waitpid(process, &status, WNOHANG) == 0) {
        const auto now = Clock::now();
        if (now > until && !std::exchange(answer.was_late, true))
            ::kill(-process, SIGKILL);
        if (now > until + std::chrono::seconds(1))
            break; // it hangs in the system: nobody waits for it
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (!answer.was_late && WIFEXITED(status))
        answer.code = WEXITSTATUS(status);
    answer.out = all_of(out.get());
    answer.complaint = all_of(complaint.get());
    answer.complaint.erase(answer.complaint.find_last_not_of('\n') + 1);
    return answer;
}

std::string fault_of(const Answer& answer, const std::string& program) {
    if (answer.error == ENOENT)
        return sentence("{} is not on PATH", program);
    if (answer.error != 0)
        return sentence("{} cannot be started: {}", program, reason_and_advice(answer.error));
    if (answer.was_late)
        return sentence("{} does not answer", program);
    if (!answer.complaint.empty())
        return terminal_text(in_one_line(answer.complaint));
    return sentence("{} ended with code {}", program, answer.code);
}

} // namespace thaw
