// How often a number of steps came: bars over steps.
#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

namespace thaw {

// Bars of one width that is 1, 2 or 5 times a power of ten, so that at most about `wanted` of them
// cover all values; bar i counts the values in [first + i width, first + (i + 1) width).
struct StepBars {
    double first = 0, width = 1;
    std::vector<int> counts;
};
StepBars step_bars(const std::vector<std::int64_t>& steps, int wanted = 24);

class HistogramPlot : public QWidget {
    Q_OBJECT
  public:
    explicit HistogramPlot(QWidget* parent = nullptr);
    void show_steps(const std::vector<std::int64_t>& steps);
    const StepBars& bars() const { return bars_; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    QRectF area() const;

    StepBars bars_;
};

} // namespace thaw
