// What a run index remembers between two programs: one file in the user's cache.
#pragma once

#include "core/compare/run_facts.h"

#include <cstdint>
#include <filesystem>
#include <map>

namespace thaw {

// By what a file is known to be the same as before.
struct FileStamp {
    std::uint64_t size = 0, inode = 0;
    // Nanoseconds, Unix time, of the last change: of its content, which a copying program may set
    // back, and of anything, which the system alone sets.
    std::int64_t changed = 0, touched = 0;
    bool operator==(const FileStamp& other) const = default;
};

struct IndexedRun {
    FileStamp stamp;
    SharedFacts facts;
};
using IndexedRuns = std::map<std::filesystem::path, IndexedRun>;

// Empty if there is no such file, or if it is damaged or of another version: then runs are read
// again, and nobody has to be told.
IndexedRuns load_index(const std::filesystem::path& file);
// Written whole under another name, then renamed. A cache that cannot be written is no error: the
// next start is slower. Says whether it was. Both take an empty path for no cache.
bool save_index(const std::filesystem::path& file, const IndexedRuns& runs);

} // namespace thaw
