// The progress of a run on stderr: one line that is drawn again on a terminal, plain lines
// elsewhere. Data never goes here. Nothing here throws for want of a reader or of room, or waits.
#pragma once

#include "app/background.h"

#include <chrono>
#include <map>
#include <string>

namespace thaw {

class Progress {
  public:
    enum class Style { terminal, plain, silent };
    // On a terminal: terminal; otherwise plain.
    static Style style_for_stderr();

    explicit Progress(Style style);

    // Takes what the feed holds, and what is told, which is written even where all else is silent.
    void show(Background& background);
    // One line of its own; `urgent`: even where all else is silent.
    void say(const std::string& line, bool urgent = false);
    // Leaves the cursor on a fresh line.
    void close();

    // As far as it was shown: updates done, and those up to the newest checkpoint.
    std::int64_t step() const { return step_; }
    std::int64_t checkpoint() const { return checkpoint_; }

  private:
    void write(const std::string& text);
    void send(const std::string& text);
    void tell_event(const Event& event);
    std::string line(const LaunchedRun& facts) const;
    std::string bar(double part) const;
    double rate() const;
    void draw(const std::string& text);

    Style style_;
    std::map<std::string, double> values_; // newest headline readings and the training loss
    std::int64_t step_ = 0, checkpoint_ = 0;
    std::string
        unsent_; // stderr takes nothing at the moment: its reader rests, or Ctrl+S was typed
    double train_start_ = -1; // wall time of the first bundle of this session
    std::int64_t start_step_ = 0;
    double wall_time_ = 0;
    std::chrono::steady_clock::time_point last_line_{};
    bool drawn_ = false;
};

} // namespace thaw
