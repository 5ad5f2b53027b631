// A comparison in the window: reads its runs, with progress and a way out, then shows them.
#pragma once

#include "core/compare/compared_run.h"

#include <QWidget>
#include <filesystem>
#include <stop_token>
#include <thread>
#include <vector>

class QLabel;
class QProgressBar;

namespace thaw {

class ComparePage;

class ComparisonTab : public QWidget {
    Q_OBJECT
  public:
    // Files are read on a thread of its own. A file named twice is read once.
    explicit ComparisonTab(std::vector<std::filesystem::path> files, QWidget* parent = nullptr);
    ~ComparisonTab() override;

    ComparePage* page() const { return page_; } // null until all is read
    QString headline() const;                   // for the tab
    const std::vector<std::filesystem::path>& files() const { return files_; }

  Q_SIGNALS:
    void shown();                         // page() is there
    void given_up();                      // cancelled, or there is nothing to show: close it
    void failed(const QString& sentence); // some files could not be read
    void open_asked(const QString& file); // a run's own page

  private:
    void read_all(const std::stop_token& stop);
    void take(ComparedRuns runs, const QStringList& problems);

    std::vector<std::filesystem::path> files_;
    QLabel* text_;
    QProgressBar* bar_;
    ComparePage* page_ = nullptr;
    std::jthread thread_; // last: it uses all of the above
};

} // namespace thaw
