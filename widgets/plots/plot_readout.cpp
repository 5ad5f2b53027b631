// What a plot says in words and numbers about what it shows.
#include "core/run/quoting.h"
#include "core/run/sentences.h"
#include "widgets/plots/plot_model.h"
#include "widgets/say.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr double near = 5; // pixels

// The last row at or before `step`.
std::optional<std::size_t> row_at(const MetricColumns& columns, std::optional<std::int64_t> step) {
    if (columns.step.empty())
        return {};
    if (!step)
        return columns.step.size() - 1;
    const auto after = std::upper_bound(columns.step.begin(), columns.step.end(), *step);
    if (after == columns.step.begin())
        return {};
    return static_cast<std::size_t>(after - columns.step.begin()) - 1;
}

QString lost_text(const QString& label, double value, std::int64_t step) {
    return say("{}: {} at step {}", label, shown_number(value), shown_integer(step));
}

} // namespace

QString PlotModel::value_text(const PlottedSeries& series) const {
    const auto at = place(series.name);
    if (!at)
        return {};
    const MetricColumns& columns = run_->history().columns(at->metric);
    const auto row = row_at(columns, axis_->cursor());
    if (!row)
        return {};
    const SeriesColumns& values = columns.series[at->series];
    const QString reading = subtracted() != nullptr
                                ? difference_text(series, *row)
                                : shown_reading(values.value[*row], values.standard_error[*row]);
    if (!axis_->cursor() || columns.step[*row] == *axis_->cursor())
        return reading;
    // One of an earlier step: there was none at the cursor.
    return say("{} (step {})", reading, shown_integer(columns.step[*row]));
}

QString PlotModel::text_at(const PlotFrame& frame, const QPointF& at) const {
    QStringList lines;
    for (std::size_t i = 0; i < frame.rules.size() && i < lines_.size(); ++i) {
        const DrawnRule& rule = frame.rules[i];
        if (std::abs((rule.orientation == Qt::Horizontal ? at.y() : at.x()) - rule.at) <= near)
            lines << say("Rule {}: {}", lines_[i].name(), rule.text);
    }
    for (const Event& event : run_->history().events())
        if (event.kind != EventKind::started &&
            std::abs(frame.map.x.pixel(axis_->x_of_step(event.step)) - at.x()) <= near)
            lines << QString::fromStdString(event_sentence(event));
    const bool bottom = at.y() > frame.map.area.bottom() - 14;
    const bool top = at.y() < frame.map.area.top() + 14;
    for (const auto& series : spec.series) {
        const auto found = place(series.name);
        if (!series.visible || !found || (!bottom && !top))
            continue;
        const MetricColumns& columns = run_->history().columns(found->metric);
        const auto& values = columns.series[found->series].value;
        // The first of them under the mouse is named; there may be thousands.
        const double from = frame.map.x.value(at.x() - near);
        for (auto row = static_cast<std::size_t>(
                 std::lower_bound(columns.step.begin(), columns.step.end(), axis_->step_at(from)) -
                 columns.step.begin());
             row < values.size(); ++row) {
            if (frame.map.x.pixel(axis_->x_of(columns, row)) > at.x() + near)
                break;
            if (std::isnan(values[row]) ? bottom
                                        : std::isinf(values[row]) && (values[row] > 0) == top) {
                lines << lost_text(series.label, values[row], columns.step[row]);
                break;
            }
        }
    }
    constexpr qsizetype most = 12;
    if (lines.size() > most) {
        const qsizetype more = lines.size() - most;
        lines.resize(most);
        lines << say("and {} more", shown_integer(more));
    }
    return lines.join(QLatin1Char('\n'));
}

QString PlotModel::csv() const {
    QString text;
    const auto number = [](double value) {
        return std::isnan(value)   ? QStringLiteral("nan")
               : std::isinf(value) ? (value > 0 ? QStringLiteral("inf") : QStringLiteral("-inf"))
                                   : QString::number(value, 'g', QLocale::FloatingPointShortest);
    };
    const auto line = [](const QStringList& cells) {
        std::vector<std::string> fields;
        for (const QString& cell : cells)
            fields.push_back(cell.toStdString());
        return QString::fromStdString(csv_line(fields));
    };
    for (std::size_t metric = 0; metric < run_->plan().metrics.size(); ++metric) {
        std::vector<std::pair<std::size_t, const PlottedSeries*>> shown;
        for (const auto& series : spec.series)
            if (const auto at = place(series.name); series.visible && at && at->metric == metric)
                shown.emplace_back(at->series, &series);
        if (shown.empty())
            continue;
        const MetricColumns& columns = run_->history().columns(metric);
        QStringList head{QStringLiteral("step"), QStringLiteral("epoch"),
                         QStringLiteral("examples"), QStringLiteral("wall_time"),
                         QStringLiteral("train_time")};
        for (const auto& [index, series] : shown) {
            const QString name = QString::fromStdString(series->name);
            head << name << name + QStringLiteral(".standard_error")
                 << name + QStringLiteral(".count");
        }
        if (!text.isEmpty())
            text += QLatin1Char('\n');
        text += line(head);
        for (std::size_t row = 0; row < columns.step.size(); ++row) {
            const double x = axis_->x_of(columns, row);
            if (x < axis_->low() || x > axis_->high())
                continue;
            QStringList cells{QString::number(columns.step[row]), number(columns.epoch[row]),
                              QString::number(columns.examples[row]),
                              number(columns.wall_time[row]), number(columns.train_time[row])};
            for (const auto& [index, series] : shown) {
                const SeriesColumns& values = columns.series[index];
                cells << number(values.value[row]) << number(values.standard_error[row])
                      << QString::number(values.count[row]);
            }
            text += line(cells);
        }
    }
    return text;
}

} // namespace thaw
