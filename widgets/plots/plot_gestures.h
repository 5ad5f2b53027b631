// Mouse, wheel and keys over a plot: the x axis is moved at once, since all plots share it; what
// concerns this plot alone is told by signals.
#pragma once

#include "widgets/plots/plot_rules.h"
#include "widgets/plots/plot_view.h"
#include "widgets/plots/range_drag.h"
#include "widgets/step_axis.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointF>

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace thaw {

// Filters the events of `view` and its viewport. Both, and `axis`, outlive this.
class PlotGestures : public QObject {
    Q_OBJECT
  public:
    PlotGestures(PlotView* view, StepAxis* axis, QObject* parent);

    // What may be grabbed. Rule lines can be pulled out and moved only if `steerable`.
    void set_lines(std::vector<RuleLine> lines) { lines_ = std::move(lines); }
    void set_steerable(bool steerable) { steerable_ = steerable; }
    void set_last_step(std::int64_t step) { last_step_ = step; }
    void set_y_fixed(bool fixed) { y_fixed_ = fixed; } // a drag then pans y as well
    // A range of stops that is pulled open along the lower edge, or with Ctrl anywhere. Outlives
    // this.
    void set_range(StopRange* range) { range_drag_.set_range(range); }

  Q_SIGNALS:
    void y_range_asked(double low, double high);
    void y_fit_asked();
    void scale_change_asked();                                 // to the next kind of y axis
    void line_moving(int line, int orientation, double value); // -1: a new one
    void line_dropped(int line, int orientation, double value, const QPoint& global);
    void line_drag_ended(); // dropped or given up
    void line_selected(int line);
    void next_line_asked(); // by keyboard
    void edit_asked();      // the selected line
    void copy_asked();      // as a picture
    void removal_asked();   // of the selected line
    void menu_asked(const QPoint& global, int line);
    void tooltip_asked(const QPoint& global, const QPointF& at);
    void range_chosen(); // the range of stops is as the person wants it

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    enum class Drag { none, pan, box, line, range };
    bool press(const QMouseEvent& event);
    bool grabs_range(const QMouseEvent& event);
    void show_cursor_for(const QPointF& at);
    bool move(const QMouseEvent& event);
    bool release(const QMouseEvent& event);
    bool double_click(const QMouseEvent& event);
    bool wheel(const QWheelEvent& event);
    bool key(const QKeyEvent& event);
    void end_drag();
    void show_x(const AxisMap& x, bool same_gesture = false);
    void show_y(const AxisMap& y);
    int line_at(const QPointF& at) const;
    double line_value(const QPointF& at) const; // snapped
    const PlotMap& map() const { return view_->frame().map; }

    PlotView* view_;
    StepAxis* axis_;
    std::vector<RuleLine> lines_;
    bool steerable_ = false, y_fixed_ = false;
    std::int64_t last_step_ = 0;
    RangeDrag range_drag_;

    Drag drag_ = Drag::none;
    bool moved_ = false;        // further than a click trembles
    bool panned_ = false;       // by this drag
    QElapsedTimer since_wheel_; // a wheel that turns on is one gesture
    bool right_ = false;
    QPointF from_;
    PlotMap start_; // the map when the drag began
    int line_ = -1;
    Qt::Orientation orientation_ = Qt::Horizontal;
};

} // namespace thaw
