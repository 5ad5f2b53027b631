// A run file on the screen: read once, and read again while another process writes it.
#pragma once

#include "widgets/shown_run.h"

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <variant>

namespace thaw {

// Files are read on a thread of its own; the screen takes what is there.
class RunFollower : public QObject {
    Q_OBJECT
  public:
    explicit RunFollower(std::filesystem::path file, QObject* parent = nullptr);
    ~RunFollower() override;

    const std::filesystem::path& file() const { return file_; }
    ShownRun* run() const { return run_; } // null until it was read

  Q_SIGNALS:
    void opened(thaw::ShownRun* run);     // once; the run is ours
    void failed(const QString& sentence); // it cannot be read (any more)

  private:
    struct Seen {
        RunRecord record;
        std::optional<RunConfig> config; // with the first reading
    };
    using Answer = std::variant<Seen, std::string>; // what was read, or why not

    void read_on(const std::stop_token& stop);
    void look();

    std::filesystem::path file_;
    ShownRun* run_ = nullptr;
    QTimer timer_;
    std::mutex mutex_;
    std::optional<Answer> answer_; // guarded by mutex_; a newer one takes the place of an older
    bool ended_ = false;           // guarded by mutex_: nothing more will come
    std::jthread thread_;          // last: it uses all of the above
};

} // namespace thaw
