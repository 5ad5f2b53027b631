#include "widgets/compare/outcome_panel.h"

#include "widgets/say.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace thaw {

OutcomePanel::OutcomePanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), plot_(new ScatterPlot(set)),
      pareto_(new QCheckBox(say("Pareto front"))), ellipses_(new QCheckBox(say("Seed ellipses"))),
      text_(new QLabel) {
    pareto_->setChecked(true);
    pareto_->setToolTip(say("The runs that no other run beats in ID and OOD at once."));
    ellipses_->setChecked(true);
    ellipses_->setToolTip(
        say("How far the runs of a group scatter: the ellipse of their covariance "
            "at one standard deviation, for groups of three runs and more."));
    text_->setWordWrap(true);
    text_->setContentsMargins(8, 0, 8, 4);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 4, 8, 0);
    bar->addWidget(pareto_);
    bar->addWidget(ellipses_);
    bar->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(plot_, 1);
    column->addWidget(text_);
    plot_->set_overlay([this](PlotFrame& frame) { add_overlay(frame); });
    for (QCheckBox* box : {pareto_, ellipses_})
        connect(box, &QCheckBox::toggled, this, &OutcomePanel::look_again);
    connect(set_, &ComparedSet::judged, this, &OutcomePanel::look_again);
    connect(set_, &ComparedSet::grouped, this, &OutcomePanel::look_again);
    look_again();
}

QString OutcomePanel::told() const {
    return text_->text();
}

void OutcomePanel::look_again() {
    std::vector<PlanePoint> points;
    std::vector<OutcomePoint> outcomes;
    for (std::size_t i = 0; i < set_->runs().size(); ++i) {
        const RunOutcome& run = set_->outcomes()[i];
        points.push_back({run.id, run.ood, i});
        outcomes.push_back({run.id, run.ood});
    }
    front_ = pareto_front(outcomes, better_of(set_->runs(), set_->id_series()),
                          better_of(set_->runs(), set_->ood_series()));
    make_outlines();
    std::vector<QPointF> around;
    for (const auto& [group, outline] : outlines_)
        for (const OutcomePoint& corner : outline)
            around.emplace_back(corner.id, corner.ood);
    plot_->show_points(std::move(points), set_->id_label(), set_->ood_label(), around);
    QString text = say("{}; Pareto front: {} of {} [run|runs]", judgement_text(set_->judgement()),
                       front_.size(), plot_->points().size());
    if (plot_->left_out() > 0)
        text += say("; {} [run has|runs have] no such number", plot_->left_out());
    if (ellipses_->isChecked())
        text += say("; ellipses: one standard deviation over a group's runs");
    text_->setText(text);
}

void OutcomePanel::make_outlines() {
    outlines_.clear();
    if (!ellipses_->isChecked())
        return;
    for (std::size_t g = 0; g < set_->groups().size(); ++g) {
        std::vector<OutcomePoint> points;
        for (const auto& run : set_->groups()[g].runs) {
            const RunOutcome& each = set_->outcomes()[set_->index_of(run)];
            points.push_back({each.id, each.ood});
        }
        if (const auto ellipse = seed_ellipse(points))
            outlines_[g] = ellipse->outline(72);
    }
}

void OutcomePanel::add_overlay(PlotFrame& frame) const {
    const auto pixel = [&](const OutcomePoint& point) {
        return QPointF(frame.map.x.pixel(point.id), frame.map.y.pixel(point.ood));
    };
    for (const auto& [group, outline] : outlines_) {
        DrawnLine line{.color = set_->group_style(group, palette()).color, .width = 1.25};
        for (const OutcomePoint& corner : outline)
            line.corners.append(pixel(corner));
        line.fill = line.color;
        line.fill.setAlphaF(0.10F);
        frame.lines.push_back(std::move(line));
    }
    if (!pareto_->isChecked())
        return;
    DrawnLine line{.color = muted_text(palette()), .width = 1.25, .dash = Qt::DashLine};
    for (const std::size_t run : front_)
        line.corners.append(pixel({set_->outcomes()[run].id, set_->outcomes()[run].ood}));
    frame.lines.push_back(std::move(line));
}

} // namespace thaw
