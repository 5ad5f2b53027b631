// Stars, tags and notes of runs, in one file of the user's, by run id: they stay with a run that is
// moved or copied, and nobody writes to a run file for their sake.
#pragma once

#include "core/compare/annotation.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace thaw {

// thawscope/annotations.json in the user's data folder ($XDG_DATA_HOME or ~/.local/share); empty if
// the user has none.
std::filesystem::path default_annotation_file();

// What change() did.
struct NotesChange {
    Annotations all;                 // as they are now
    std::filesystem::path set_aside; // where a damaged file is kept; empty: there was none
};

// Any number of programs may use one file at once: each change reads it anew under a lock, changes
// its runs only, and puts a whole file in its place.
class AnnotationFile {
  public:
    explicit AnnotationFile(std::filesystem::path file = default_annotation_file());

    // None where there is no file yet. Throws Error(damaged) if it is not what it should be,
    // Error(failure) if it cannot be read, or was made by a newer Thawscope.
    Annotations read() const;
    // Changes the annotations of these runs. A damaged file is never overwritten: it is kept under
    // another name, and notes begin anew. Throws Error(failure) if the file cannot be read or
    // written; then nothing was changed.
    NotesChange change(const std::vector<std::string>& run_ids,
                       const std::function<void(Annotation&)>& change) const;

    const std::filesystem::path& path() const { return file_; }

  private:
    std::filesystem::path set_aside() const;
    std::filesystem::path file_;
};

} // namespace thaw
