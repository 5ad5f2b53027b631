// One panel of an overlay: its lines and bands over an x that all panels share.
#pragma once

#include "widgets/compare/compared_set.h"
#include "widgets/compare/plane_gestures.h"
#include "widgets/compare/shown_curves.h"
#include "widgets/drawing_turn.h"

#include <QWidget>
#include <map>
#include <set>

class QLabel;

namespace thaw {

// What all panels share beside x: which lines are hidden, recoloured, and where a rule would have
// fired.
struct OverlayState {
    std::set<std::string> hidden;         // keys of lines
    std::map<std::string, QColor> colors; // of lines that a person recoloured
    std::map<std::size_t, double> fired;  // by run: x at which the replayed rule fires
    bool bands = true, marks = true;
};

class ComparePlot : public QWidget {
    Q_OBJECT
  public:
    // All outlive this.
    ComparePlot(ComparedSet* set, const OverlayState* state, PlaneAxis* x, QWidget* parent);

    void show_panel(const CurvePanel& panel, const QString& x_label, const QString& y_label);
    void set_x_axis_shown(bool shown);
    void set_y_scale(AxisScale scale) { y_->set_scale(scale); }
    void look_again() { turn_.ask(); } // state, colours or choice changed
    void draw_now();

    PlotView* view() const { return view_; }
    PlaneAxis* y() const { return y_; }
    const CurvePanel& panel() const { return panel_; }
    CurveStyle style_of(const ShownCurve& curve) const;
    // The line's value at x, straight between its points; NaN outside of them.
    static double value_at(const ShownCurve& curve, double x);

  Q_SIGNALS:
    void scale_change_asked();

  protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void fit_y();
    void add_curve(const ShownCurve& curve, const ColumnRows& rows, PlotFrame& frame) const;
    void add_fired(const ShownCurve& curve, PlotFrame& frame) const;
    bool is_chosen(const ShownCurve& curve) const;
    const ShownCurve* curve_at(const QPointF& at) const; // within a few pixels; null: none

    ComparedSet* set_;
    const OverlayState* state_;
    PlaneAxis *x_, *y_;
    CurvePanel panel_;
    QString x_label_;
    QLabel* title_;
    PlotView* view_;
    DrawingTurn turn_;
};

} // namespace thaw
