// How far the run is, how fast it goes and what its time goes into: a row for the status bar.
#pragma once

#include "widgets/controls/time_split.h"
#include "widgets/shown_run.h"

#include <QLabel>
#include <QPointer>
#include <QWidget>
#include <cstdint>
#include <deque>
#include <utility>

namespace thaw {

// Steps a second over about the last two seconds of a run's wall time.
class Pace {
  public:
    void begin_anew() { seen_.clear(); }
    void see(double wall_time, std::int64_t step);
    double steps_per_second() const; // 0: not known

  private:
    std::deque<std::pair<double, std::int64_t>> seen_;
};

class StatusLine : public QWidget {
    Q_OBJECT
  public:
    explicit StatusLine(QWidget* parent = nullptr);

    // Null: no run. The run may be destroyed while it is shown.
    void set_run(ShownRun* run);

    // Narrow windows leave out what matters less.
    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fit();
    void look();
    void look_anew();
    QString state() const;
    bool moving() const;
    QLabel* label(const char* name);

    QPointer<ShownRun> run_;
    TimeSum times_;
    Pace pace_;
    QLabel *state_, *step_, *epoch_, *pace_label_, *left_, *dropped_;
    TimeSplitBar* bar_;
};

} // namespace thaw
