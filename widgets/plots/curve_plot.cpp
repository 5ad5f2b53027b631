#include "widgets/plots/curve_plot.h"

#include "core/run/sentences.h"
#include "widgets/copied_picture.h"
#include "widgets/say.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>

namespace thaw {

CurvePlot::CurvePlot(ShownRun* run, StepAxis* axis, PlotSpec spec, QWidget* parent)
    : QWidget(parent), run_(run), axis_(axis), model_(run, axis, std::move(spec)),
      view_(new PlotView(this)), gestures_(new PlotGestures(view_, axis, this)),
      legend_(new PlotLegend(this)), title_(new QLabel(model_.spec.title, this)),
      y_label_(new QLabel(this)), note_(new QLabel(this)), menu_button_(new QToolButton(this)),
      body_(new QBoxLayout(QBoxLayout::LeftToRight)),
      turn_(new DrawingTurn([this] { draw_now(); }, this)) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    view_->setAccessibleName(model_.spec.title);
    view_->setAccessibleDescription(
        say("Arrow keys move, plus and minus zoom, Home shows everything, L changes the scale"));
    title_->setTextFormat(Qt::PlainText);
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    for (QLabel* label : {y_label_, note_}) {
        label->setTextFormat(Qt::PlainText);
        label->setForegroundRole(QPalette::PlaceholderText);
        // Gives way to the title in a narrow plot.
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    note_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    menu_button_->setText(QStringLiteral("⋮"));
    menu_button_->setAutoRaise(true);
    menu_button_->setToolTip(say("Plot menu"));
    menu_button_->setAccessibleName(say("Menu of {}", model_.spec.title));
    connect(menu_button_, &QToolButton::clicked, this,
            [this] { open_menu(menu_button_->mapToGlobal(QPoint(0, menu_button_->height()))); });

    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 6, 0);
    head->setSpacing(10);
    head->addWidget(title_);
    head->addWidget(y_label_, 3);
    head->addWidget(note_, 2);
    head->addWidget(menu_button_);
    body_->setSpacing(0);
    body_->addWidget(view_, 1);
    body_->addWidget(legend_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(head);
    all->addLayout(body_, 1);

    connect(run_, &ShownRun::grew, this, &CurvePlot::ask_for_frame);
    connect(run_, &ShownRun::state_changed, this, &CurvePlot::ask_for_frame);
    connect(run_, &ShownRun::replaced, this, [this] {
        model_.forget();
        ask_for_frame();
    });
    connect(axis_, &StepAxis::changed, this, &CurvePlot::ask_for_frame);
    connect(axis_, &StepAxis::cursor_moved, this, [this] {
        view_->set_cursor_line(axis_->cursor() ? std::optional(view_->frame().map.x.pixel(
                                                     axis_->x_of_step(*axis_->cursor())))
                                               : std::nullopt);
        write_values();
    });
    connect(view_, &PlotView::laid_out, this, &CurvePlot::ask_for_frame);
    connect(legend_, &PlotLegend::visibility_asked, this, [this](int row, bool visible) {
        if (is_ghost_row(row))
            return ghost_->set_visible(visible);
        series_of_row(row).visible = visible;
        write_legend();
    });
    connect(legend_, &PlotLegend::only_asked, this, [this](int row) {
        if (is_ghost_row(row))
            return;
        for (std::size_t i = 0; i < model_.spec.series.size(); ++i)
            model_.spec.series[i].visible = static_cast<int>(i) == row;
        write_legend();
    });
    connect(legend_, &PlotLegend::all_asked, this, [this] {
        for (auto& series : model_.spec.series)
            series.visible = true;
        write_legend();
    });
    connect(legend_, &PlotLegend::color_asked, this, [this](int row, const QColor& color) {
        if (is_ghost_row(row))
            return; // paler than whatever the curves have
        series_of_row(row).color = color;
        write_legend();
    });
    connect(legend_, &PlotLegend::currentRowChanged, this, [this](int row) {
        if (row >= 0 && !is_ghost_row(row))
            model_.current = static_cast<std::size_t>(row);
    });
    connect_gestures();
    write_legend();
}

void CurvePlot::connect_gestures() {
    connect(gestures_, &PlotGestures::y_range_asked, this, [this](double low, double high) {
        model_.set_y(low, high);
        gestures_->set_y_fixed(true);
        ask_for_frame();
    });
    connect(gestures_, &PlotGestures::y_fit_asked, this, [this] {
        model_.set_y_auto();
        gestures_->set_y_fixed(false);
        ask_for_frame();
    });
    connect(gestures_, &PlotGestures::scale_change_asked, this, [this] {
        const AxisScale now = model_.spec.y_scale;
        set_y_scale(now == AxisScale::linear        ? AxisScale::logarithmic
                    : now == AxisScale::logarithmic ? AxisScale::symmetric_log
                                                    : AxisScale::linear);
    });
    connect(gestures_, &PlotGestures::line_moving, this, &CurvePlot::show_moving);
    connect(gestures_, &PlotGestures::line_dropped, this, &CurvePlot::drop_line);
    connect(gestures_, &PlotGestures::line_drag_ended, this,
            [this] { view_->set_moving_rule(std::nullopt); });
    connect(gestures_, &PlotGestures::line_selected, this, [this](int line) {
        if (model_.selected == line)
            return;
        model_.selected = line;
        ask_for_frame();
    });
    connect(gestures_, &PlotGestures::next_line_asked, this, [this] {
        const int lines = static_cast<int>(model_.lines().size());
        model_.selected = model_.selected + 1 < lines ? model_.selected + 1 : -1;
        if (const RuleLine* line = selected_line())
            view_->setAccessibleDescription(QString::fromStdString(rule_text(line->rule)));
        ask_for_frame();
    });
    connect(gestures_, &PlotGestures::edit_asked, this, &CurvePlot::edit_selected);
    connect(gestures_, &PlotGestures::copy_asked, this, [this] { copy_picture(this); });
    connect(gestures_, &PlotGestures::removal_asked, this, [this] {
        if (const RuleLine* line = selected_line(); line != nullptr && run_->steerable())
            Q_EMIT rule_removal_asked(QString::fromStdString(line->name()));
    });
    connect(gestures_, &PlotGestures::menu_asked, this,
            [this](const QPoint& global) { open_menu(global); });
    connect(gestures_, &PlotGestures::tooltip_asked, this,
            [this](const QPoint& global, const QPointF& at) {
                const QString text = model_.text_at(view_->frame(), at);
                if (text.isEmpty())
                    QToolTip::hideText();
                else
                    QToolTip::showText(global, text, view_);
            });
}

void CurvePlot::ask_for_frame() {
    if (isVisible())
        turn_->ask();
}

void CurvePlot::draw_now() {
    turn_->forget();
    view_->show_frame(
        model_.frame(view_->plot_area(), QFontMetricsF(view_->font()).height(), palette()));
    view_->set_cursor_line(axis_->cursor() ? std::optional(view_->frame().map.x.pixel(
                                                 axis_->x_of_step(*axis_->cursor())))
                                           : std::nullopt);
    show_range();
    gestures_->set_lines(model_.lines());
    gestures_->set_steerable(run_->steerable());
    gestures_->set_last_step(run_->history().last_step());
    write_values();
    write_notes();
}

void CurvePlot::write_legend() {
    std::vector<LegendRow> rows;
    for (const auto& series : model_.spec.series)
        rows.push_back({series.label, model_.style(series, palette()), series.bold, series.marked,
                        series.visible, model_.value_text(series)});
    if (ghost_ != nullptr && ghost_->known() && !ghost_->difference())
        rows.push_back(
            {say("Parent {}, pale", ghost_->name()),
             {.color = ghost_color(palette().color(QPalette::Text), palette()), .width = 3},
             true,
             false,
             ghost_->visible(),
             {}});
    legend_->set_rows(rows);
    ask_for_frame();
}

void CurvePlot::write_values() {
    for (std::size_t i = 0; i < model_.spec.series.size(); ++i)
        if (model_.spec.series[i].visible)
            legend_->set_value(static_cast<int>(i), model_.value_text(model_.spec.series[i]));
}

void CurvePlot::write_notes() {
    const auto show = [](QLabel* label, const QString& text, const QString& tip) {
        if (label->text() != text)
            label->setText(text);
        if (label->toolTip() != tip)
            label->setToolTip(tip);
    };
    const QString smoothed =
        model_.smoothing() == 0 || model_.subtracted() != nullptr
            ? QString()
            : say("mean over {} [step|steps]", shown_integer(model_.smoothing()));
    const QString unit = model_.subtracted() != nullptr
                             ? say("difference to the parent {}", ghost_->name())
                             : model_.spec.y_label;
    const QString label = smoothed.isEmpty() ? unit
                          : unit.isEmpty()   ? smoothed
                                             : say("{}, {}", unit, smoothed);
    show(y_label_, with_ghost(label),
         smoothed.isEmpty() ? QString() : say("The pale curve is as read."));

    const auto& counts = model_.counts();
    QString note, tip;
    const auto add = [&](const QString& short_text, const QString& long_text) {
        note = note.isEmpty() ? short_text : note + QStringLiteral("  ·  ") + short_text;
        tip = tip.isEmpty() ? long_text : tip + QLatin1Char('\n') + long_text;
    };
    if (counts.drawn < counts.rows)
        add(say("{} of {} [point|points]", shown_integer(static_cast<qint64>(counts.drawn)),
                shown_integer(static_cast<qint64>(counts.rows))),
            say("There are more readings than pixels: the least and the greatest of each pixel "
                "column are drawn."));
    if (counts.off_scale)
        add(say("some values ≤ 0"),
            say("Values of zero and below cannot be shown on a logarithmic axis."));
    if (run_->dropped() > 0)
        add(say("{} [step|steps] missed", shown_integer(static_cast<qint64>(run_->dropped()))),
            say("The window was too slow for the readings of these steps. They are in the run "
                "file, and shown when it is opened again."));
    show(note_, note, tip);
}

void CurvePlot::set_smoothing(std::int64_t window_steps) {
    model_.set_smoothing(window_steps);
    ask_for_frame();
}

void CurvePlot::set_y_scale(AxisScale scale) {
    model_.spec.y_scale = scale;
    model_.set_y_auto();
    gestures_->set_y_fixed(false);
    ask_for_frame();
}

void CurvePlot::set_bands(bool shown) {
    model_.bands = shown;
    ask_for_frame();
}

void CurvePlot::set_legend(bool shown) {
    legend_wanted_ = shown;
    lay_out();
}

void CurvePlot::lay_out() {
    const int wide = legend_->sizeHint().width();
    const bool beside = width() >= wide * 5 / 2;
    const bool below = !beside && height() >= 300;
    legend_->setVisible(legend_wanted_ && (beside || below));
    body_->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    legend_->setMinimumWidth(beside ? wide : 0);
    legend_->setMaximumWidth(beside ? wide : QWIDGETSIZE_MAX);
    const int rows = std::min(legend_->count(), 4);
    legend_->setMaximumHeight(beside ? QWIDGETSIZE_MAX
                                     : rows * std::max(1, legend_->sizeHintForRow(0)) + 6);
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    lay_out();
}

void CurvePlot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        write_legend();
        lay_out();
    }
}

void CurvePlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask_for_frame();
}

} // namespace thaw
