#include "core/storage/run_index.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/run/user_folders.h"
#include "core/storage/run_trash.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <sys/stat.h>
#include <thread>

namespace thaw {

namespace {

namespace fs = std::filesystem;

// Nothing where there is no such file (any more).
std::optional<FileStamp> stamp_of(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
        return {};
    constexpr std::int64_t second = 1'000'000'000;
    return FileStamp{static_cast<std::uint64_t>(about.st_size), about.st_ino,
                     about.st_mtim.tv_sec * second + about.st_mtim.tv_nsec};
}

bool may_have_changed(const RunFacts& facts) {
    // Whether its writer still lives is not written in the file.
    return facts.text(Field("state")) == to_text(RunState::running);
}

// A file that is to be read, and what became of it.
struct Job {
    fs::path file;
    FileStamp stamp;
    SharedFacts facts; // null: not read, or gone meanwhile
};

void carry_out(Job& job) {
    try {
        job.facts = std::make_shared<RunFacts>(read_facts(job.file));
    } catch (const std::exception& why) {
        if (stamp_of(job.file))
            job.facts = std::make_shared<RunFacts>(unreadable(job.file, why.what()));
    }
}

// libhdf5 lets one thread in at a time; what the others do meanwhile is take the facts apart.
void carry_out(std::vector<Job>& jobs, const std::stop_token& stop,
               const std::function<void(std::size_t, std::size_t)>& progress) {
    constexpr std::size_t few = 16; // not worth a thread
    std::atomic<std::size_t> next = 0;
    const auto work = [&](bool tells) {
        auto told = std::chrono::steady_clock::now();
        for (std::size_t i = next++; i < jobs.size() && !stop.stop_requested(); i = next++) {
            carry_out(jobs[i]);
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

} // namespace

fs::path default_index_folder() {
    if (const auto folder = folder_from_environment("THAW_CACHE"))
        return *folder / "runs";
    const auto folder = user_cache_folder();
    return folder ? *folder / "thawscope" / "runs" : fs::path();
}

FoundRuns find_runs(const fs::path& folder) {
    FoundRuns found;
    std::vector<fs::path> folders{folder};
    while (!folders.empty()) {
        const fs::path here = std::move(folders.back());
        folders.pop_back();
        std::error_code error;
        fs::directory_iterator at(here, error);
        if (error && here == folder)
            throw failure("{} cannot be listed: {}; check the name of the folder", here.string(),
                          error.message());
        for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
            const std::string name = at->path().filename().string();
            std::error_code gone;
            if (name.ends_with(".thaw.h5"))
                found.files.push_back(at->path());
            if (name == trash_name || name.ends_with(".checkpoints"))
                continue;
            if (at->symlink_status(gone).type() == fs::file_type::directory)
                folders.push_back(at->path());
            else if (gone && gone != std::errc::no_such_file_or_directory)
                found.unread.push_back({at->path(), gone.message()});
        }
        if (error && error != std::errc::no_such_file_or_directory) // else it went meanwhile
            found.unread.push_back({here, error.message()});
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
                          : sentence("{} folders could not be listed, and runs in them are missing "
                                     "here: {}; check their permissions",
                                     unread.size(), names);
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
    for (const fs::path& file : found.files) {
        const auto stamp = stamp_of(file);
        if (!stamp)
            continue;
        const auto known = known_.find(file);
        if (known != known_.end() && known->second.stamp == *stamp &&
            !may_have_changed(*known->second.facts))
            now.emplace_hint(now.end(), file, known->second);
        else
            jobs.push_back({file, *stamp, {}});
    }
    const bool changed = !jobs.empty() || now.size() != known_.size();
    carry_out(jobs, stop, progress);
    Scan scan;
    scan.unread = std::move(found.unread);
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
