// Mouse, wheel and keys over a plot of a comparison: the same as over a run's plots where they mean
// the same. A plane that brushes gives plain drags to choosing instead of moving.
#pragma once

#include "widgets/compare/plane_axis.h"
#include "widgets/plots/plot_view.h"

#include <QObject>
#include <QPointF>

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace thaw {

// Filters the events of `view` and its viewport; view and axes outlive this.
class PlaneGestures : public QObject {
    Q_OBJECT
  public:
    PlaneGestures(PlotView* view, PlaneAxis* x, PlaneAxis* y, QObject* parent);
    void set_brushing(bool brushing) { brushing_ = brushing; }

  Q_SIGNALS:
    void clicked(const QPointF& at, bool more);
    void brushed(const QRectF& box, bool more);               // pixels
    void pointed_at(const QPointF& at, const QPoint& global); // rests there: a tooltip
    void scale_change_asked();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    enum class Drag { none, pan, zoom, brush };
    void press(const QMouseEvent& event);
    void move(const QMouseEvent& event);
    void release(const QMouseEvent& event);
    void open_menu(const QPoint& global);
    void wheel(const QWheelEvent& event);
    bool key(const QKeyEvent& event);
    void show_x(const AxisMap& map);
    void show_y(const AxisMap& map);
    const PlotMap& map() const { return view_->frame().map; }

    PlotView* view_;
    PlaneAxis *x_, *y_;
    bool brushing_ = false;
    Drag drag_ = Drag::none;
    bool moved_ = false; // further than a click trembles
    QPointF from_;
    PlotMap start_; // when the drag began
};

} // namespace thaw
