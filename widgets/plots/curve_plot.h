// A live plot: curves of one run over the steps that all plots share, with what happened, the rules
// that watch, and a legend that reads out the values under the cursor.
#pragma once

#include "widgets/drawing_turn.h"
#include "widgets/plots/plot_gestures.h"
#include "widgets/plots/plot_legend.h"
#include "widgets/plots/plot_model.h"
#include "widgets/plots/plot_view.h"
#include "widgets/plots/stop_range.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace thaw {

inline constexpr std::int64_t most_smoothing = 1'000'000; // steps

// Looks at `run` and `axis`, which outlive it. Draws at most once in 16 ms, however often they
// change. Rules are only drafted and asked for here: who owns the plot carries them out.
class CurvePlot : public QWidget {
    Q_OBJECT
  public:
    CurvePlot(ShownRun* run, StepAxis* axis, PlotSpec spec, QWidget* parent = nullptr);

    const PlotSpec& spec() const { return model_.spec; }
    void set_smoothing(std::int64_t window_steps); // mean over the last steps; 0: off
    void set_y_scale(AxisScale scale);
    void set_bands(bool shown); // of the standard error
    void set_legend(bool shown);
    // Both are shared by the plots of a page, and outlive this.
    void set_ghost(Ghost* ghost);
    void set_range(StopRange* range);
    void draw_now(); // without waiting for the timer

    PlotView* view() const { return view_; }
    PlotLegend* legend() const { return legend_; }

  Q_SIGNALS:
    void rule_drafted(const thaw::Item& draft, const QPoint& global); // to be looked over and set
    void rule_changed(const thaw::Item& rule);                        // set it again
    void rule_removal_asked(const QString& name);
    void table_asked();
    void fork_asked(qint64 step);
    void sweep_asked(); // over the range of stops
    void close_asked();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void ask_for_frame();
    void write_legend();
    void write_values();
    void write_notes();
    void lay_out();
    void connect_gestures();
    void drop_line(int line, int orientation, double value, const QPoint& global);
    void show_moving(int line, int orientation, double value);
    void ask_for_new_rule(const QPoint& global);
    void edit_selected();
    void open_menu(const QPoint& global);
    void fill_menu(QMenu& menu);
    void add_rule_entries(QMenu& menu, const QPoint& global);
    void save_csv();
    void show_range();
    void add_ghost_entries(QMenu& menu);
    bool is_ghost_row(int row) const;
    QString with_ghost(const QString& label) const; // where there is no room for the legend
    PlottedSeries& series_of_row(int row) {
        return model_.spec.series[static_cast<std::size_t>(row)];
    }
    const RuleLine* selected_line() const;

    ShownRun* run_;
    StepAxis* axis_;
    PlotModel model_;
    PlotView* view_;
    PlotGestures* gestures_;
    PlotLegend* legend_;
    QLabel *title_, *y_label_, *note_;
    QToolButton* menu_button_;
    QBoxLayout* body_;
    DrawingTurn* turn_;
    Ghost* ghost_ = nullptr;
    StopRange* range_ = nullptr;
    bool legend_wanted_ = true;
};

} // namespace thaw
