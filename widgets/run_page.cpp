#include "widgets/run_page.h"

#include "widgets/controls/rules_panel.h"
#include "widgets/controls/run_controls.h"
#include "widgets/dock_grip.h"
#include "widgets/event_log.h"
#include "widgets/freeze_strip.h"
#include "widgets/ghost.h"
#include "widgets/heat_strip.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/plots/stop_range.h"
#include "widgets/say.h"
#include "widgets/summary_page.h"
#include "widgets/table_twin.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>
#include <QStyle>
#include <QTabWidget>
#include <QVBoxLayout>

namespace thaw {

namespace {

// A small window scrolls in it instead of growing.
QScrollArea* scrolled(QWidget* widget) {
    auto* area = new QScrollArea;
    area->setWidget(widget);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(widget->minimumSizeHint().width() +
                          area->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    return area;
}

std::int64_t first_release(const std::vector<Event>& events) {
    for (const auto& event : events)
        if (event.kind == EventKind::released)
            return event.step;
    return -1;
}

} // namespace

RunPage::RunPage(ShownRun* run, std::filesystem::path file, QWidget* parent)
    : QMainWindow(parent, Qt::Widget), run_(run), file_(std::move(file)),
      axis_(new StepAxis(run->plan(), this)), ghost_(new Ghost(this)),
      range_(new StopRange(run->plan().steps, this)), controls_(new RunControls(this)),
      rules_(new RulesPanel(this)), log_(new EventLog(run, axis_, this)),
      summary_(new SummaryPage(run, this)), decisions_(new QTabWidget(this)),
      fork_(new QAction(say("&Fork at the cursor…"), this)),
      resume_(new QAction(say("Go on from the newest checkpoint"), this)),
      sweep_(new QAction(say("S&weep over stop steps…"), this)), separator_(new QAction(this)) {
    separator_->setSeparator(true);
    settling_.setSingleShot(true);
    settling_.setInterval(50);
    connect(&settling_, &QTimer::timeout, this, &RunPage::settle_sizes);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks |
                   QMainWindow::AllowTabbedDocks);
    axis_->look_at(run->history());
    axis_->set_release_step(first_release(run->history().events()));
    controls_->set_run(run);
    rules_->set_run(run);
    summary_->set_file(file_);

    decisions_->setDocumentMode(true);
    decisions_->addTab(rules_, say("Rules"));
    decisions_->addTab(log_, say("Event log"));
    decisions_->addTab(scrolled(summary_), say("Summary"));
    lay_out();
    add_default_plots();
    share_axes();
    if (run->mode() == RunMode::saved)
        show_summary();

    fork_->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_F));
    connect(fork_, &QAction::triggered, this, &RunPage::fork_asked);
    connect(resume_, &QAction::triggered, this, &RunPage::resume_asked);
    sweep_->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    connect(sweep_, &QAction::triggered, this, [this] {
        range_->set_shown(true);
        Q_EMIT sweep_asked();
    });
    connect(controls_, &RunControls::asked, this, &RunPage::asked);
    connect(controls_, &RunControls::start_asked, this, &RunPage::start_asked);
    connect(controls_, &RunControls::resume_asked, this, &RunPage::resume_asked);
    connect(rules_, &RulesPanel::asked, this, &RunPage::asked);
    connect(run, &ShownRun::grew, this, &RunPage::grown);
    connect(run, &ShownRun::state_changed, this, &RunPage::grown);
    connect(run, &ShownRun::replaced, this, [this] { axis_->look_at(run_->history()); });
    connect(run, &ShownRun::events_came, this,
            [this] { axis_->set_release_step(first_release(run_->history().events())); });
    grown();
}

RunPage::~RunPage() {
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        dock->disconnect(this); // docks hide while they go, when nothing of this is left
}

QDockWidget* RunPage::add_dock(const QString& id, const QString& title, QWidget* widget) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(id); // what the saved layout knows it by
    dock->setWidget(widget);
    dock->setTitleBarWidget(new DockGrip(dock)); // the widget says what it is
    connect(dock, &QDockWidget::topLevelChanged, this, &RunPage::share_axes);
    connect(dock, &QDockWidget::visibilityChanged, this, &RunPage::share_axes);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    return dock;
}

void RunPage::lay_out() {
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    controls_dock_ = add_dock(QStringLiteral("controls"), say("Decide"), scrolled(controls_));
    decisions_dock_ =
        add_dock(QStringLiteral("decisions"), say("Rules, log and summary"), decisions_);
    addDockWidget(Qt::RightDockWidgetArea, controls_dock_);
    addDockWidget(Qt::RightDockWidgetArea, decisions_dock_);
    auto* freeze = new FreezeStrip(run_, axis_, this);
    auto* heat = new HeatStrip(run_, axis_, this);
    strips_ = {freeze, heat};
    for (BlockStrip* strip : strips_)
        strip->set_ghost(ghost_);
    freeze->set_axis_shown(false);
    freeze_dock_ = add_dock(QStringLiteral("freeze"), say("Freeze timeline"), freeze);
    heat_dock_ = add_dock(QStringLiteral("heat"), say("Heat strip"), heat);
}

void RunPage::add_default_plots() {
    for (const PlotSpec& spec : default_plots(run_->plan()))
        add_plot(spec);
    // The strips stand under the plots, and plots take what room there is.
    splitDockWidget(plot_docks_.isEmpty() ? freeze_dock_ : plot_docks_.back(), freeze_dock_,
                    Qt::Vertical);
    splitDockWidget(freeze_dock_, heat_dock_, Qt::Vertical);
}

void RunPage::add_plot(const PlotSpec& spec) {
    auto* plot = new CurvePlot(run_, axis_, spec, this);
    plot->set_ghost(ghost_);
    plot->set_range(range_);
    QDockWidget* dock =
        add_dock(QStringLiteral("plot.") + QString::fromStdString(spec.id), spec.title, plot);
    if (!plot_docks_.isEmpty())
        splitDockWidget(plot_docks_.back(), dock, Qt::Vertical);
    plots_.append(plot);
    plot_docks_.append(dock);
    connect(plot, &CurvePlot::rule_drafted, rules_, [this](const Item& draft, const QPoint& at) {
        decisions_->setCurrentWidget(rules_);
        rules_->draft(draft, at);
    });
    connect(plot, &CurvePlot::rule_changed, this,
            [this](const Item& rule) { ask_rule(Action::set_rule, rule); });
    connect(plot, &CurvePlot::rule_removal_asked, this, [this](const QString& name) {
        Item rule;
        rule.settings.set("name", name.toStdString());
        ask_rule(Action::remove_rule, rule);
    });
    connect(plot, &CurvePlot::table_asked, this, [this, plot] { show_table(plot->spec()); });
    connect(plot->view(), &PlotView::laid_out, this, &RunPage::align_strips);
    connect(plot, &CurvePlot::fork_asked, this, [this](qint64 step) {
        axis_->set_cursor(step);
        Q_EMIT fork_asked();
    });
    connect(plot, &CurvePlot::sweep_asked, this, &RunPage::sweep_asked);
    connect(plot, &CurvePlot::close_asked, dock, &QWidget::close);
}

// One row of numbers under the stack is enough; what stands alone has its own.
void RunPage::share_axes() {
    bool lowest = true;
    for (qsizetype i = plots_.size(); i-- > 0;) {
        const QDockWidget* dock = plot_docks_[i];
        const bool alone = dock->isFloating();
        plots_[i]->view()->set_x_axis_shown(alone || lowest);
        lowest = lowest && (alone || dock->isHidden());
    }
}

void RunPage::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (first_layout_.isEmpty())
        settling_.start();
}

// Docks take sizes only once they have been laid out, and a page in a tab grows to its place in
// several turns after it is shown.
void RunPage::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (first_layout_.isEmpty() && isVisible())
        settling_.start();
}

// Space is the run's, so that Enter presses what has the focus.
void RunPage::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    auto* button = qobject_cast<QAbstractButton*>(focusWidget());
    if (enter && !event->isAutoRepeat() && button != nullptr && button->hasFocus())
        button->click();
    else
        QMainWindow::keyPressEvent(event);
}

// The sizes of a first look: decisions in a column, plots with most of the room.
void RunPage::settle_sizes() {
    const int column = std::clamp(width() / 4, 300, 380);
    resizeDocks({freeze_dock_, controls_dock_}, {width() - column, column}, Qt::Horizontal);
    QList<QDockWidget*> stack = plot_docks_;
    const int strip = static_cast<int>(run_->plan().blocks.size() + 2) * fontMetrics().height();
    QList<int> heights(stack.size(),
                       (height() - 2 * strip) / std::max(1, static_cast<int>(stack.size())));
    heights << strip << strip;
    stack << freeze_dock_ << heat_dock_;
    resizeDocks(stack, heights, Qt::Vertical);
    const int wanted = controls_->sizeHint().height();
    resizeDocks({controls_dock_, decisions_dock_}, {wanted, std::max(150, height() - wanted)},
                Qt::Vertical);
    first_layout_ = saveState(layout_version);
    if (!wanted_layout_.isEmpty())
        restoreState(wanted_layout_, layout_version);
    share_axes();
}

// The same step stands at the same place in the plots and in the strips under them.
void RunPage::align_strips() {
    for (const CurvePlot* plot : plots_) {
        if (!plot->isVisible() || plot->width() < plot->minimumSizeHint().width())
            continue;
        const QRect area = plot->view()->plot_area().toRect();
        const QPoint corner = plot->view()->mapTo(plot, area.topLeft());
        for (BlockStrip* strip : strips_)
            strip->set_margins(corner.x(), plot->width() - corner.x() - area.width());
        return;
    }
}

void RunPage::ask_rule(Action action, Item rule) {
    RunCommand command;
    command.action = action;
    command.rule = std::move(rule);
    Q_EMIT asked(command);
}

void RunPage::show_asked(const RunCommand& command, qint64 number) {
    controls_->show_asked(command, number);
    rules_->show_asked(command, number);
    log_->show_asked(command, number);
}

void RunPage::show_summary() {
    decisions_->setCurrentIndex(decisions_->count() - 1);
}

void RunPage::grown() {
    axis_->advance(run_->history().last_step(), run_->history().wall_time());
    const bool unfinished = run_->mode() == RunMode::saved &&
                            run_->history().record().status.state != RunState::finished;
    resume_->setEnabled(unfinished);
    fork_->setEnabled(run_->mode() != RunMode::followed);
    const int percent = static_cast<int>(100 * progress());
    if (percent != percent_) {
        percent_ = percent;
        Q_EMIT progressed();
    }
}

double RunPage::progress() const {
    return static_cast<double>(run_->history().last_step()) /
           static_cast<double>(std::max<std::int64_t>(run_->plan().steps, 1));
}

std::optional<double> RunPage::seconds_per_step() const {
    const std::int64_t steps = run_->history().last_step();
    if (steps <= 0)
        return {};
    return run_->history().wall_time() / static_cast<double>(steps);
}

QString RunPage::headline() const {
    const QString name = QString::fromStdString(run_->history().record().header.name);
    return run_->mode() == RunMode::saved ? name : say("{} % {}", percent_, name);
}

} // namespace thaw
