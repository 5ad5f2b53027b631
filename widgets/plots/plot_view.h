// The only file that knows Qt Charts: a chart that gives the ground and the plot area, and our own
// items on it, since a line series cannot draw a million points while a window is being used.
#pragma once

#include "widgets/plots/plot_frame.h"

#include <QChartView>

namespace thaw {

// Draws; what the mouse and the keys do is told to it by PlotGestures, and nothing moves by itself.
class PlotView : public QChartView {
    Q_OBJECT
  public:
    explicit PlotView(QWidget* parent = nullptr);

    // Where curves are drawn, at the present size and font. The gutters depend on the font alone,
    // so that plots above one another are aligned.
    QRectF plot_area() const;
    // Without its numbers and label: for a plot that stands above another one.
    void set_x_axis_shown(bool shown);
    const PlotFrame& frame() const { return frame_; }
    void show_frame(PlotFrame frame);

    // What lies over the curves; they are not drawn anew for it. Pixels.
    void set_cursor_line(std::optional<double> x);
    void set_zoom_box(const QRectF& box); // empty: none
    void set_moving_rule(std::optional<DrawnRule> rule);
    void set_stop_range(std::optional<DrawnRange> range);

  Q_SIGNALS:
    void laid_out(); // the plot area or the palette changed: a new frame is needed

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    friend class PlotItem;
    void take_palette();

    bool x_axis_shown_ = true;
    PlotFrame frame_;
    std::optional<double> cursor_;
    QRectF box_;
    std::optional<DrawnRule> moving_;
    std::optional<DrawnRange> range_;
    QGraphicsItem *curves_, *axes_, *overlay_; // owned by the chart
};

} // namespace thaw
