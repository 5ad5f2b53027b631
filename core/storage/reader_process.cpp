#include "core/storage/reader_process.h"

#include "core/run/error.h"
#include "core/run/language_scope.h"
#include "core/storage/reading_request.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;
using answer::Outcome;
using answer::Wanted;

// Empty where none lies beside this program.
const fs::path& program() {
    static const fs::path one = [] {
        std::error_code error;
        fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path() / "thaw-probe";
        return !error && fs::exists(beside, error) ? beside : fs::path();
    }();
    return one;
}

class Helper {
  public:
    // Throws Error(failure).
    explicit Helper(const fs::path& file) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
            throw cannot_start(file, errno);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        // Ctrl+C is not for it, and what this thread does with signals is not for it either.
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                  POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&attributes, 0);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes, &signals);
        sigfillset(&signals);
        sigdelset(&signals, SIGXFSZ); // a limit on what may be written is not for a reader
        posix_spawnattr_setsigdefault(&attributes, &signals);
        std::string name = program().string();
        std::string version = answer::version;
        std::array<char*, 3> arguments{name.data(), version.data(), nullptr};
        const int error =
            ::posix_spawn(&pid_, name.c_str(), &actions, &attributes, arguments.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        socket_ = ends[0];
        if (error != 0) {
            ::close(socket_);
            throw cannot_start(file, error);
        }
    }
    ~Helper() { end(); }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    int socket() const { return socket_; }
    bool is_ours() const {
        return owner_ == ::getpid();
    } // not of the process that we were forked by

    // How it ended; as waitpid() tells it.
    int end() {
        if (socket_ < 0)
            return 0;
        ::close(socket_);
        socket_ = -1;
        if (!is_ours())
            return 0;
        int status = 0;
        // One that is crashing gets the moment to do so; one that is not is told to by its socket.
        for (int tries = 0; tries < 200; ++tries) {
            if (::waitpid(pid_, &status, WNOHANG) != 0)
                return status;
            if (tries == 100)
                ::kill(pid_, SIGKILL);
            ::usleep(1000);
        }
        return SIGKILL; // it hangs in the system, on a disk that is gone, say: nobody waits for it
    }

  private:
    static Error cannot_start(const fs::path& file, int error) {
        return failure("{} cannot be read: no process could be started for it ({}); end some "
                       "others and try again",
                       file.string(), std::strerror(error));
    }

    pid_t pid_ = -1;
    pid_t owner_ = ::getpid();
    int socket_ = -1;
};

// Never destroyed: at the end of the process other threads may still read, and helpers see the end
// by themselves.
struct Helpers {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::vector<std::unique_ptr<Helper>> idle;
    int taken = 0;
    pid_t owner = ::getpid();
};

Helpers& helpers() {
    static auto* all = new Helpers;
    return *all;
}

// A helper for one question. It comes to an end, unless it is kept for the next one.
class Lease {
  public:
    explicit Lease(const std::stop_token& stop) {
        constexpr int most = 8;
        std::unique_lock lock(helpers().mutex);
        if (helpers().owner != ::getpid()) { // we were forked: they are our parent's
            helpers().idle.clear();
            helpers().taken = 0;
            helpers().owner = ::getpid();
        }
        if (!helpers().changed.wait(lock, stop, [] { return helpers().taken < most; }))
            throw StoppedWaiting();
        ++helpers().taken;
        if (!helpers().idle.empty()) {
            helper_ = std::move(helpers().idle.back());
            helpers().idle.pop_back();
        }
    }
    ~Lease() {
        helper_.reset();
        let_go();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    // REQUIRES: it was not kept.
    Helper& helper(const fs::path& file) {
        if (helper_ == nullptr) {
            helper_ = std::make_unique<Helper>(file);
            is_new_ = true;
        }
        return *helper_;
    }
    // It may have ended while it was idle, or have suffered from an earlier file: what becomes of
    // a new one counts.
    bool is_new() const { return is_new_; }
    bool has_helper() const { return helper_ != nullptr; }
    // How it ended.
    int end() {
        const int status = helper_->end();
        helper_.reset();
        return status;
    }
    void keep() {
        const std::lock_guard lock(helpers().mutex);
        helpers().idle.push_back(std::move(helper_));
    }

  private:
    static void let_go() {
        const std::lock_guard lock(helpers().mutex);
        --helpers().taken;
        helpers().changed.notify_one();
    }
    std::unique_ptr<Helper> helper_;
    bool is_new_ = false;
};

std::atomic<bool> here = false;

Error did_not_come_through(const fs::path& file, const std::string& why) {
    return damaged("{} cannot be read: a process that tried did not come through ({}), and so "
                   "it is not opened here. It is damaged, or was made to do harm; use a copy",
                   file.string(), why);
}

Error ended_so(const fs::path& file, int status) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == answer::other_version)
        return failure("{} cannot be read: the thaw-probe beside this program is of another "
                       "version; start the program again",
                       file.string());
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return failure("{} cannot be read: the process that reads it was killed; is there memory "
                       "left? Try again",
                       file.string());
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return did_not_come_through(file, tr("it took too long"));
    return did_not_come_through(
        file, WIFSIGNALED(status) ? sentence("it was ended by signal {} ({})", WTERMSIG(status),
                                             ::strsignal(WTERMSIG(status)))
                                  : sentence("it ended with code {}", WEXITSTATUS(status)));
}

template <class T>
T answer_of(Helper& helper, const answer::Request& request, const std::stop_token& stop) {
    PieceWriter asked(helper.socket());
    answer::Writer(asked).put(request);
    asked.end();
    PieceReader pieces(helper.socket(), stop);
    answer::Reader in(pieces);
    const auto outcome = in.get<Outcome>();
    if (outcome == Outcome::no_memory)
        throw did_not_come_through(request.file,
                                   tr("it wanted more memory than a file of this size may"));
    if (outcome == Outcome::refused) {
        const auto fault = in.get<Fault>();
        const auto sentence = in.get<std::string>();
        pieces.expect_end();
        throw Error(fault, sentence);
    }
    T result = in.get<T>();
    pieces.expect_end();
    return result;
}

template <class T>
constexpr Wanted wanted = Wanted::findings;
template <>
constexpr Wanted wanted<RunFacts> = Wanted::facts;
template <>
constexpr Wanted wanted<RunSummary> = Wanted::summary;
template <>
constexpr Wanted wanted<RunRecord> = Wanted::record;
template <>
constexpr Wanted wanted<Salvaged> = Wanted::salvaged;

} // namespace

bool reads_elsewhere() {
    return !here && !program().empty();
}

void read_here() {
    here = true;
}

template <class T>
T read_elsewhere(const fs::path& file, const std::stop_token& stop) {
    std::error_code ignored;
    const Speech language = speech();
    const answer::Request request{wanted<T>, file,
                                  file.is_absolute() ? fs::path() : fs::current_path(ignored),
                                  language.catalogue_folder, language.language};
    try {
        Lease lease(stop);
        for (;;) {
            try {
                T result = answer_of<T>(lease.helper(file), request, stop);
                if (wanted<T> != Wanted::salvaged) // damage may have left its traces in it
                    lease.keep();
                return result;
            } catch (const Error& error) {
                if (error.fault() != Fault::damaged && lease.has_helper())
                    lease.keep();
                throw;
            } catch (const BrokenPieces&) {
                const bool counts = lease.is_new();
                const int status = lease.end();
                if (counts)
                    throw ended_so(file, status);
            }
        }
    } catch (const StoppedWaiting&) {
        throw failure("{} was not read to its end: it is not wanted any more", file.string());
    }
}

template RunFacts read_elsewhere(const fs::path&, const std::stop_token&);
template RunSummary read_elsewhere(const fs::path&, const std::stop_token&);
template RunRecord read_elsewhere(const fs::path&, const std::stop_token&);
template Salvaged read_elsewhere(const fs::path&, const std::stop_token&);
template std::vector<std::string> read_elsewhere(const fs::path&, const std::stop_token&);

} // namespace thaw
