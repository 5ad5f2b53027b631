// Everything that the window shows of one run: plots over one step axis, the freeze timeline and
// the heat strip under them, what can be decided beside them. Docks: movable, closable, kept.
#pragma once

#include "core/run/command.h"
#include "widgets/controls/shortcuts_page.h"
#include "widgets/plots/plot_spec.h"
#include "widgets/shown_run.h"
#include "widgets/step_axis.h"

#include <QMainWindow>
#include <QTimer>
#include <filesystem>
#include <optional>

class QMenu;
class QTabWidget;

namespace thaw {

class BlockStrip;
class CurvePlot;
class EventLog;
class Ghost;
class RulesPanel;
class RunControls;
class StopRange;
class SummaryPage;

class RunPage : public QMainWindow {
    Q_OBJECT
  public:
    // `run` must outlive the page.
    RunPage(ShownRun* run, std::filesystem::path file, QWidget* parent = nullptr);

    ~RunPage() override;

    ShownRun* run() const { return run_; }
    StepAxis* axis() const { return axis_; }
    RunControls* controls() const { return controls_; }
    RulesPanel* rules() const { return rules_; }
    EventLog* log() const { return log_; }
    Ghost* ghost() const { return ghost_; }     // its parent, once somebody gives it one
    StopRange* range() const { return range_; } // of stops, for a sweep
    // Seconds that a step took so far; nothing before the first.
    std::optional<double> seconds_per_step() const;
    const QList<CurvePlot*>& plots() const { return plots_; }
    const std::filesystem::path& file() const { return file_; }
    std::optional<std::int64_t> cursor_step() const { return axis_->pointed_out(); }
    double progress() const;  // of the planned steps, 0 to 1
    QString headline() const; // "42 % quickstart": for a tab and the window's title

    // A command was taken under this number; views tell so until an event answers it.
    void show_asked(const RunCommand& command, qint64 number);
    void show_summary();
    QList<QAction*> run_actions() const; // what can be asked, and fork and resume
    void fill_view_menu(QMenu* menu);
    QByteArray layout_state() const;
    void restore_layout(const QByteArray& state);

    // What mouse and keys do on plots, for the page that lists shortcuts.
    static ShortcutGroup gestures();

  Q_SIGNALS:
    void asked(const thaw::RunCommand& command);
    void start_asked(); // of a new run: this one is done
    void resume_asked();
    void fork_asked();
    void sweep_asked(); // over range()
    void progressed();  // headline() is another one

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QDockWidget* add_dock(const QString& id, const QString& title, QWidget* widget);
    void lay_out();
    void add_plot(const PlotSpec& spec);
    void add_default_plots();
    void add_plot_menu(QMenu* menu);
    void show_table(const PlotSpec& spec);
    void align_strips();
    void share_axes();
    void settle_sizes();
    void ask_rule(Action action, Item rule);
    void grown();

    static constexpr int layout_version = 1;

    ShownRun* run_;
    std::filesystem::path file_;
    StepAxis* axis_;
    Ghost* ghost_;
    StopRange* range_;
    QList<CurvePlot*> plots_;
    QList<QDockWidget*> plot_docks_;
    QList<BlockStrip*> strips_;
    RunControls* controls_;
    RulesPanel* rules_;
    EventLog* log_;
    SummaryPage* summary_;
    QDockWidget *freeze_dock_, *heat_dock_, *controls_dock_, *decisions_dock_;
    QTabWidget* decisions_;
    QAction *fork_, *resume_, *sweep_, *separator_;
    QByteArray first_layout_, wanted_layout_; // the sizes are known once it is shown
    QTimer settling_;                         // runs until the first sizes are given
    int percent_ = -1;
};

} // namespace thaw
