#include "core/storage/run_trash.h"

#include "core/run/error.h"
#include "core/run/reason_and_advice.h"
#include "core/run/replace_file.h"
#include "core/run/run_header.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/storage.h"

#include <algorithm>

namespace thaw {

namespace {

namespace fs = std::filesystem;

void refuse_while_running(const fs::path& file) {
    bool running = false;
    try {
        running = read_facts(file).text(Field("state")) == to_text(RunState::running);
    } catch (const Error& error) {
        if (error.fault() == Fault::failure) // there is no such file; damaged ones may go
            throw;
    }
    if (running)
        throw failure("{} is going on; stop it before it is thrown away", file.string());
}

// Both are on one disk: each is moved whole or not at all.
void move(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error)
        throw failure("{} cannot be moved to {}: {}", from.string(), to.string(),
                      reason_and_advice(error));
}

void move_checkpoints(const fs::path& from, const fs::path& to) {
    const fs::path folder = CheckpointFolder::beside(from);
    std::error_code ignored;
    if (fs::is_directory(folder, ignored))
        move(folder, CheckpointFolder::beside(to));
}

void remove_if_empty(const fs::path& folder) {
    std::error_code ignored; // not empty: it stays
    fs::remove(folder, ignored);
}

std::vector<TrashedRun> runs_in(const fs::path& trash) {
    std::vector<TrashedRun> runs;
    std::error_code error;
    for (fs::directory_iterator one(trash, error), end; !error && one != end; one.increment(error))
        for (fs::directory_iterator file(one->path(), error), last; !error && file != last;
             file.increment(error))
            if (file->path().string().ends_with(".thaw.h5"))
                runs.push_back({file->path(), trash.parent_path() / file->path().filename()});
    return runs;
}

} // namespace

TrashedRun trash_run(const fs::path& file) {
    refuse_while_running(file);
    const fs::path original = fs::absolute(file).lexically_normal();
    // Its own folder in the trash: two runs of one name do not meet, and the newest sorts last.
    std::string when = utc_now();
    std::erase(when, ':');
    const fs::path place =
        original.parent_path() / trash_name / (when + "-" + new_run_id().substr(0, 8));
    make_folder(place.parent_path(), original);
    make_folder(place, original);
    // A link goes without what it stands for, and a folder that another run file has, too, stays.
    const bool alone = fs::is_symlink(original) || CheckpointFolder(original).is_shared();
    TrashedRun trashed{place / original.filename(), original};
    try {
        move(original, trashed.file);
        try {
            if (!alone)
                move_checkpoints(original, trashed.file);
        } catch (const Error&) {
            move(trashed.file, original);
            throw;
        }
    } catch (const Error&) {
        remove_if_empty(place);
        remove_if_empty(place.parent_path());
        throw;
    }
    return trashed;
}

void restore_run(const TrashedRun& run) {
    std::error_code error;
    // Where only the place has checkpoints they are this run's: a kill came between the two moves.
    if (fs::exists(run.original, error) ||
        (fs::exists(CheckpointFolder::beside(run.original), error) &&
         fs::exists(CheckpointFolder::beside(run.file), error)))
        throw failure("{} is there again; rename it before the other is put back",
                      run.original.string());
    // Checkpoints first: a run file that can be seen has its checkpoints.
    move_checkpoints(run.file, run.original);
    try {
        move(run.file, run.original);
    } catch (const Error&) {
        move_checkpoints(run.original, run.file);
        throw;
    }
    remove_if_empty(run.file.parent_path());
    remove_if_empty(run.file.parent_path().parent_path());
}

std::vector<TrashedRun> trashed_runs(const fs::path& folder) {
    std::vector<TrashedRun> all;
    std::error_code error;
    for (fs::recursive_directory_iterator
             at(folder, fs::directory_options::skip_permission_denied, error),
         end;
         !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with(".checkpoints") || name == trash_name)
            at.disable_recursion_pending();
        if (name == trash_name)
            for (TrashedRun& run : runs_in(at->path()))
                all.push_back(std::move(run));
    }
    std::sort(all.begin(), all.end(), [](const TrashedRun& a, const TrashedRun& b) {
        return a.file.parent_path().filename() > b.file.parent_path().filename();
    });
    return all;
}

std::uintmax_t delete_trashed(const std::vector<TrashedRun>& runs) {
    std::uintmax_t freed = 0;
    for (const TrashedRun& run : runs) {
        const fs::path place = run.file.parent_path();
        if (place.parent_path().filename() != trash_name) // never anything but trash
            throw failure("{} is not in the trash", run.file.string());
        std::error_code error;
        std::uintmax_t bytes = 0;
        for (fs::recursive_directory_iterator at(place, error), end; !error && at != end;
             at.increment(error)) {
            std::error_code unknown;
            if (at->is_regular_file(unknown))
                bytes += at->file_size(unknown);
        }
        fs::remove_all(CheckpointFolder::beside(run.file), error); // the run last: it is listed
        fs::remove_all(place, error);
        if (error)
            throw failure("{} cannot be deleted: {}", place.string(), reason_and_advice(error));
        freed += bytes;
        remove_if_empty(place.parent_path());
    }
    return freed;
}

} // namespace thaw
