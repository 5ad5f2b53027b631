// A sweep in the window: followed by its run files, whoever trains them, and trained by a process
// of this window where that is asked for.
#pragma once

#include "app/sweep/local_engine.h"
#include "app/sweep/member_process.h"
#include "app/window/sweep_watch.h"

#include <QWidget>
#include <optional>

class QLabel;
class QVBoxLayout;

namespace thaw {

class SweepPage;

class SweepTab : public QWidget {
    Q_OBJECT
  public:
    explicit SweepTab(const std::filesystem::path& document, QWidget* parent = nullptr);
    // A process that still works ends at once, but for leave_alone(): ask first.
    ~SweepTab() override;

    const std::filesystem::path& document() const { return watch_->document(); }
    SweepPage* page() const { return page_; } // null until its document was read
    const SweepWatch* watch() const { return watch_; }
    QString headline() const; // for the tab

    // As soon as the document was read; 0: as this machine has room.
    void start(std::int64_t jobs, std::int64_t threads);
    bool at_work() const { return process_.has_value(); } // a process of this window
    void stop();        // its members stop with a checkpoint; at_work() until they have
    void leave_alone(); // it goes on without the window

  Q_SIGNALS:
    void shown();      // page() is there
    void progressed(); // headline() is another one
    void ended();      // the process of this window
    void cancelled();  // stop, and close the page
    void failed(const QString& sentence);
    void open_asked(const QString& file);
    void compare_asked(const std::vector<std::filesystem::path>& files);

  private:
    void show_page();
    void show_ledger(const ComparedRuns& runs);
    void show_work();
    void launch();
    void look_at_process();
    void hear(const std::string& output);
    QString end_sentence(const ProcessEnd& end) const; // empty: nothing is to be told

    SweepWatch* watch_;
    SweepPage* page_ = nullptr;
    QLabel* text_;
    QVBoxLayout* column_;
    QTimer looks_; // at the process
    std::optional<MemberProcess> process_;
    LocalOptions options_;
    std::int64_t jobs_ = 0, threads_ = 0;
    std::string unfinished_; // line of the process's output
    bool some_failed_ = false;
    bool start_wanted_ = false, stopping_ = false;
};

} // namespace thaw
