// What a run's time went into: training, each metric, and the rest.
#pragma once

#include "core/run/run_history.h"

#include <QWidget>
#include <cstddef>
#include <vector>

namespace thaw {

// Seconds of the run so far.
struct TimeSplit {
    double train = 0;
    std::vector<double> metrics; // aligned with Plan::metrics
    double rest = 0;             // disk, waiting, pauses
    double whole() const;
};

// Adds up a history as it grows, each row once.
class TimeSum {
  public:
    void begin_anew() { rows_.clear(); }
    TimeSplit split(const RunHistory& history);

  private:
    std::vector<std::size_t> rows_; // that are summed already, by metric
    std::vector<double> seconds_;
};

// A thin bar of the parts; its tool tip has the numbers.
class TimeSplitBar : public QWidget {
    Q_OBJECT
  public:
    explicit TimeSplitBar(QWidget* parent = nullptr);

    void show_split(const TimeSplit& split, const Plan& plan);
    QSize sizeHint() const override { return {140, 14}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QColor color_of(std::size_t part) const;

    TimeSplit split_;
};

} // namespace thaw
