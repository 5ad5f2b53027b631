// The runs in a folder, as a list: found by walking through it, read once, and remembered apart
// from them in the user's cache. Run files are only ever read.
#pragma once

#include "core/storage/index_file.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace thaw {

// $THAW_CACHE/runs, or thawscope/runs in the user's cache folder; empty if the user has none.
std::filesystem::path default_index_folder();

// A folder in which there may be runs that nobody sees.
struct UnreadFolder {
    std::filesystem::path folder;
    std::string why;
};
struct FoundRuns {
    std::vector<std::filesystem::path> files;  // sorted
    std::vector<std::filesystem::path> hidden; // folders that are passed over and have run files
    std::vector<UnreadFolder> unread;          // could not be listed, or not to their end
};
// Every *.thaw.h5 in the folder and those below it. Links to folders are followed, each folder is
// entered once, by its own way rather than by a link. Folders of checkpoints are passed over, and
// hidden ones (.ipynb_checkpoints, the trash). Throws Error(failure) if the folder itself cannot be
// read.
FoundRuns find_runs(const std::filesystem::path& folder);
// What is to be said of them; empty where there are none.
std::string hidden_sentence(const std::vector<std::filesystem::path>& hidden);
// How many there are, and some of them. Empty if there are none.
std::string unread_sentence(const std::vector<UnreadFolder>& unread);

// One thread at a time uses it.
class RunIndex {
  public:
    // Keeps what it learns in a file of its own in `cache`; nowhere if that is empty.
    explicit RunIndex(const std::filesystem::path& folder,
                      const std::filesystem::path& cache = default_index_folder());

    struct Scan {
        RunList runs;         // by path; a file that cannot be read is there with its problem
        std::size_t read = 0; // of these, how many files were opened this time
        bool whole = true;    // false: it was stopped
        std::vector<UnreadFolder> unread;
        std::vector<std::filesystem::path> hidden = {}; // see find_runs()
    };
    // Looks at every file's size and times and opens those that are new or have changed, on several
    // threads, and those that were being written when they were last seen. A file that vanishes
    // meanwhile is left out. `progress` is called now and then, on this thread, with the number of
    // files read and to be read. Throws Error(failure) as find_runs() does.
    Scan scan(const std::stop_token& stop = {},
              const std::function<void(std::size_t, std::size_t)>& progress = {});

    const std::filesystem::path& folder() const { return folder_; }
    const std::filesystem::path& cache_file() const { return cache_file_; }

  private:
    std::filesystem::path folder_, cache_file_;
    IndexedRuns known_;
    bool loaded_ = false;
};

} // namespace thaw
