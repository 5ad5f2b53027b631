// The one run that this window carries: a thread that trains, steered and watched from the screen's
// thread, which never waits for it.
#pragma once

#include "app/background.h"
#include "app/window/look_pace.h"
#include "core/run/config.h"
#include "widgets/shown_run.h"

#include <QObject>
#include <QTimer>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

namespace thaw {

class RunController : public QObject {
    Q_OBJECT
  public:
    explicit RunController(QObject* parent = nullptr);
    // Asks a run that goes on to stop and waits for it: only when the program ends. A window that
    // closes asks first and lets finished() come.
    ~RunController() override;

    bool busy() const { return thread_.joinable(); } // a thread is at work, or setting up
    ShownRun* run() const { return run_; }           // null until the run is set up
    const std::filesystem::path& file() const { return file_; }

    // Starts a thread with this work (launch.h). REQUIRES: not busy().
    void carry_out(Work work);

    // The command's number, or 0 when it was not taken: nothing runs, or 64 are waiting.
    qint64 ask(const RunCommand& command);
    void ask_to_stop();

  Q_SIGNALS:
    void set_up(thaw::ShownRun* run);     // the file is there, the run begins; the run is ours
    void finished();                      // the thread has ended; the run stays as it was
    void failed(const QString& sentence); // instead of, or just before, finished()
    void refused(const thaw::ConfigError& error); // the same for a config that cannot be run
    void told(const QString& sentence);           // it waits, it goes on, what cannot be promised

  private:
    void look();

    std::unique_ptr<Background> background_;
    std::jthread thread_;
    std::atomic<bool> done_ = false;
    std::exception_ptr error_;        // written before done_, as is the next
    std::optional<RunStatus> status_; // what the file says of the run that has ended
    QTimer timer_;
    LookPace pace_;
    ShownRun* run_ = nullptr;
    std::filesystem::path file_;
};

} // namespace thaw
