// A metric of the runs against how they ended OOD, with rank correlations and how sure they are.
#pragma once

#include "core/compare/correlation.h"
#include "widgets/compare/scatter_plot.h"

class QComboBox;

namespace thaw {

class CorrelationPanel : public QWidget {
    Q_OBJECT
  public:
    explicit CorrelationPanel(ComparedSet* set, QWidget* parent = nullptr);

    ScatterPlot* plot() const { return plot_; }
    void show_series(const std::string& series);
    const RankCorrelation& tau() const { return tau_; }
    const RankCorrelation& rho() const { return rho_; }
    QString told() const;

  private:
    void look_again();

    ComparedSet* set_;
    ScatterPlot* plot_;
    QComboBox *series_ = nullptr, *feature_ = nullptr, *scale_ = nullptr;
    QLabel* text_;
    RankCorrelation tau_, rho_;
};

} // namespace thaw
