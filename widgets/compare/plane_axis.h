// One direction of a plane of points or curves: its range, scale, and the place under the cursor.
// Plots that share one move together.
#pragma once

#include "widgets/plots/plot_map.h"

#include <QObject>
#include <optional>

namespace thaw {

class PlaneAxis : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    AxisScale scale() const { return scale_; }
    bool fitted() const { return fitted_; }       // shows all there is, and goes on doing so
    AxisMap map(double first, double last) const; // over these pixels
    std::optional<double> cursor() const { return cursor_; }

    void set_values(const Extent& values); // all there is
    void set_scale(AxisScale scale);       // shows all there is
    void show(double low, double high);
    void fit();
    void set_cursor(std::optional<double> value);

  Q_SIGNALS:
    void changed();
    void cursor_moved();

  private:
    void look_again();

    AxisScale scale_ = AxisScale::linear;
    Extent values_;
    FittedRange range_;
    bool fitted_ = true;
    std::optional<double> cursor_;
};

} // namespace thaw
