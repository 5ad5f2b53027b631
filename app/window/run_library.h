// The saved runs of some folders, kept up to date on a thread of its own, and what people do with
// them there: notes, trash, undo. The screen's thread touches no file.
#pragma once

#include "core/compare/annotation.h"
#include "core/storage/annotation_file.h"
#include "core/storage/run_index.h"
#include "core/storage/run_trash.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace thaw {

class RunLibrary : public QObject {
    Q_OBJECT
  public:
    explicit RunLibrary(QObject* parent = nullptr);
    ~RunLibrary() override; // what was asked for is done first, but for looking

    void set_folders(const QStringList& folders); // absolute; looks at once
    const QStringList& folders() const { return folders_; }
    // While the list is on the screen it is looked through every few seconds; else only where the
    // system tells of changes.
    void set_visible(bool visible);
    void rescan();

    void annotate(const std::vector<std::string>& run_ids,
                  const std::function<void(Annotation&)>& change);
    void trash(const std::vector<std::filesystem::path>& files);
    void undo(); // what was moved to the trash last, in this window
    void empty_trash();

  Q_SIGNALS:
    void runs_came(const thaw::RunList& runs);
    void progressed(qint64 read, qint64 all); // all == 0: nothing is being read
    void undo_changed(const QString& what);
    void told(const QString& sentence);
    void failed(const QString& sentence);

  private:
    using Job = std::function<void(const std::stop_token&)>;
    void add(Job job);
    void work(const std::stop_token& stop);
    void scan(const QStringList& folders, const std::stop_token& stop);
    void show_annotated();
    void tell_undo();
    void say_failed(const std::string& sentence);
    void watch(const QStringList& folders);
    template <class Act>
    void post(Act act); // to the screen's thread

    QStringList folders_;
    QFileSystemWatcher watcher_;
    QTimer soon_, again_;

    // The thread's alone:
    std::map<std::filesystem::path, RunIndex> indices_;
    RunList fresh_; // without annotations
    AnnotationFile notes_;
    Annotations annotations_;
    std::vector<std::vector<TrashedRun>> trashed_; // the newest last
    std::set<std::string> said_; // of folders: what went wrong, what is hidden; once

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Job> waiting_;       // guarded by mutex_
    bool scan_waits_ = false;       // guarded by mutex_
    std::stop_source scan_stopper_; // guarded by mutex_: folders that are not wanted any more
    std::jthread thread_;           // last: it uses all of the above
};

} // namespace thaw
