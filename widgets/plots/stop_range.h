// Steps at which unfreezing may stop, as a person marks them on the plots of a run: a range and how
// many stops there are in it. One object for all plots, as the step axis is.
#pragma once

#include <QObject>
#include <cstdint>
#include <vector>

namespace thaw {

class StopRange : public QObject {
    Q_OBJECT
  public:
    static constexpr std::int64_t most_stops = 64;
    // Stops lie in [1, steps - 1]: at step 0 every block trains at once, at the end it is too late.
    explicit StopRange(std::int64_t steps, QObject* parent = nullptr);

    bool shown() const { return shown_; }
    std::int64_t from() const { return from_; }
    std::int64_t to() const { return to_; }
    std::int64_t count() const { return count_; }
    std::int64_t last() const { return last_; } // the last step at which a run can stop
    // Evenly between both ends, at whole steps, each once: fewer than count() where steps are few.
    std::vector<std::int64_t> stops() const;

    void set(std::int64_t from, std::int64_t to); // in any order; kept within the run, and shown
    void set_count(std::int64_t count);           // kept between 1 and most_stops
    void set_shown(bool shown);

  Q_SIGNALS:
    void changed();

  private:
    std::int64_t last_, from_, to_, count_ = 4;
    bool shown_ = false;
};

} // namespace thaw
