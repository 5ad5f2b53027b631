#include "core/storage/reading_guard.h"

#include "core/run/error.h"
#include "core/storage/salvage.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <mutex>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_request = 8192; // a path and a letter
constexpr std::uintmax_t megabyte = 1U << 20U;

std::uintmax_t size_of(const fs::path& file) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    return error ? 0 : size;
}

// A file by what it is, whatever its name.
using Identity = std::pair<dev_t, ino_t>;
bool identify(const fs::path& file, Identity& identity) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0)
        return false;
    identity = {about.st_dev, about.st_ino};
    return true;
}

class Helper {
  public:
    Helper() {
        std::error_code error;
        program_ = fs::read_symlink("/proc/self/exe", error).parent_path() / "thaw-probe";
        there_ = !error && fs::exists(program_, error);
    }
    ~Helper() { end(); }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    bool is_there() const { return there_; }

    // Empty: it came through. Otherwise what became of it.
    std::string ask(const std::string& request, std::chrono::milliseconds patience) {
        if (owner_ != ::getpid()) // a process that was forked must not use its parent's
            forget();
        if (pid_ < 0)
            start();
        if (pid_ < 0)
            return {}; // no process can be started: nothing can be checked
        char answer = 0;
        if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0)
            return end();
        pollfd waiting{socket_, POLLIN, 0};
        int ready = 0;
        do
            ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
        while (ready < 0 && errno == EINTR);
        if (ready == 0) {
            end();
            return tr("it took too long");
        }
        if (::recv(socket_, &answer, 1, 0) != 1)
            return end();
        return answer == 'm' ? tr("it wanted more memory than a file of this size may") : "";
    }

  private:
    void start() {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
            return;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); // Ctrl+C is not for it
        posix_spawnattr_setpgroup(&attributes, 0);
        std::string name = program_.string();
        std::array<char*, 2> arguments{name.data(), nullptr};
        if (::posix_spawn(&pid_, name.c_str(), &actions, &attributes, arguments.data(), environ) !=
            0)
            pid_ = -1;
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        if (pid_ < 0)
            ::close(ends[0]);
        else
            socket_ = ends[0];
        owner_ = ::getpid();
    }
    void forget() {
        if (socket_ >= 0)
            ::close(socket_);
        socket_ = -1;
        pid_ = -1;
    }
    // How it ended.
    std::string end() {
        if (pid_ < 0 || owner_ != ::getpid())
            return {};
        ::close(socket_);
        socket_ = -1;
        int status = 0;
        // Give one that is crashing the moment to do so, and kill one that is not.
        for (int tries = 0; ::waitpid(pid_, &status, WNOHANG) == 0; ++tries) {
            if (tries == 100)
                ::kill(pid_, SIGKILL);
            ::usleep(tries < 100 ? 1000 : 10'000);
        }
        pid_ = -1;
        return WIFSIGNALED(status) ? sentence("it was ended by signal {} ({})", WTERMSIG(status),
                                              ::strsignal(WTERMSIG(status)))
                                   : sentence("it ended with code {}", WEXITSTATUS(status));
    }

    fs::path program_;
    bool there_ = false;
    pid_t pid_ = -1;
    pid_t owner_ = -1;
    int socket_ = -1;
};

struct Guard {
    std::mutex mutex;
    Helper helper;
    std::map<Identity, ReadDepth> proved;
};

Guard& guard() {
    static Guard one;
    return one;
}

std::atomic<bool> unguarded = false;

} // namespace

void read_unguarded() {
    unguarded = true;
}

void trust(const fs::path& file) {
    Identity identity;
    if (unguarded || !identify(file, identity))
        return;
    const std::lock_guard lock(guard().mutex);
    guard().proved[identity] = ReadDepth::whole;
}

void guard_reading(const fs::path& file, ReadDepth how) {
    Identity identity;
    if (unguarded || !identify(file, identity))
        return;
    const std::lock_guard lock(guard().mutex);
    if (!guard().helper.is_there())
        return;
    const auto known = guard().proved.find(identity);
    if (known != guard().proved.end() && known->second >= how)
        return;
    // Reading goes at some hundred megabytes a second; a disk may be slower.
    const auto patience = std::chrono::milliseconds(5000 + size_of(file) / megabyte * 100);
    std::error_code error;
    const std::string request =
        std::string(1, "fsw"[static_cast<int>(how)]) + fs::absolute(file, error).string();
    if (error || request.size() > longest_request)
        return;
    if (const std::string wrong = guard().helper.ask(request, patience); !wrong.empty())
        throw damaged("{} cannot be read: a process that tried did not come through ({}), and so "
                      "it is not opened here. It is damaged, or was made to do harm; use a copy",
                      file.string(), wrong);
    guard().proved[identity] = how;
}

namespace {

// What reading a file of this size may need on top of what the process has. Not under the
// sanitizers, which map terabytes.
void limit_memory(std::uintmax_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    std::ifstream about("/proc/self/statm");
    std::uintmax_t pages = 0;
    about >> pages;
    rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    const std::uintmax_t wanted =
        pages * static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE)) + 256 * megabyte + 16 * bytes;
    limit.rlim_cur = static_cast<rlim_t>(
        std::min<std::uintmax_t>(wanted, static_cast<std::uintmax_t>(limit.rlim_max)));
    ::setrlimit(RLIMIT_AS, &limit);
#else
    static_cast<void>(bytes);
#endif
}

// All ways in which this program reads a file. What they throw, they throw again where it counts.
void read_as_asked(const fs::path& file, char how) {
    if (how == 'f')
        return static_cast<void>(read_facts(file));
    if (how == 's')
        return static_cast<void>(read_summary(file));
    try {
        read_run(file);
        read_facts(file);
    } catch (const Error&) {
        salvage_run(file);
    }
}

} // namespace

void serve_as_probe() {
    read_unguarded();
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::array<char, longest_request + 1> request{};
    for (;;) {
        const ssize_t size = ::recv(STDIN_FILENO, request.data(), request.size(), 0);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 2)
            return;
        const fs::path file(std::string(request.data() + 1, static_cast<std::size_t>(size) - 1));
        char answer = 'r';
        try {
            limit_memory(size_of(file));
            read_as_asked(file, request[0]);
        } catch (const std::bad_alloc&) {
            answer = 'm';
        } catch (const std::exception&) { // a sentence, where it is read in earnest
        }
        if (::send(STDIN_FILENO, &answer, 1, MSG_NOSIGNAL) != 1)
            return;
    }
}

} // namespace thaw
