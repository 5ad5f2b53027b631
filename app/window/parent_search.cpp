#include "app/window/parent_search.h"

#include "core/storage/run_index.h"
#include "core/storage/storage.h"

namespace thaw {

namespace {

namespace fs = std::filesystem;

bool is_of(const fs::path& file, const std::string& run_id) {
    try {
        return fs::exists(file) && read_summary(file).header.run_id == run_id;
    } catch (const std::exception&) {
        return false;
    }
}

// By the name that it had when the fork was made; else by its id among all runs of the folder.
fs::path file_of(const Parent& parent, const fs::path& folder) {
    if (const fs::path named = folder / fs::path(parent.file).filename();
        is_of(named, parent.run_id))
        return named;
    for (const SharedFacts& facts : RunIndex(folder).scan().runs)
        if (facts->text(Field("run_id")) == parent.run_id)
            return facts->file;
    return {};
}

} // namespace

ParentSearch::ParentSearch(const fs::path& fork, const Parent& parent, QObject* owner)
    : QObject(owner) {
    work_.start([this, folder = fork.parent_path(),
                 parent](const BackgroundWork::Stale&) -> BackgroundWork::Answer {
        try {
            if (const fs::path file = file_of(parent, folder); !file.empty())
                return [this, name = QString::fromStdString(file.string())] { Q_EMIT found(name); };
        } catch (const std::exception&) { // the folder cannot be read: there is no ghost
        }
        return {};
    });
}

} // namespace thaw
