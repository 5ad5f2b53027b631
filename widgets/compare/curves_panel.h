// The overlay of a comparison: what is drawn, over what, how runs are summed up, and the plots.
#pragma once

#include "widgets/background_work.h"
#include "widgets/compare/compare_plot.h"
#include "widgets/compare/compared_set.h"

#include <QWidget>
#include <map>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;

namespace thaw {

class ChoiceBar;
class PlotLegend;

class CurvesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit CurvesPanel(ComparedSet* set, QWidget* parent = nullptr);

    // By run: the step at which a replayed rule fires.
    void set_fired(const std::map<std::size_t, std::int64_t>& steps);
    const ShownCurves& curves() const { return curves_; }
    const std::vector<ComparePlot*>& plots() const { return plots_; }
    PlotLegend* legend() const { return legend_; }
    bool busy() const { return work_->busy(); }
    // The choices, by the object names of their boxes: what a window remembers and tests set.
    void choose(const QString& box, const QVariant& value);

  private:
    void make_bar();
    void fill_series();
    void fill_axes();
    void fill_fields();
    void fill_bands();
    CurveRequest request() const;
    CurveAxis axis() const;
    void make_curves();
    void show_curves(ShownCurves curves);
    void lay_out_plots();
    void write_legend();
    void write_values();
    void write_note();
    void place_fired();
    void next_y_scale();
    void show_table();
    template <class Use>
    void each_line(Use use) const; // of the first panel that has it, by legend row

    ComparedSet* set_;
    BackgroundWork* work_;
    OverlayState state_;
    PlaneAxis* x_;
    ShownCurves curves_;
    CurveAxis shown_axis_;
    std::map<std::size_t, std::int64_t> fired_;
    std::vector<ComparePlot*> plots_;
    std::vector<std::string> rows_; // keys, by legend row

    ChoiceBar* bar_;
    QComboBox *series_ = nullptr, *axis_ = nullptr, *lines_ = nullptr, *band_ = nullptr,
              *alignment_ = nullptr, *panels_ = nullptr, *x_scale_ = nullptr, *y_scale_ = nullptr;
    QCheckBox *difference_ = nullptr, *events_ = nullptr;
    QLabel* note_;
    QGridLayout* grid_;
    PlotLegend* legend_;
};

} // namespace thaw
