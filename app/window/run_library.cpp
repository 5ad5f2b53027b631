#include "app/window/run_library.h"

#include "core/compare/run_copies.h"
#include "core/run/error.h"
#include "widgets/say.h"

#include <QFileInfo>
#include <algorithm>
#include <chrono>

namespace thaw {

namespace {
constexpr int settling = 300; // milliseconds: several changes come together
// The pause between two looks, and at least so many times what a look takes.
constexpr int shortest_pause = 4000; // milliseconds
constexpr int rest = 30;
constexpr std::size_t most_watched = 500; // folders; the system has only so many watches
} // namespace

RunLibrary::RunLibrary(QObject* parent)
    : QObject(parent), thread_([this](const std::stop_token& stop) { work(stop); }) {
    soon_.setSingleShot(true);
    soon_.setInterval(settling);
    again_.setSingleShot(true);
    connect(&soon_, &QTimer::timeout, this, &RunLibrary::rescan);
    connect(&again_, &QTimer::timeout, this, &RunLibrary::rescan);
    connect(&watcher_, &QFileSystemWatcher::directoryChanged, &soon_, qOverload<>(&QTimer::start));
}

RunLibrary::~RunLibrary() {
    {
        const std::lock_guard lock(mutex_);
        scan_stopper_.request_stop();
    }
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
}

void RunLibrary::add(Job job) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
    changed_.notify_all();
}

void RunLibrary::work(const std::stop_token& stop) {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
            if (waiting_.empty())
                return; // asked to stop, and all is done
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            job(stop);
        } catch (const std::exception& error) {
            say_failed(error.what());
        }
    }
}

template <class Act>
void RunLibrary::post(Act act) {
    QMetaObject::invokeMethod(this, std::move(act), Qt::QueuedConnection);
}

void RunLibrary::say_failed(const std::string& sentence) {
    post([this, text = QString::fromStdString(sentence)] { Q_EMIT failed(text); });
}

void RunLibrary::set_folders(const QStringList& folders) {
    folders_ = folders;
    {
        const std::lock_guard lock(mutex_);
        scan_stopper_.request_stop(); // it looks through folders that are not wanted any more
    }
    rescan();
}

void RunLibrary::set_visible(bool visible) {
    if (!visible) {
        again_.setInterval(0);
        again_.stop();
        return;
    }
    again_.setInterval(shortest_pause);
    rescan();
}

void RunLibrary::rescan() {
    const std::lock_guard lock(mutex_);
    if (scan_waits_ && !scan_stopper_.stop_requested())
        return;
    scan_waits_ = true;
    scan_stopper_ = std::stop_source();
    waiting_.emplace_back([this, folders = folders_, mine = scan_stopper_.get_token()](
                              const std::stop_token&) { scan(folders, mine); });
    changed_.notify_all();
}

void RunLibrary::scan(const QStringList& folders, const std::stop_token& stop) {
    {
        const std::lock_guard lock(mutex_);
        scan_waits_ = false; // who asks from now on wants another look
    }
    const auto before = std::chrono::steady_clock::now();
    RunList runs;
    std::set<std::filesystem::path> seen; // folders may lie in each other
    for (const QString& folder : folders) {
        const std::filesystem::path path = folder.toStdString();
        std::error_code missing;
        if (!std::filesystem::exists(path, missing))
            continue; // made by the first run
        const auto index = indices_.try_emplace(path, path).first;
        try {
            const auto found = index->second.scan(stop, [this](std::size_t read, std::size_t all) {
                post([this, read, all] {
                    Q_EMIT progressed(static_cast<qint64>(read), static_cast<qint64>(all));
                });
            });
            if (const auto unread = unread_sentence(found.unread);
                !unread.empty() && said_.insert(unread).second)
                say_failed(unread);
            for (const auto& run : found.runs)
                if (seen.insert(run->file).second)
                    runs.push_back(run);
            if (const std::string hidden = hidden_sentence(found.hidden);
                !hidden.empty() && said_.insert(hidden).second)
                post([this, text = QString::fromStdString(hidden)] { Q_EMIT told(text); });
        } catch (const Error& error) {
            if (said_.insert(error.what()).second)
                say_failed(error.what());
        }
        if (stop.stop_requested())
            return;
    }
    std::vector<std::string> copies; // the line below the list counts them
    fresh_ = without_copies(runs, copies);
    try {
        annotations_ = notes_.read();
    } catch (const Error& error) {
        if (said_.insert(error.what()).second)
            say_failed(error.what());
    }
    show_annotated();
    QStringList places = folders;
    std::set<std::filesystem::path> holding;
    for (const auto& run : fresh_)
        if (holding.size() < most_watched && holding.insert(run->file.parent_path()).second)
            places.append(QString::fromStdString(run->file.parent_path().string()));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    post([this, places, pause = std::max<std::int64_t>(shortest_pause, rest * took.count())] {
        Q_EMIT progressed(0, 0);
        watch(places);
        if (again_.interval() > 0)
            again_.start(static_cast<int>(std::min<std::int64_t>(pause, 600'000)));
    });
}

void RunLibrary::watch(const QStringList& folders) {
    const QStringList old = watcher_.directories();
    QStringList newer;
    for (const QString& folder : folders)
        if (!old.contains(folder) && !newer.contains(folder) && QFileInfo(folder).isDir())
            newer.append(folder);
    QStringList gone;
    for (const QString& folder : old)
        if (!folders.contains(folder))
            gone.append(folder);
    if (!gone.isEmpty())
        watcher_.removePaths(gone);
    if (!newer.isEmpty())
        watcher_.addPaths(newer);
}

void RunLibrary::show_annotated() {
    post([this, runs = annotated(fresh_, annotations_)] { Q_EMIT runs_came(runs); });
}

void RunLibrary::annotate(const std::vector<std::string>& run_ids,
                          const std::function<void(Annotation&)>& change) {
    add([this, run_ids, change](const std::stop_token&) {
        NotesChange now = notes_.change(run_ids, change);
        annotations_ = std::move(now.all);
        if (!now.set_aside.empty())
            say_failed(sentence("the notes about runs could not be read; that file is kept as {}, "
                                "and notes begin anew",
                                now.set_aside.string()));
        show_annotated();
    });
}

void RunLibrary::trash(const std::vector<std::filesystem::path>& files) {
    add([this, files](const std::stop_token&) {
        std::vector<TrashedRun> moved;
        std::string why;
        for (const auto& file : files) {
            try {
                moved.push_back(trash_run(file));
            } catch (const Error& error) {
                why += (why.empty() ? "" : "\n") + std::string(error.what());
            }
        }
        if (!moved.empty())
            trashed_.push_back(std::move(moved));
        tell_undo();
        if (!why.empty())
            say_failed(why);
        post([this] { rescan(); });
    });
}

void RunLibrary::undo() {
    add([this](const std::stop_token&) {
        if (trashed_.empty())
            return;
        const auto runs = std::move(trashed_.back());
        trashed_.pop_back();
        std::string why;
        for (const TrashedRun& run : runs) {
            try {
                restore_run(run);
            } catch (const Error& error) {
                why += (why.empty() ? "" : "\n") + std::string(error.what());
            }
        }
        tell_undo();
        if (!why.empty())
            say_failed(why);
        post([this] { rescan(); });
    });
}

void RunLibrary::tell_undo() {
    QString what;
    QString done;
    if (!trashed_.empty()) {
        const auto& last = trashed_.back();
        what = last.size() == 1 ? QString::fromStdString(last.front().original.filename().string())
                                : say("{} [run|runs]", last.size());
        done = say("In the trash: {}. Ctrl+Z puts it back.", what);
    }
    post([this, what, done] {
        Q_EMIT undo_changed(what);
        if (!done.isEmpty())
            Q_EMIT told(done);
    });
}

void RunLibrary::empty_trash() {
    add([this, folders = folders_](const std::stop_token&) {
        std::vector<TrashedRun> all;
        for (const QString& folder : folders)
            for (TrashedRun& run : trashed_runs(folder.toStdString()))
                all.push_back(std::move(run));
        const std::uintmax_t freed = delete_trashed(all);
        trashed_.clear();
        tell_undo();
        constexpr double megabyte = 1e6;
        post([this, count = all.size(), freed] {
            Q_EMIT told(say("Deleted: {} [run|runs], {} MB.", count,
                            shown_number(static_cast<double>(freed) / megabyte, 3)));
        });
    });
}

} // namespace thaw
