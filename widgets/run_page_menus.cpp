// What the page puts into the window's menus.
#include "widgets/controls/run_controls.h"
#include "widgets/ghost.h"
#include "widgets/number_dialog.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/run_page.h"
#include "widgets/say.h"
#include "widgets/table_twin.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>

namespace thaw {

QList<QAction*> RunPage::run_actions() const {
    return controls_->actions() << separator_ << fork_ << sweep_ << resume_;
}

void RunPage::fill_view_menu(QMenu* menu) {
    QMenu* units = menu->addMenu(say("&Horizontal axis"));
    auto* unit_group = new QActionGroup(units);
    for (const auto unit : {StepUnit::step, StepUnit::epoch, StepUnit::examples,
                            StepUnit::wall_time, StepUnit::since_release}) {
        QAction* action =
            units->addAction(unit_label(unit), axis_, [this, unit] { axis_->set_unit(unit); });
        action->setCheckable(true);
        action->setChecked(axis_->unit() == unit);
        unit_group->addAction(action);
    }
    units->addSeparator();
    auto* scale_group = new QActionGroup(units);
    for (const auto scale : {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log}) {
        QAction* action =
            units->addAction(scale_label(scale), axis_, [this, scale] { axis_->set_scale(scale); });
        action->setCheckable(true);
        action->setChecked(axis_->scale() == scale);
        scale_group->addAction(action);
    }
    menu->addAction(say("Show &all"), QKeySequence(Qt::CTRL | Qt::Key_0), axis_, &StepAxis::fit);
    menu->addAction(say("Show the &planned run"), QKeySequence(Qt::CTRL | Qt::Key_9), axis_,
                    &StepAxis::fit_plan);
    QAction* follow = menu->addAction(say("&Follow the run"));
    follow->setCheckable(true);
    follow->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    follow->setChecked(axis_->following());
    connect(follow, &QAction::triggered, axis_, &StepAxis::set_following);
    connect(axis_, &StepAxis::changed, follow,
            [this, follow] { follow->setChecked(axis_->following()); });
    menu->addAction(say("&Undo view change"), QKeySequence::Undo, axis_, &StepAxis::undo);
    menu->addAction(say("&Redo view change"), QKeySequence::Redo, axis_, &StepAxis::redo);
    menu->addSeparator();
    menu->addAction(say("&Smoothing…"), this, [this] {
        ask_for_integer(this, say("Smoothing"),
                        say("Mean over so many steps (0: none); the raw curve stays behind"), 0,
                        most_smoothing, [this](std::int64_t window) {
                            for (CurvePlot* plot : plots_)
                                plot->set_smoothing(window);
                        });
    });
    const auto add_switch = [&](const QString& text, auto is_on, auto set) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        const auto look = [this, action, is_on] {
            action->setEnabled(ghost_->known());
            action->setChecked((ghost_->*is_on)());
        };
        look();
        connect(action, &QAction::toggled, ghost_, set);
        connect(ghost_, &Ghost::changed, action, look);
    };
    add_switch(say("Parent &behind the run"), &Ghost::visible, &Ghost::set_visible);
    add_switch(say("&Difference to the parent"), &Ghost::difference, &Ghost::set_difference);
    add_plot_menu(menu->addMenu(say("Add &plot")));
    menu->addSeparator();
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        menu->addAction(dock->toggleViewAction());
    menu->addAction(say("&Reset layout"), this,
                    [this] { restoreState(first_layout_, layout_version); });
}

// One entry a metric: its series in a plot of their own.
void RunPage::add_plot_menu(QMenu* menu) {
    for (const auto& metric : run_->plan().metrics)
        menu->addAction(QString::fromStdString(metric.name), this, [this, &metric] {
            PlotSpec spec;
            spec.id = fmt::format("added.{}.{}", metric.name, plots_.size());
            spec.title = QString::fromStdString(metric.name);
            int style = 0;
            for (const auto& series : metric.series) {
                PlottedSeries plotted;
                plotted.name = series.name;
                plotted.label = QString::fromStdString(series.name);
                plotted.style = style++;
                spec.series.push_back(plotted);
            }
            add_plot(spec);
            share_axes();
            align_strips();
        });
}

void RunPage::show_table(const PlotSpec& spec) {
    QStringList series;
    for (const auto& one : spec.series)
        series.append(QString::fromStdString(one.name));
    auto* table = new TableTwin(run_, series, this);
    table->setWindowFlag(Qt::Window);
    table->setAttribute(Qt::WA_DeleteOnClose);
    table->setWindowTitle(spec.title);
    table->resize(720, 480);
    table->show();
}

QByteArray RunPage::layout_state() const {
    return saveState(layout_version);
}

void RunPage::restore_layout(const QByteArray& state) {
    wanted_layout_ = state;
    if (!state.isEmpty() && !first_layout_.isEmpty())
        restoreState(state, layout_version);
}

ShortcutGroup RunPage::gestures() {
    return {say("Plots and strips"),
            {
                {say("Wheel"), say("zoom along the steps; with Ctrl along the values")},
                {say("Drag"), say("move the view")},
                {say("Shift and drag"), say("zoom into a box")},
                {say("Double-click ahead of the present"), say("act at that step")},
                {say("Drag from the left edge"), say("a threshold on that metric")},
                {say("Drag from the bottom edge"), say("act at that step")},
                {say("Drag along the bottom edge, or Ctrl and drag"),
                 say("a range of stop steps, for a sweep")},
                {say("Arrow keys, + and −, Home"), say("move, zoom, show all")},
                {QStringLiteral("L"), say("linear, logarithmic, symmetric-logarithmic values")},
            }};
}

} // namespace thaw
