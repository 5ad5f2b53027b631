// The run that the window shows, live or saved: one object that all views look at.
#pragma once

#include "core/run/config.h"
#include "core/run/rule.h"
#include "core/run/run_history.h"

#include <QObject>
#include <cstddef>
#include <memory>
#include <vector>

namespace thaw {

// Who may be asked what. A run that another process writes is watched, not steered.
enum class RunMode { saved, followed, live };

// Lives on the screen's thread. Views keep a pointer and look again when it says so; they never
// keep pointers into the history across signals.
class ShownRun : public QObject {
    Q_OBJECT
  public:
    ShownRun(RunRecord record, RunConfig config, RunMode mode, QObject* parent = nullptr);

    const RunHistory& history() const { return history_; }
    const Plan& plan() const { return history_.plan(); }
    const RunConfig& config() const { return config_; }
    const std::vector<Rule>& rules() const { return rules_; }
    RunMode mode() const { return mode_; }
    bool steerable() const { return mode_ == RunMode::live; }
    bool paused() const { return paused_; }          // the session waits at a boundary
    std::size_t dropped() const { return dropped_; } // bundles whose readings the screen missed

    // Many bundles, one signal.
    void append(const std::vector<SharedBundle>& bundles, std::size_t dropped = 0);
    void follow(RunRecord newer);
    // The session is over, or has begun: what can be asked changes with it.
    void set_mode(RunMode mode);
    void set_status(const RunStatus& status);

  Q_SIGNALS:
    void grew();                             // rows or events came; once for many bundles
    void events_came(std::size_t first_new); // index into history().events()
    void replaced();                         // the history is another one: look at all of it anew
    void state_changed();                    // mode, paused or status

  private:
    void take_in_events(std::size_t first);

    RunHistory history_;
    RunConfig config_;
    std::vector<Rule> rules_;
    RunMode mode_;
    bool paused_ = false;
    std::size_t dropped_ = 0;
};

} // namespace thaw
