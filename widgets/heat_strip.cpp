#include "widgets/heat_strip.h"

#include "widgets/appearance.h"
#include "widgets/color_bar.h"
#include "widgets/say.h"

#include <QActionGroup>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
constexpr double most_decades = 6; // a single tiny value must not push all others to one colour
}

HeatStrip::HeatStrip(ShownRun* run, StepAxis* axis, QWidget* parent)
    : BlockStrip(run, axis, parent), choice_(new QComboBox(this)), bar_(new ColorBar(this)) {
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setAccessibleName(say("Quantity by block"));
    header()->insertWidget(1, choice_);
    header()->addWidget(bar_);
    connect(choice_, &QComboBox::currentIndexChanged, this, &HeatStrip::look_anew);
    fill_choices();
    look_anew();
}

void HeatStrip::fill_choices() {
    const QSignalBlocker blocker(choice_);
    const QString before = shown_choice();
    QString only;
    choice_->clear();
    for (const auto& beginning : choices()) {
        const SeriesInfo& info =
            *plan().series_info(beginning.toStdString() + "." + plan().blocks.back().name);
        choice_->addItem(shown(info.label), beginning);
        choice_->setItemData(choice_->count() - 1, beginning, Qt::ToolTipRole);
        only = info.symbol.empty() ? shown(info.label) : QString::fromStdString(info.symbol);
    }
    const int same = choice_->findData(before);
    choice_->setCurrentIndex(same >= 0 ? same : std::max(0, choice_->findData("fisher_trace")));
    choice_->setVisible(choice_->count() > 1);
    set_title(choice_->count() == 1 ? say("{} by block", only) : say("By block"));
}

QStringList HeatStrip::choices() const {
    QStringList all;
    if (plan().blocks.empty())
        return all;
    const QString end = "." + QString::fromStdString(plan().blocks.back().name);
    for (const auto& metric : plan().metrics)
        for (const auto& series : metric.series)
            if (const auto name = QString::fromStdString(series.name); name.endsWith(end))
                all << name.chopped(end.size());
    return all;
}

QString HeatStrip::shown_choice() const {
    return choice_->currentData().toString();
}

void HeatStrip::choose(const QString& beginning) {
    choice_->setCurrentIndex(std::max(0, choice_->findData(beginning)));
}

void HeatStrip::set_color_scale(AxisScale scale) {
    color_scale_ = scale;
    look_anew();
}

void HeatStrip::look() {
    if (choice_->count() != choices().size())
        fill_choices();
    series_.assign(plan().blocks.size(), -1);
    extent_ = {};
    parents_ = {};
    if (const ShownRun* parent = parent_run())
        parents_ = freeze_timeline(parent->config(), parent->plan(), parent->history().events(),
                                   parent->history().last_step());
    const auto& history = run().history();
    const double smallest = std::numeric_limits<double>::min();
    double least_positive = std::numeric_limits<double>::infinity();
    for (std::size_t b = 0; b < series_.size(); ++b) {
        const auto [m, s] =
            plan().find_series(shown_choice().toStdString() + "." + plan().blocks[b].name);
        if (m < 0)
            continue;
        metric_ = static_cast<std::size_t>(m);
        series_[b] = s;
        const auto values = history.values(metric_, static_cast<std::size_t>(s));
        const Extent extent = values.extent(0, values.size());
        extent_.add(extent);
        if (extent.low >= smallest)
            least_positive = std::min(least_positive, extent.low);
        else
            for (std::size_t row = 0; row < values.size(); ++row)
                if (values[row] >= smallest)
                    least_positive = std::min(least_positive, values[row]);
    }
    if (color_scale_ == AxisScale::logarithmic && extent_.finite()) {
        extent_.high = std::max(extent_.high, smallest);
        extent_.low =
            std::clamp(least_positive, extent_.high * std::pow(10, -most_decades), extent_.high);
    }
    timeline_ = freeze_timeline(run().config(), plan(), history.events(), history.last_step());
    bar_->set_ends(extent_.finite() ? shown_number(extent_.low, 2) : QString(),
                   extent_.finite() ? shown_number(extent_.high, 2) : QString());
    bar_->setToolTip(scale_label(color_scale_));
}

QColor HeatStrip::color_of(double value) const {
    const double low = to_axis(color_scale_, extent_.low),
                 high = to_axis(color_scale_, extent_.high);
    const double at = to_axis(color_scale_, std::max(value, extent_.low));
    return viridis(high > low ? std::clamp((at - low) / (high - low), 0.0, 1.0) : 0.5);
}

std::optional<std::size_t> HeatStrip::row_at(std::int64_t step) const {
    if (metric_ >= plan().metrics.size())
        return {};
    const auto& steps = run().history().columns(metric_).step;
    const auto after = std::upper_bound(steps.begin(), steps.end(), step);
    if (after == steps.begin() || step > run().history().last_step())
        return {};
    return static_cast<std::size_t>(after - steps.begin()) - 1;
}

QString HeatStrip::value_at(std::size_t block, std::int64_t step) const {
    const auto row = row_at(step);
    if (series_of(block) < 0 || !row)
        return {};
    const auto& columns =
        run().history().columns(metric_).series[static_cast<std::size_t>(series_of(block))];
    return shown_reading(columns.value[*row], columns.standard_error[*row]);
}

bool HeatStrip::left_out(const Source& source, std::size_t block, std::size_t row) {
    const auto& columns = source.history->columns(source.metric);
    // A reading at the step of the release was taken before it.
    const auto spans = untrained(*source.timeline, block);
    const bool frozen = covers(spans, columns.step[row]) || covers(spans, columns.step[row] - 1);
    return frozen &&
           std::isnan(columns.series[static_cast<std::size_t>(source.series[block])].value[row]);
}

QString HeatStrip::tip(std::size_t block, std::int64_t step) const {
    const std::string& name = plan().blocks[block].name;
    const QString value = value_at(block, step);
    if (value.isEmpty())
        return say("{}: no reading at step {}", name, shown_integer(step));
    const std::int64_t read_at = run().history().columns(metric_).step[*row_at(step)];
    const QString told =
        covers(untrained(timeline_, block), step)
            ? say("{}: {} at step {}, frozen", name, value, shown_integer(read_at))
            : say("{}: {} at step {}, trainable", name, value, shown_integer(read_at));
    return parent_run() == nullptr
               ? told
               : told + QLatin1Char('\n') +
                     say("Parent {}: the pale lower edge of each row", ghost_name());
}

QString HeatStrip::readout_at(std::optional<std::int64_t> cursor) const {
    if (choice_->count() == 0)
        return say("Nothing is measured by block");
    const auto row = row_at(cursor.value_or(run().history().last_step()));
    if (!row)
        return extent_.finite() ? QString() : say("No reading yet");
    QStringList all{say("Step {}", shown_integer(run().history().columns(metric_).step[*row]))};
    const Source own{&run().history(), &timeline_, metric_, series_};
    for (std::size_t b = series_.size(); b-- > 0;)
        if (series_of(b) >= 0 && !left_out(own, b, *row))
            all << QString::fromStdString(plan().blocks[b].name) + QLatin1Char(' ') +
                       shown_number(run()
                                        .history()
                                        .columns(metric_)
                                        .series[static_cast<std::size_t>(series_of(b))]
                                        .value[*row],
                                    3);
    return all.join(QStringLiteral("   "));
}

void HeatStrip::draw_rows(QPainter& painter) {
    QColor ground = palette().color(QPalette::WindowText);
    ground.setAlpha(12);
    painter.fillRect(plot_area(), ground);
    if (!extent_.finite() && !extent_.nan && !extent_.positive_infinity)
        return;
    const Source own{&run().history(), &timeline_, metric_, series_};
    const auto edges = edges_of(own, 1 / painter.device()->devicePixelRatioF());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t b = 0; b < series_.size(); ++b) {
        if (series_of(b) < 0)
            continue;
        draw_cells(painter, own, b, row(b).adjusted(0, 1, 0, -1), edges);
        draw_frozen(painter, b);
    }
    draw_parent(painter);
}

std::vector<std::size_t> HeatStrip::edges_of(const Source& source, double unit) const {
    const auto& columns = source.history->columns(source.metric);
    const auto& steps = columns.step;
    const QRectF area = plot_area();
    std::vector<std::size_t> edges;
    for (double at = area.left(); at <= area.right() + unit / 2; at += unit) {
        // Forward from the last edge: the rows' places grow.
        const auto from =
            steps.begin() + static_cast<std::ptrdiff_t>(edges.empty() ? 0 : edges.back());
        const auto edge = std::partition_point(from, steps.end(), [&](const std::int64_t& step) {
            const auto row = static_cast<std::size_t>(&step - steps.data());
            return area.left() + axis().fraction_of(axis().x_of(columns, row)) * area.width() < at;
        });
        edges.push_back(static_cast<std::size_t>(edge - steps.begin()));
    }
    return edges;
}

HeatStrip::Source HeatStrip::source_of(const ShownRun& shown,
                                       const FreezeTimeline& timeline) const {
    Source source{&shown.history(), &timeline, 0, std::vector<int>(shown.plan().blocks.size(), -1)};
    for (std::size_t b = 0; b < source.series.size(); ++b) {
        const auto [m, s] = shown.plan().find_series(shown_choice().toStdString() + "." +
                                                     shown.plan().blocks[b].name);
        if (m < 0)
            continue;
        source.metric = static_cast<std::size_t>(m);
        source.series[b] = s;
    }
    return source;
}

void HeatStrip::draw_parent(QPainter& painter) {
    const ShownRun* parent = parent_run();
    // It may be there before the strip has looked at it: then look() has yet to come.
    if (parent == nullptr || parents_.frozen.size() != parent->plan().blocks.size())
        return;
    const Source source = source_of(*parent, parents_);
    const auto edges = edges_of(source, 1 / painter.device()->devicePixelRatioF());
    for (std::size_t b = 0; b < source.series.size(); ++b) {
        if (source.series[b] < 0)
            continue;
        const QRectF line = row(b).adjusted(0, 1, 0, -1);
        const QRectF strip = line.adjusted(0, line.height() * 0.7, 0, 0);
        painter.fillRect(QRectF(strip.left(), strip.top() - 1, strip.width(), strip.height() + 1),
                         palette().color(QPalette::Base));
        painter.setOpacity(0.6);
        draw_cells(painter, source, b, strip, edges);
        painter.setOpacity(1);
    }
}

void HeatStrip::draw_cells(QPainter& painter, const Source& source, std::size_t block,
                           const QRectF& line, const std::vector<std::size_t>& edges) {
    const RunHistory& history = *source.history;
    const auto values =
        history.values(source.metric, static_cast<std::size_t>(source.series[block]));
    const double unit = 1 / painter.device()->devicePixelRatioF();
    const double end = pixel_of_step(history.last_step());
    QColor crossing = palette().color(QPalette::WindowText);
    for (std::size_t i = 0; i + 1 < edges.size();) {
        // The reading in force at the left edge counts until another one comes.
        const std::size_t first = edges[i + 1] > edges[i] ? edges[i] : edges[i] - 1;
        const double left = line.left() + static_cast<double>(i) * unit;
        std::size_t to = i + 1;
        while (to + 1 < edges.size() && edges[to + 1] == edges[i + 1] && edges[i + 1] == edges[i])
            ++to;
        const std::size_t before = i;
        i = to;
        if (edges[before + 1] == 0 || left > end)
            continue; // nothing has been read there
        const Extent extent = values.extent(first, edges[before + 1]);
        const double right =
            std::min(line.left() + static_cast<double>(to) * unit, std::max(end, left + unit));
        const QRectF cell(left, line.top(), right - left, line.height());
        if (!extent.finite() && left_out(source, block, first))
            continue; // frozen and left out of the trace: nothing is wrong with it
        if (extent.nan || (!extent.finite() && extent.negative_infinity)) {
            painter.fillRect(cell, palette().color(QPalette::Base));
            painter.fillRect(cell, QBrush(crossing, Qt::DiagCrossPattern));
        } else {
            painter.fillRect(cell, extent.positive_infinity ? viridis(1) : color_of(extent.high));
        }
    }
}

void HeatStrip::draw_frozen(QPainter& painter, std::size_t block) const {
    const std::int64_t now = run().history().last_step();
    const QRectF line = row(block).adjusted(0, 1, 0, -1);
    for (const FrozenSpan& span : untrained(timeline_, block)) {
        const double left = pixel_of_step(span.from),
                     right = pixel_of_step(span.to < 0 ? now : span.to);
        if (right <= left)
            continue;
        const QRectF frozen(left, line.top(), right - left, line.height());
        painter.fillRect(frozen, QBrush(QColor(0, 0, 0, 110), Qt::BDiagPattern));
        painter.setBrushOrigin(1, 0); // a light line beside the dark one: seen on every colour
        painter.fillRect(frozen, QBrush(QColor(255, 255, 255, 90), Qt::BDiagPattern));
        painter.setBrushOrigin(0, 0);
    }
}

void HeatStrip::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_L)
        return set_color_scale(color_scale_ == AxisScale::linear ? AxisScale::logarithmic
                                                                 : AxisScale::linear);
    BlockStrip::keyPressEvent(event);
}

void HeatStrip::fill_menu(QMenu& menu) {
    menu.addSeparator();
    auto* group = new QActionGroup(&menu);
    for (const AxisScale scale : {AxisScale::logarithmic, AxisScale::linear}) {
        QAction* action = menu.addAction(scale_label(scale));
        action->setActionGroup(group);
        action->setCheckable(true);
        action->setChecked(scale == color_scale_);
        connect(action, &QAction::triggered, this, [this, scale] { set_color_scale(scale); });
    }
}

} // namespace thaw
