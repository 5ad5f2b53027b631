// Runs as points in a plane: coloured as everywhere, chosen by clicking and by dragging a box.
#pragma once

#include "widgets/compare/compared_set.h"
#include "widgets/compare/plane_gestures.h"
#include "widgets/drawing_turn.h"

#include <QWidget>
#include <functional>
#include <vector>

class QLabel;

namespace thaw {

struct PlanePoint {
    double x = 0, y = 0;
    std::size_t run = 0; // of the set
};

class ScatterPlot : public QWidget {
    Q_OBJECT
  public:
    explicit ScatterPlot(ComparedSet* set, QWidget* parent = nullptr);

    // Points that are not finite are left out, and said to be. `around`: what else is to be in view
    // (x, y), such as the outline of an overlay.
    void show_points(std::vector<PlanePoint> points, const QString& x_label, const QString& y_label,
                     const std::vector<QPointF>& around = {});
    // Adds to a frame whose map is known what lies about the points.
    void set_overlay(std::function<void(PlotFrame&)> add);
    void set_x_scale(AxisScale scale) { x_->set_scale(scale); }
    const std::vector<PlanePoint>& points() const { return points_; }
    std::size_t left_out() const { return left_out_; }
    PlotView* view() const { return view_; }
    void draw_now();

  protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    QPointF pixel(const PlanePoint& point) const;
    const PlanePoint* point_at(const QPointF& at) const; // null: none near
    QString told(const PlanePoint& point) const;

    ComparedSet* set_;
    PlaneAxis *x_, *y_;
    std::vector<PlanePoint> points_;
    std::size_t left_out_ = 0;
    QString x_label_, y_label_;
    std::function<void(PlotFrame&)> overlay_;
    QLabel* title_;
    PlotView* view_;
    DrawingTurn turn_;
};

} // namespace thaw
