#include "core/storage/run_index.h"

#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/run/sha256.h"
#include "core/run/user_folders.h"
#include "core/storage/run_trash.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// Nothing where there is no such file (any more).
std::optional<FileStamp> stamp_of(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
        return {};
    const auto nanoseconds = [](const timespec& time) {
        constexpr std::int64_t second = 1'000'000'000;
        return time.tv_sec * second + time.tv_nsec;
    };
    return FileStamp{static_cast<std::uint64_t>(about.st_size), about.st_ino,
                     nanoseconds(about.st_mtim), nanoseconds(about.st_ctim)};
}

bool may_have_changed(const RunFacts& facts) {
    // Whether its writer still lives is not written in the file, nor who may read it now.
    const std::string& state = facts.text(Field("state"));
    return state == to_text(RunState::running) || state == "unreadable";
}

// Permissions, a disk that is gone: not the file's fault.
std::shared_ptr<RunFacts> out_of_reach(const fs::path& file, const std::string& why) {
    auto facts = std::make_shared<RunFacts>(unreadable(file, why));
    facts->set(Field("state"), std::string("unreadable"));
    return facts;
}

// Of a link whose run is not there, on a disk that is away perhaps; null: the file itself has gone.
SharedFacts of_a_lost_target(const fs::path& file) {
    std::error_code gone;
    const fs::path target = fs::read_symlink(file, gone);
    if (gone)
        return {};
    return out_of_reach(file, sentence("it is a link to {}, which is not there", target.string()));
}

// A file that is to be read, and what became of it.
struct Job {
    fs::path file;
    FileStamp stamp;
    SharedFacts facts; // null: not read, or gone meanwhile
};

void carry_out(Job& job, const std::stop_token& stop) {
    const auto tell = [&](const std::exception& why, bool is_damaged) {
        if (stop.stop_requested() || !stamp_of(job.file))
            return;
        job.facts = is_damaged ? std::make_shared<RunFacts>(unreadable(job.file, why.what()))
                               : out_of_reach(job.file, why.what());
    };
    try {
        job.facts = std::make_shared<RunFacts>(read_facts(job.file, stop));
    } catch (const Error& why) {
        tell(why, why.fault() == Fault::damaged);
    } catch (const std::exception& why) {
        tell(why, true);
    }
}

// Each thread waits for a process of its own that reads.
void carry_out(std::vector<Job>& jobs, const std::stop_token& stop,
               const std::function<void(std::size_t, std::size_t)>& progress) {
    constexpr std::size_t few = 16; // not worth a thread
    std::atomic<std::size_t> next = 0;
    const auto work = [&](bool tells) {
        auto told = std::chrono::steady_clock::now();
        for (std::size_t i = next++; i < jobs.size() && !stop.stop_requested(); i = next++) {
            carry_out(jobs[i], stop);
            const auto now = std::chrono::steady_clock::now();
            if (tells && progress && now - told > std::chrono::milliseconds(100)) {
                told = now;
                progress(std::min(next.load(), jobs.size()), jobs.size());
            }
        }
    };
    std::vector<std::jthread> others;
    const unsigned most = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
    for (unsigned i = 1; i < most && jobs.size() > few; ++i)
        others.emplace_back([&] { work(false); });
    work(true);
}

constexpr std::string_view run_ending = ".thaw.h5";

struct Entry {
    fs::path path;
    bool folder = false, link = false;
    std::string untold; // why nobody can say what it is; mostly empty
};

// Sorted, so that a walk goes the same way everywhere. `error` is what ended it too early.
std::vector<Entry> entries_of(const fs::path& folder, std::error_code& error) {
    std::vector<Entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone, ignored;
        const bool link = at->symlink_status(gone).type() == fs::file_type::symlink;
        const bool unknown = gone && gone != std::errc::no_such_file_or_directory;
        entries.push_back({at->path(), at->is_directory(ignored), link,
                           unknown ? gone.message() : std::string()});
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return entries;
}

bool has_runs(const fs::path& folder) {
    std::error_code ignored;
    const auto entries = entries_of(folder, ignored);
    return std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
        return !entry.folder && entry.path.string().ends_with(run_ending);
    });
}

} // namespace

fs::path default_index_folder() {
    if (const auto folder = folder_from_environment("THAW_CACHE"))
        return *folder / "runs";
    const auto folder = user_cache_folder();
    return folder ? *folder / "thawscope" / "runs" : fs::path();
}

FoundRuns find_runs(const fs::path& folder) {
    FoundRuns found;
    std::set<std::pair<dev_t, ino_t>> entered;
    std::deque<fs::path> folders{folder}, links; // links wait until all else was walked
    while (!folders.empty() || !links.empty()) {
        auto& next = folders.empty() ? links : folders;
        const fs::path at = next.front();
        next.pop_front();
        struct stat about {};
        if (::stat(at.c_str(), &about) == 0 && !entered.emplace(about.st_dev, about.st_ino).second)
            continue;
        std::error_code error;
        for (const Entry& entry : entries_of(at, error)) {
            const std::string name = entry.path.filename().string();
            if (!entry.untold.empty()) {
                found.unread.push_back({entry.path, entry.untold});
                continue;
            }
            if (!entry.folder && name.ends_with(run_ending))
                found.files.push_back(entry.path);
            if (!entry.folder || name == trash_name || name.ends_with(".checkpoints"))
                continue;
            if (name.front() != '.')
                (entry.link ? links : folders).push_back(entry.path);
            else if (has_runs(entry.path))
                found.hidden.push_back(entry.path);
        }
        if (error && at == folder)
            throw failure("{} cannot be listed: {}; check the name of the folder", at.string(),
                          error.message());
        if (error && error != std::errc::no_such_file_or_directory) // else it went meanwhile
            found.unread.push_back({at, error.message()});
    }
    std::sort(found.files.begin(), found.files.end());
    return found;
}

std::string unread_sentence(const std::vector<UnreadFolder>& unread) {
    constexpr std::size_t most = 3;
    std::string names;
    for (std::size_t i = 0; i < unread.size() && i < most; ++i)
        names += (i == 0 ? "" : ", ") + unread[i].folder.string() + " (" + unread[i].why + ")";
    if (unread.size() > most)
        names += ", ...";
    return unread.empty() ? std::string()
                          : sentence("{} [folder|folders] could not be listed, with all runs that "
                                     "may be inside: {}; check the permissions",
                                     unread.size(), names);
}

std::string hidden_sentence(const std::vector<fs::path>& hidden) {
    return hidden.empty() ? std::string()
                          : sentence("Hidden folders with run files are passed over ({}): {}",
                                     hidden.size(), terminal_text(hidden.front().string()));
}

RunIndex::RunIndex(const fs::path& folder, const fs::path& cache)
    : folder_(fs::absolute(folder).lexically_normal()),
      cache_file_(cache.empty() ? fs::path()
                                : cache / (sha256(folder_.string()).substr(0, 16) + ".index")) {}

RunIndex::Scan RunIndex::scan(const std::stop_token& stop,
                              const std::function<void(std::size_t, std::size_t)>& progress) {
    if (!loaded_)
        known_ = load_index(cache_file_);
    loaded_ = true;
    IndexedRuns now;
    std::vector<Job> jobs;
    FoundRuns found = find_runs(folder_);
    Scan scan;
    scan.unread = std::move(found.unread);
    scan.hidden = std::move(found.hidden);
    for (const fs::path& file : found.files) {
        const auto stamp = stamp_of(file);
        if (!stamp) {
            if (const SharedFacts lost = of_a_lost_target(file))
                now[file] = {{}, lost};
            continue;
        }
        const auto known = known_.find(file);
        if (known != known_.end() && known->second.stamp == *stamp &&
            !may_have_changed(*known->second.facts))
            now.emplace_hint(now.end(), file, known->second);
        else
            jobs.push_back({file, *stamp, {}});
    }
    const bool changed = !jobs.empty() || now.size() != known_.size();
    carry_out(jobs, stop, progress);
    for (Job& job : jobs)
        if (job.facts != nullptr) {
            now[job.file] = {job.stamp, std::move(job.facts)};
            ++scan.read;
        }
    scan.whole = !stop.stop_requested();
    for (const auto& [file, run] : now)
        scan.runs.push_back(run.facts);
    known_ = std::move(now);
    if (changed)
        save_index(cache_file_, known_);
    return scan;
}

} // namespace thaw
