// What a plot's menu offers, and how lines on it become rules.
#include "core/run/sentences.h"
#include "core/run/user_file.h"
#include "widgets/copied_picture.h"
#include "widgets/number_dialog.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/say.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <cmath>

namespace thaw {

const RuleLine* CurvePlot::selected_line() const {
    const auto& lines = model_.lines();
    const int at = model_.selected;
    return at < 0 || at >= static_cast<int>(lines.size()) ? nullptr
                                                          : &lines[static_cast<std::size_t>(at)];
}

void CurvePlot::show_moving(int line, int orientation, double value) {
    const PlotMap& map = view_->frame().map;
    const bool level = orientation == Qt::Horizontal;
    QString text = level ? shown_number(value) : say("step {}", shown_integer(std::llround(value)));
    if (line >= 0)
        text = QString::fromStdString(rule_text(
            moved(model_.lines()[static_cast<std::size_t>(line)], value, run_->history())));
    else if (const PlottedSeries* series = model_.watched(); level && series != nullptr)
        text = say("{}: {}", series->label, text);
    view_->set_moving_rule(DrawnRule{
        .orientation = static_cast<Qt::Orientation>(orientation),
        .at = level ? map.y.pixel(value) : map.x.pixel(axis_->x_of_step(std::llround(value))),
        .state = DrawnRule::State::moving,
        .selected = true,
        .movable = true,
        .text = text});
}

void CurvePlot::drop_line(int line, int orientation, double value, const QPoint& global) {
    if (!run_->steerable())
        return;
    if (line >= 0) {
        if (line < static_cast<int>(model_.lines().size()))
            Q_EMIT rule_changed(
                moved(model_.lines()[static_cast<std::size_t>(line)], value, run_->history()));
        return;
    }
    if (orientation == Qt::Vertical)
        Q_EMIT rule_drafted(at_step_draft(std::llround(value), run_->config(), run_->rules()),
                            global);
    else if (const PlottedSeries* series = model_.watched())
        Q_EMIT rule_drafted(
            threshold_draft(series->name, value, run_->config(), run_->rules(), run_->history()),
            global);
}

// Where nothing was dragged, a rule begins at the newest reading.
void CurvePlot::ask_for_new_rule(const QPoint& global) {
    const PlottedSeries* series = model_.watched();
    if (series == nullptr)
        return;
    const auto [m, s] = run_->plan().find_series(series->name);
    const auto& values = run_->history()
                             .columns(static_cast<std::size_t>(m))
                             .series[static_cast<std::size_t>(s)]
                             .value;
    const AxisMap& y = view_->frame().map.y;
    const double value = !values.empty() && std::isfinite(values.back())
                             ? values.back()
                             : y.value(view_->frame().map.area.center().y());
    drop_line(-1, Qt::Horizontal, snapped(value), global);
}

void CurvePlot::edit_selected() {
    const RuleLine* line = selected_line();
    if (line == nullptr || !run_->steerable())
        return;
    const QPointF middle = view_->frame().map.area.center();
    Q_EMIT rule_drafted(line->rule, view_->viewport()->mapToGlobal(middle.toPoint()));
}

void CurvePlot::open_menu(const QPoint& global) {
    QMenu menu(this);
    add_rule_entries(menu, global);
    if (const auto step = axis_->cursor(); step && run_->mode() != RunMode::followed) {
        const qint64 at = std::min(*step, run_->history().last_step());
        menu.addAction(say("Fork at step {}…", shown_integer(at)), this,
                       [this, at] { Q_EMIT fork_asked(at); });
        menu.addSeparator();
    }
    if (range_ != nullptr) {
        menu.addAction(say("Sweep over stop steps…"), this, [this] {
            range_->set_shown(true);
            Q_EMIT sweep_asked();
        });
        if (range_->shown())
            menu.addAction(say("Hide the range of stops"), range_,
                           [this] { range_->set_shown(false); });
        menu.addSeparator();
    }
    add_ghost_entries(menu);
    fill_menu(menu);
    menu.exec(global);
}

void CurvePlot::add_rule_entries(QMenu& menu, const QPoint& global) {
    if (!run_->steerable())
        return;
    if (const RuleLine* line = selected_line()) {
        menu.addSection(QString::fromStdString(rule_text(line->rule)));
        const RuleLine copy = *line;
        menu.addAction(say("Edit rule…"), this, &CurvePlot::edit_selected);
        menu.addAction(line->enabled ? say("Disable rule") : say("Enable rule"), this,
                       [this, copy] { Q_EMIT rule_changed(switched(copy, !copy.enabled)); });
        menu.addAction(say("Remove rule"), this, [this, copy] {
            Q_EMIT rule_removal_asked(QString::fromStdString(copy.name()));
        });
        menu.addSeparator();
    }
    menu.addAction(say("New rule…"), this, [this, global] { ask_for_new_rule(global); });
    menu.addSeparator();
}

void CurvePlot::fill_menu(QMenu& menu) {
    QMenu* scales = menu.addMenu(say("Vertical scale"));
    auto* one = new QActionGroup(scales);
    for (const AxisScale scale :
         {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log}) {
        QAction* action =
            scales->addAction(scale_label(scale), this, [this, scale] { set_y_scale(scale); });
        action->setCheckable(true);
        action->setChecked(scale == model_.spec.y_scale);
        one->addAction(action);
    }
    QMenu* smoothing = menu.addMenu(say("Smoothing"));
    auto* window = new QActionGroup(smoothing);
    for (const std::int64_t steps : {0, 10, 50, 200, 1000}) {
        QAction* action = smoothing->addAction(
            steps == 0 ? say("Off") : say("Mean over {} [step|steps]", shown_integer(steps)), this,
            [this, steps] { set_smoothing(steps); });
        action->setCheckable(true);
        action->setChecked(steps == model_.smoothing());
        window->addAction(action);
    }
    smoothing->addAction(say("Other…"), this, [this] {
        ask_for_integer(this, say("Smoothing"), say("Mean over the last steps"), model_.smoothing(),
                        most_smoothing, [this](std::int64_t steps) { set_smoothing(steps); });
    });
    QAction* bands = menu.addAction(say("Standard error"));
    bands->setCheckable(true);
    bands->setChecked(model_.bands);
    connect(bands, &QAction::toggled, this, &CurvePlot::set_bands);
    QAction* legend = menu.addAction(say("Legend"));
    legend->setCheckable(true);
    legend->setChecked(legend_wanted_);
    connect(legend, &QAction::toggled, this, &CurvePlot::set_legend);
    QAction* fit = menu.addAction(say("Fit vertical axis"), gestures_,
                                  [this] { Q_EMIT gestures_->y_fit_asked(); });
    fit->setEnabled(!model_.y_auto());
    menu.addSeparator();
    menu.addAction(say("Copy as picture"), QKeySequence::Copy, this,
                   [this] { copy_picture(this); });
    menu.addAction(say("Copy visible data"), this,
                   [this] { QApplication::clipboard()->setText(model_.csv()); });
    menu.addAction(say("Save visible data…"), this, &CurvePlot::save_csv);
    menu.addAction(say("Show as table"), this, &CurvePlot::table_asked);
    menu.addSeparator();
    menu.addAction(say("Close plot"), this, &CurvePlot::close_asked);
}

void CurvePlot::save_csv() {
    const QString name = QFileDialog::getSaveFileName(
        this, say("Save visible data"), QString::fromStdString(model_.spec.id + ".csv"),
        say("Comma-separated values (*.csv)"));
    if (name.isEmpty())
        return;
    try {
        write_user_file(name.toStdString(), model_.csv().toStdString());
    } catch (const Error& error) {
        QMessageBox::warning(this, say("Not saved"), QString::fromUtf8(error.what()));
    }
}

} // namespace thaw
