#include "widgets/compare/stop_panel.h"

#include "core/compare/sample_summary.h"
#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/say.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

namespace thaw {

StopPanel::StopPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), plot_(new ScatterPlot(set)),
      tolerance_(new NumberBox(NumberBox::Kind::real, 0.01, 100, 0.1)), problem_(new ProblemLabel),
      scale_(new QComboBox), text_(new QLabel) {
    tolerance_->set_value(0.5);
    tolerance_->setAccessibleName(say("ID loss allowed, in points"));
    tolerance_->setToolTip(
        say("Stops whose mean ID result lies less than so many points (hundredths) "
            "below the reference are shaded; the paper allows half a point (Liu & "
            "Gurevych, arXiv 2403.15210)."));
    for (const AxisScale scale :
         {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log})
        scale_->addItem(scale_label(scale), static_cast<int>(scale));
    scale_->setAccessibleName(say("x scale"));
    scale_->setToolTip(say("Scale of the x axis."));
    text_->setWordWrap(true);
    text_->setContentsMargins(8, 0, 8, 4);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 4, 8, 0);
    bar->addWidget(new QLabel(say("ID loss below (points)")));
    bar->addWidget(tolerance_);
    bar->addStretch(1);
    bar->addWidget(new QLabel(say("x scale")));
    bar->addWidget(scale_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    problem_->setContentsMargins(8, 0, 8, 0);
    column->addWidget(problem_);
    column->addWidget(plot_, 1);
    column->addWidget(text_);
    plot_->set_overlay([this](PlotFrame& frame) { add_overlay(frame); });
    connect(tolerance_, &NumberBox::changed, this, [this] {
        problem_->show_problem(tolerance_->problem());
        if (tolerance_->value())
            look_again();
    });
    connect(scale_, &QComboBox::currentIndexChanged, this,
            [this] { plot_->set_x_scale(static_cast<AxisScale>(scale_->currentData().toInt())); });
    connect(set_, &ComparedSet::judged, this, &StopPanel::look_again);
    look_again();
}

QString StopPanel::told() const {
    return text_->text();
}

void StopPanel::look_again() {
    constexpr double point = 0.01;                         // of an accuracy
    tolerated_ = tolerance_->value().value_or(tolerated_); // while it is typed: what it was
    std::vector<PlanePoint> points;
    std::vector<double> unstopped;
    for (std::size_t i = 0; i < set_->runs().size(); ++i) {
        const RunOutcome& run = set_->outcomes()[i];
        if (run.stop >= 0)
            points.push_back({static_cast<double>(run.stop), run.ood, i});
        else
            unstopped.push_back(run.ood);
    }
    without_stop_ = summarise(unstopped).mean;
    means_ = by_stop(set_->outcomes());
    const bool more_is_better = better_of(set_->runs(), set_->id_series()) == Better::greater;
    window_ =
        more_is_better ? id_loss_window(set_->outcomes(), tolerated_ * point) : IdLossWindow{};
    plot_->show_points(std::move(points), say("Stop step"), set_->ood_label());
    QStringList spans;
    for (const auto& [first, last] : window_.spans)
        spans << (first == last
                      ? shown_integer(first)
                      : QStringLiteral("%1–%2").arg(shown_integer(first), shown_integer(last)));
    QString text;
    if (!more_is_better)
        text = say("No ID loss in points: of {} more is not known to be better", set_->id_label());
    else if (means_.empty())
        text = say("No run has a stop");
    else
        text = say(window_.of_baseline
                       ? translatable("Shaded: ID loss below {} points of {} (runs without a "
                                      "stop), at stops {}")
                       : translatable("Shaded: ID loss below {} points of {} (the best stop), at "
                                      "stops {}"),
                   shown_number(tolerated_), shown_number(window_.reference, 4),
                   spans.isEmpty() ? say("none") : spans.join(QStringLiteral(", ")));
    if (!unstopped.empty())
        text += say("; dashed: mean of {} [run|runs] without a stop", unstopped.size());
    text_->setText(text);
}

void StopPanel::add_overlay(PlotFrame& frame) const {
    QColor shade = event_color(static_cast<int>(EventKind::released_all), palette());
    shade.setAlphaF(0.14F);
    for (const auto& [first, last] : window_.spans) {
        const double from = frame.map.x.pixel(static_cast<double>(first));
        const double to = frame.map.x.pixel(static_cast<double>(last));
        if (std::isfinite(from) && std::isfinite(to))
            frame.spans.push_back({from - 4, to + 4, shade}); // a single stop is seen, too
    }
    DrawnLine line{.color = muted_text(palette()), .width = 1.25};
    for (const StopOutcome& stop : means_) {
        const QPointF at(frame.map.x.pixel(static_cast<double>(stop.stop)),
                         frame.map.y.pixel(stop.ood));
        if (std::isfinite(at.x()) && std::isfinite(at.y()))
            line.corners.append(at);
    }
    frame.lines.push_back(std::move(line));
    if (std::isfinite(without_stop_)) {
        const double y = frame.map.y.pixel(without_stop_);
        frame.lines.push_back({.corners = {{frame.map.area.left(), y}, {frame.map.area.right(), y}},
                               .color = muted_text(palette()),
                               .width = 1.25,
                               .dash = Qt::DashLine});
    }
}

} // namespace thaw
