// The helper's side of reader_process.h.
#include "core/run/error.h"
#include "core/run/language_scope.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/reader_process.h"
#include "core/storage/reading_request.h"

#include <algorithm>
#include <fstream>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;
using answer::Outcome;
using answer::Wanted;

constexpr std::uintmax_t megabyte = 1U << 20U;

// What lies on the disk for it, whatever size it claims.
std::uintmax_t held_by(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0)
        return 0;
    constexpr std::uintmax_t block = 512; // the unit of st_blocks, on every file system
    return std::min(static_cast<std::uintmax_t>(about.st_size),
                    static_cast<std::uintmax_t>(about.st_blocks) * block);
}

std::uintmax_t held_with_checkpoints(const fs::path& file) {
    std::uintmax_t bytes = held_by(file);
    std::error_code error;
    for (fs::directory_iterator one(CheckpointFolder(file).path(), error), end;
         !error && one != end; one.increment(error))
        bytes += held_by(one->path());
    return bytes;
}

// Reading goes at some hundred megabytes a second. The limit is on processor time: on a machine
// that has other things to do, a sound file takes its time.
void limit_time(std::uintmax_t least, std::uintmax_t bytes) {
    constexpr std::uintmax_t most = 600, bytes_in_a_second = 20 * megabyte;
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    rlimit limit{};
    ::getrlimit(RLIMIT_CPU, &limit);
    const auto until = static_cast<std::uintmax_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                       1 + std::min(least + bytes / bytes_in_a_second, most);
    limit.rlim_cur = static_cast<rlim_t>(
        std::min<std::uintmax_t>(until, static_cast<std::uintmax_t>(limit.rlim_max)));
    ::setrlimit(RLIMIT_CPU, &limit);
}

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
        pages * static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE)) + 512 * megabyte + 16 * bytes;
    limit.rlim_cur = static_cast<rlim_t>(
        std::min<std::uintmax_t>(wanted, static_cast<std::uintmax_t>(limit.rlim_max)));
    ::setrlimit(RLIMIT_AS, &limit);
#else
    static_cast<void>(bytes);
#endif
}

void speak_as(const answer::Request& request) {
    static std::string folder;
    if (folder != request.catalogue_folder)
        use_language(request.catalogue_folder);
    folder = request.catalogue_folder;
}

void put_result(answer::Writer& out, const auto& result) {
    out.put(Outcome::read);
    out.put(result);
}

void read_and_answer(const answer::Request& request, answer::Writer& out) {
    switch (request.wanted) {
    case Wanted::facts:
        return put_result(out, read_facts(request.file));
    case Wanted::summary:
        return put_result(out, read_summary(request.file));
    case Wanted::record:
        return put_result(out, read_run(request.file));
    case Wanted::salvaged:
        return put_result(out, salvage_run(request.file));
    case Wanted::findings:
        return put_result(out, verify_run(request.file));
    }
}

void refuse(answer::Writer& out, Fault fault, const std::string& sentence) {
    out.put(Outcome::refused);
    out.put(fault);
    out.put(sentence);
}

void serve(const answer::Request& request) {
    const LanguageScope scope(request.language);
    std::error_code ignored;
    if (!request.folder.empty())
        fs::current_path(request.folder, ignored);
    // Somebody asked to have everything looked at, and waits.
    const bool all = request.wanted == Wanted::findings || request.wanted == Wanted::salvaged;
    const std::uintmax_t bytes = all ? held_with_checkpoints(request.file) : held_by(request.file);
    limit_time(all ? 30 : 5, bytes);
    limit_memory(bytes);
    PieceWriter pieces(STDIN_FILENO);
    answer::Writer out(pieces);
    try {
        read_and_answer(request, out);
    } catch (const BrokenPieces&) {
        throw; // nobody listens any more
    } catch (const std::bad_alloc&) {
        out.put(Outcome::no_memory);
    } catch (const Error& error) {
        refuse(out, error.fault(), error.what());
    } catch (const std::exception& error) {
        refuse(out, Fault::damaged,
               sentence("{} cannot be read: {}", request.file.string(), error.what()));
    }
    pieces.end();
}

// Ends this process when the other end of the socket is gone, as it is when its process ends,
// however it ends: the thread that reads may be in libhdf5 for ever.
void end_with_the_other() {
    pollfd other{STDIN_FILENO, POLLRDHUP, 0};
    while (::poll(&other, 1, -1) <= 0) {
    }
    _exit(0);
}

} // namespace

void serve_reading() {
    read_here();
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::thread(&end_with_the_other).detach();
    try {
        for (;;) {
            PieceReader pieces(STDIN_FILENO);
            answer::Request request;
            answer::Reader(pieces).get(request);
            pieces.expect_end();
            speak_as(request);
            serve(request);
        }
    } catch (const BrokenPieces&) { // it has ended
    }
}

} // namespace thaw
