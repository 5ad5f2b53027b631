// What a plot has together with the others of its page: the range of stops and the parent behind
// the run.
#include "widgets/plots/curve_plot.h"
#include "widgets/say.h"

#include <QMenu>

namespace thaw {

void CurvePlot::set_ghost(Ghost* ghost) {
    ghost_ = ghost;
    model_.set_ghost(ghost);
    connect(ghost, &Ghost::changed, this, [this, was = false]() mutable {
        if (was != ghost_->difference()) { // another quantity: its values have another range
            was = ghost_->difference();
            model_.set_y_auto();
            gestures_->set_y_fixed(false);
        }
        write_legend();
    });
    write_legend();
}

void CurvePlot::set_range(StopRange* range) {
    range_ = range;
    gestures_->set_range(range);
    connect(range, &StopRange::changed, this, &CurvePlot::show_range);
    connect(gestures_, &PlotGestures::range_chosen, this, &CurvePlot::sweep_asked);
    show_range();
}

bool CurvePlot::is_ghost_row(int row) const {
    return row >= static_cast<int>(model_.spec.series.size());
}

QString CurvePlot::with_ghost(const QString& label) const {
    if (ghost_ == nullptr || ghost_->run() == nullptr || ghost_->difference() ||
        legend_->isVisibleTo(this))
        return label;
    const QString pale = say("pale: parent {}", ghost_->name());
    return label.isEmpty() ? pale : say("{}, {}", label, pale);
}

void CurvePlot::show_range() {
    if (range_ == nullptr || !range_->shown())
        return view_->set_stop_range(std::nullopt);
    const AxisMap& x = view_->frame().map.x;
    const auto pixel = [&](std::int64_t step) { return x.pixel(axis_->x_of_step(step)); };
    const auto stops = range_->stops();
    DrawnRange drawn{.from = pixel(range_->from()),
                     .to = pixel(range_->to()),
                     .stops = {},
                     .text = say("{} [stop|stops], steps {} to {}",
                                 shown_integer(static_cast<qint64>(stops.size())),
                                 shown_integer(range_->from()), shown_integer(range_->to()))};
    for (const std::int64_t stop : stops)
        drawn.stops.push_back(pixel(stop));
    view_->set_stop_range(std::move(drawn));
}

void CurvePlot::add_ghost_entries(QMenu& menu) {
    if (ghost_ == nullptr || !ghost_->known())
        return;
    const auto add = [&](const QString& text, bool checked, auto set) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::toggled, ghost_, set);
    };
    add(say("Parent behind the run"), ghost_->visible(), &Ghost::set_visible);
    add(say("Difference to the parent"), ghost_->difference(), &Ghost::set_difference);
    menu.addSeparator();
}

} // namespace thaw
