#include "widgets/compare/curves_panel.h"

#include "widgets/compare/choice_bar.h"
#include "widgets/compare/curve_table.h"
#include "widgets/plots/plot_legend.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>

namespace thaw {

namespace {

constexpr int most_panels = 12;
const char* const no_centre = "run";

using Entries = std::vector<std::pair<QString, QVariant>>;

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

// Names that events of a kind carry, in the order in which they first come.
std::vector<std::string> names_in(const ComparedRuns& runs, EventKind kind, const char* key) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto& run : runs)
        for (const Event& event : run->record.events)
            if (event.kind == kind && event.details.is_text(key) &&
                seen.insert(event.details.text(key)).second)
                names.push_back(event.details.text(key));
    return names;
}

// An axis as the data of a box: what it counts and, after a colon, since what.
QVariant data_of(const CurveAxis& axis) {
    return text_of(to_text(axis.x) + ":" + axis.name);
}

} // namespace

CurvesPanel::CurvesPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), work_(new BackgroundWork(this)), x_(new PlaneAxis(this)),
      bar_(new ChoiceBar(4)), note_(new QLabel), grid_(nullptr), legend_(new PlotLegend) {
    auto* plots = new QWidget;
    grid_ = new QGridLayout(plots);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(4);
    auto* below = new QWidget;
    auto* foot = new QVBoxLayout(below);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(2);
    note_->setWordWrap(true);
    note_->setContentsMargins(8, 0, 8, 0);
    note_->setObjectName(QStringLiteral("note"));
    foot->addWidget(note_);
    foot->addWidget(legend_, 1);
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(plots);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    // The plots come when the curves are worked out, before or after the page is shown: their share
    // is given, not taken from what is in it then.
    plots->setMinimumHeight(10 * fontMetrics().lineSpacing());
    plots->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    constexpr int share = 1000;
    splitter->setSizes({4 * share, share});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addWidget(splitter, 1);
    make_bar();

    connect(set_, &ComparedSet::grouped, this, [this] {
        fill_fields();
        make_curves();
    });
    connect(set_, &ComparedSet::judged, this, [this] {
        difference_->setEnabled(!set_->baseline().empty());
        if (difference_->isChecked())
            make_curves(); // to another baseline
    });
    const auto restyle = [this] {
        for (ComparePlot* plot : plots_)
            plot->look_again();
        write_legend();
    };
    connect(set_, &ComparedSet::colored, this, restyle);
    connect(set_, &ComparedSet::choice_changed, this, restyle);
    connect(x_, &PlaneAxis::cursor_moved, this, &CurvesPanel::write_values);
    connect(legend_, &PlotLegend::visibility_asked, this, [this, restyle](int row, bool visible) {
        const std::string& key = rows_[static_cast<std::size_t>(row)];
        visible ? static_cast<void>(state_.hidden.erase(key))
                : static_cast<void>(state_.hidden.insert(key));
        restyle();
    });
    connect(legend_, &PlotLegend::only_asked, this, [this, restyle](int row) {
        state_.hidden = {rows_.begin(), rows_.end()};
        state_.hidden.erase(rows_[static_cast<std::size_t>(row)]);
        restyle();
    });
    connect(legend_, &PlotLegend::all_asked, this, [this, restyle] {
        state_.hidden.clear();
        restyle();
    });
    connect(legend_, &PlotLegend::color_asked, this, [this, restyle](int row, const QColor& color) {
        const std::string& key = rows_[static_cast<std::size_t>(row)];
        if (color.isValid())
            state_.colors[key] = color;
        else
            state_.colors.erase(key);
        restyle();
    });
    make_curves();
}

void CurvesPanel::make_bar() {
    const auto make = [this] { make_curves(); };
    series_ = bar_->add_box(QStringLiteral("series"), say("Series"),
                            say("The series that is drawn."), make);
    axis_ = bar_->add_box(QStringLiteral("axis"), say("Over"),
                          say("What x counts. Steps since an event line runs up where the same was "
                              "done to them."),
                          make);
    lines_ =
        bar_->add_box(QStringLiteral("lines"), say("Lines"),
                      say("A line for every run, or the mean or median of each group."), [this] {
                          fill_bands();
                          make_curves();
                      });
    band_ = bar_->add_box(QStringLiteral("band"), say("Band"),
                          say("The spread of a group: standard deviation (n − 1), standard error, "
                              "95 % confidence interval of the mean (Student t), or from the first "
                              "to the third quartile. The legend says which, and over how many "
                              "runs."),
                          make);
    alignment_ = bar_->add_box(
        QStringLiteral("alignment"), say("Align"),
        say("How runs that were read at different x are brought together: on the straight line "
            "between a run's own readings, its last reading carried forward, or only where all "
            "have a reading. No run is drawn out beyond its own readings."),
        make);
    panels_ = bar_->add_box(QStringLiteral("panels"), say("Panels"),
                            say("Small multiples: a plot for every value of a field."), make);
    x_scale_ = bar_->add_box(
        QStringLiteral("x_scale"), say("x scale"), say("Scale of the x axis."),
        [this] { x_->set_scale(static_cast<AxisScale>(x_scale_->currentData().toInt())); });
    y_scale_ = bar_->add_box(
        QStringLiteral("y_scale"), say("y scale"), say("Scale of the y axis (L)."), [this] {
            for (ComparePlot* plot : plots_)
                plot->set_y_scale(static_cast<AxisScale>(y_scale_->currentData().toInt()));
        });
    difference_ = new QCheckBox(say("Difference to the baseline"));
    difference_->setObjectName(QStringLiteral("difference"));
    difference_->setToolTip(say("Each run minus the baseline's run of the same seed. Choose the "
                                "baseline above."));
    difference_->setEnabled(false);
    connect(difference_, &QCheckBox::toggled, this, make);
    events_ = new QCheckBox(say("Events"));
    events_->setToolTip(say("Mark releases, holds, fired rules and learning rates of the runs."));
    events_->setChecked(true);
    connect(events_, &QCheckBox::toggled, this, [this](bool marks) {
        state_.marks = marks;
        for (ComparePlot* plot : plots_)
            plot->look_again();
    });
    auto* fit = new QPushButton(say("Show all"));
    fit->setToolTip(say("Zoom out to all there is (double-click, Home)."));
    connect(fit, &QPushButton::clicked, this, [this] {
        x_->fit();
        for (ComparePlot* plot : plots_)
            plot->y()->fit();
    });
    auto* table = new QPushButton(say("Table…"));
    table->setObjectName(QStringLiteral("table"));
    table->setToolTip(say("The numbers behind the lines, to read, copy and save."));
    connect(table, &QPushButton::clicked, this, &CurvesPanel::show_table);
    for (QWidget* each : {static_cast<QWidget*>(difference_), static_cast<QWidget*>(events_),
                          static_cast<QWidget*>(fit), static_cast<QWidget*>(table)})
        bar_->add_widget(each);

    fill_series();
    fill_axes();
    ChoiceBar::fill(lines_, {{say("Every run"), QString::fromLatin1(no_centre)},
                             {say("Mean of group"), text_of(to_text(Centre::mean))},
                             {say("Median of group"), text_of(to_text(Centre::median))}});
    const bool many = std::any_of(set_->groups().begin(), set_->groups().end(),
                                  [](const RunGroup& group) { return group.runs.size() > 1; });
    if (many)
        choose(QStringLiteral("lines"), text_of(to_text(Centre::mean)));
    fill_bands();
    ChoiceBar::fill(alignment_, {{say("Interpolate"), static_cast<int>(Alignment::interpolated)},
                                 {say("Carry forward"), static_cast<int>(Alignment::held)},
                                 {say("Common x only"), static_cast<int>(Alignment::common)}});
    fill_fields();
    Entries scales;
    for (const AxisScale scale :
         {AxisScale::linear, AxisScale::logarithmic, AxisScale::symmetric_log})
        scales.emplace_back(scale_label(scale), static_cast<int>(scale));
    ChoiceBar::fill(x_scale_, scales);
    ChoiceBar::fill(y_scale_, scales);
}

void CurvesPanel::fill_series() {
    // The headlines first: they tell the story.
    Entries entries;
    std::set<std::string> added;
    for (const bool headline : {true, false})
        for (const auto& name : series_names(set_->runs(), headline))
            if (added.insert(name).second)
                entries.emplace_back(set_->series_label(name), text_of(name));
    ChoiceBar::fill(series_, entries);
    const int usual = series_->findData(text_of(set_->ood_series()));
    const QSignalBlocker quiet(series_);
    series_->setCurrentIndex(std::max(0, usual));
}

void CurvesPanel::fill_axes() {
    Entries entries;
    const auto add = [&](const CurveAxis& axis) {
        entries.emplace_back(text_of(axis_text(axis)), data_of(axis));
    };
    for (const auto x : {CurveX::step, CurveX::epoch, CurveX::examples, CurveX::wall_time,
                         CurveX::train_time, CurveX::since_release_all, CurveX::since_release})
        add({x, {}});
    for (const auto& block : names_in(set_->runs(), EventKind::released, "block"))
        add({CurveX::since_release, block});
    const auto rules = names_in(set_->runs(), EventKind::trigger_fired, "trigger");
    if (!rules.empty())
        add({CurveX::since_trigger, {}});
    for (const auto& rule : rules)
        add({CurveX::since_trigger, rule});
    ChoiceBar::fill(axis_, entries);
}

void CurvesPanel::fill_bands() {
    Entries entries;
    const bool median = lines_->currentData().toString() == text_of(to_text(Centre::median));
    for (const Band band : bands_of(median ? Centre::median : Centre::mean))
        entries.emplace_back(text_of(band_text(band)), static_cast<int>(band));
    ChoiceBar::fill(band_, entries);
    band_->setEnabled(lines_->currentData().toString() != QLatin1String(no_centre));
}

void CurvesPanel::fill_fields() {
    Entries entries{{say("One for all"), QString()}};
    for (const Field field : set_->fields())
        if (!(field == set_->field()))
            entries.emplace_back(text_of(heading(field)), text_of(field.name()));
    ChoiceBar::fill(panels_, entries);
}

void CurvesPanel::choose(const QString& box, const QVariant& value) {
    if (auto* one = bar_->findChild<QComboBox*>(box))
        one->setCurrentIndex(one->findData(value));
}

CurveAxis CurvesPanel::axis() const {
    const std::string chosen = axis_->currentData().toString().toStdString();
    const std::size_t colon = std::min(chosen.find(':'), chosen.size());
    return {curve_x_from_text(chosen.substr(0, colon)).value_or(CurveX::step),
            colon < chosen.size() ? chosen.substr(colon + 1) : std::string()};
}

CurveRequest CurvesPanel::request() const {
    CurveRequest request;
    request.runs = set_->runs();
    request.groups = set_->groups();
    request.series = series_->currentData().toString().toStdString();
    request.axis = axis();
    request.alignment = static_cast<Alignment>(alignment_->currentData().toInt());
    const QString centre = lines_->currentData().toString();
    if (centre != QLatin1String(no_centre))
        request.centre = centre == text_of(to_text(Centre::median)) ? Centre::median : Centre::mean;
    request.band = static_cast<Band>(band_->currentData().toInt());
    if (difference_->isChecked() && difference_->isEnabled())
        request.baseline = set_->baseline();
    if (const QString field = panels_->currentData().toString(); !field.isEmpty())
        request.panels = Field(field.toStdString());
    return request;
}

void CurvesPanel::make_curves() {
    work_->start([this, asked = request()](const BackgroundWork::Stale& stale) {
        auto made = std::make_shared<ShownCurves>(shown_curves(asked, stale));
        return [this, asked_axis = asked.axis, made] {
            if (!(asked_axis == shown_axis_))
                x_->fit(); // another unit: where one had zoomed to means nothing now
            shown_axis_ = asked_axis;
            show_curves(std::move(*made));
        };
    });
}

void CurvesPanel::show_curves(ShownCurves curves) {
    curves_ = std::move(curves);
    Extent x;
    rows_.clear();
    std::set<std::string> seen;
    for (const auto& panel : curves_.panels)
        for (const auto& curve : panel.curves) {
            if (seen.insert(curve->key).second)
                rows_.push_back(curve->key);
            if (const auto& all = *curve->x; !all.empty()) {
                x.add(all.front());
                x.add(all.back());
                // A logarithmic axis begins at the first x above zero.
                const auto first = std::upper_bound(all.begin(), all.end(), 0.0);
                if (x_->scale() == AxisScale::logarithmic && first != all.end() && all.front() <= 0)
                    x.low = std::min(x.low > 0 ? x.low : *first, *first) / 2;
            }
        }
    x_->set_values(x);
    lay_out_plots();
    place_fired();
    write_legend();
    write_note();
}

void CurvesPanel::lay_out_plots() {
    const std::size_t count = std::clamp<std::size_t>(curves_.panels.size(), 1, most_panels);
    while (plots_.size() > count) {
        delete plots_.back();
        plots_.pop_back();
    }
    while (plots_.size() < count) {
        auto* plot = new ComparePlot(set_, &state_, x_, this);
        plot->set_y_scale(static_cast<AxisScale>(y_scale_->currentData().toInt()));
        connect(plot, &ComparePlot::scale_change_asked, this, &CurvesPanel::next_y_scale);
        plots_.push_back(plot);
    }
    const int columns = count == 1 ? 1 : count <= 4 ? 2 : 3;
    const QString unit = QString::fromStdString(axis_text(shown_axis_));
    QString what = series_->currentText();
    if (difference_->isChecked() && difference_->isEnabled())
        what = say("{} minus {}", what, set_->baseline());
    for (std::size_t i = 0; i < plots_.size(); ++i) {
        grid_->addWidget(plots_[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
        plots_[i]->show_panel(i < curves_.panels.size() ? curves_.panels[i] : CurvePanel{}, unit,
                              what);
    }
}

template <class Use>
void CurvesPanel::each_line(Use use) const {
    for (std::size_t row = 0; row < rows_.size(); ++row)
        for (std::size_t p = 0; p < curves_.panels.size() && p < plots_.size(); ++p) {
            const auto& curves = curves_.panels[p].curves;
            const auto found = std::find_if(curves.begin(), curves.end(), [&](const auto& curve) {
                return curve->key == rows_[row];
            });
            if (found == curves.end())
                continue;
            use(row, *plots_[p], **found);
            break;
        }
}

void CurvesPanel::write_legend() {
    std::vector<LegendRow> rows(rows_.size());
    each_line([&](std::size_t row, const ComparePlot& plot, const ShownCurve& line) {
        LegendRow& shown_row = rows[row];
        shown_row.label = QString::fromStdString(line.name);
        if (line.of_group) {
            GroupCurve group = *line.of_group; // over all panels that it is in
            for (const auto& panel : curves_.panels)
                for (const auto& other : panel.curves)
                    if (other.get() != &line && other->key == line.key && other->of_group)
                        group.n.insert(group.n.end(), other->of_group->n.begin(),
                                       other->of_group->n.end());
            shown_row.label = say("{} — {}", line.name, legend_text(group));
        }
        shown_row.style = plot.style_of(line);
        shown_row.visible = !state_.hidden.contains(line.key);
        shown_row.bold = std::any_of(line.runs.begin(), line.runs.end(),
                                     [&](std::size_t run) { return set_->chosen(run); });
    });
    legend_->set_rows(rows);
    write_values();
}

void CurvesPanel::write_values() {
    const auto cursor = x_->cursor();
    each_line([&](std::size_t row, const ComparePlot&, const ShownCurve& line) {
        const double value = cursor ? ComparePlot::value_at(line, *cursor) : std::nan("");
        const bool read = cursor && std::binary_search(line.x->begin(), line.x->end(), *cursor);
        legend_->set_value(static_cast<int>(row), std::isnan(value) ? QString()
                                                  : read            ? shown_number(value)
                                                         : say("≈ {}", shown_number(value)));
    });
}

void CurvesPanel::write_note() {
    QStringList notes;
    if (curves_.without_series > 0)
        notes << say("{} [run has|runs have] no such series, or not the event that x counts from",
                     curves_.without_series);
    if (curves_.without_pair > 0)
        notes << say("{} [run has|runs have] no baseline run of the same seed",
                     curves_.without_pair);
    if (static_cast<int>(curves_.panels.size()) > most_panels)
        notes << say("{} of {} [panel|panels] shown", most_panels, curves_.panels.size());
    if (!state_.fired.empty())
        notes << say("◆ where the replayed rule would have fired, in {} [run|runs]",
                     state_.fired.size());
    if (rows_.empty())
        notes << say("Nothing to draw: choose another series or x");
    note_->setText(notes.join(QStringLiteral(" · ")));
    note_->setVisible(!notes.isEmpty());
}

void CurvesPanel::set_fired(const std::map<std::size_t, std::int64_t>& steps) {
    fired_ = steps;
    place_fired();
    if (!rows_.empty()) // else they are still being made
        write_note();
}

void CurvesPanel::place_fired() {
    state_.fired.clear();
    for (const auto& [run, step] : fired_)
        if (const auto x = x_of_step(set_->runs()[run]->record, step, shown_axis_))
            state_.fired[run] = *x;
    for (ComparePlot* plot : plots_)
        plot->look_again();
}

void CurvesPanel::next_y_scale() {
    y_scale_->setCurrentIndex((y_scale_->currentIndex() + 1) % y_scale_->count());
}

void CurvesPanel::show_table() {
    std::vector<std::shared_ptr<const ShownCurve>> lines;
    for (const auto& panel : curves_.panels)
        lines.insert(lines.end(), panel.curves.begin(), panel.curves.end());
    auto* dialog = new CurveTable(lines, QString::fromStdString(axis_text(shown_axis_)),
                                  series_->currentText(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace thaw
