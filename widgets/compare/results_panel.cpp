#include "widgets/compare/results_panel.h"

#include "core/compare/outcome_geometry.h"
#include "widgets/compare/text_table.h"
#include "widgets/say.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace thaw {

ResultsPanel::ResultsPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), table_(new TextTable(say("Results by group"))) {
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 4, 8, 0);
    bar->addWidget(new QLabel(say("Copy as")));
    for (const std::string& format : table_formats()) {
        auto* button = new QPushButton(format == "latex"      ? QStringLiteral("LaTeX")
                                       : format == "markdown" ? QStringLiteral("Markdown")
                                                              : QStringLiteral("CSV"));
        button->setObjectName(QString::fromStdString(format));
        button->setToolTip(format == "latex" ? say("With the package booktabs; the best in bold.")
                           : format == "markdown"
                               ? say("A table for notes and issues; the best in bold.")
                               : say("All digits, with standard errors, intervals and differences "
                                     "to the baseline."));
        connect(button, &QPushButton::clicked, this, [this, format] { copy(format); });
        bar->addWidget(button);
    }
    bar->addStretch(1);
    auto* note = new QLabel(say("Mean ± standard deviation over the runs of a group; the best in "
                                "bold. Differences: paired by seed, mean ± standard error."));
    note->setWordWrap(true);
    note->setContentsMargins(8, 0, 8, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(table_, 1);
    column->addWidget(note);
    connect(set_, &ComparedSet::judged, this, &ResultsPanel::look_again);
    look_again();
}

void ResultsPanel::copy(const std::string& format) const {
    QApplication::clipboard()->setText(QString::fromStdString(to_text(results_, format)));
}

void ResultsPanel::look_again() {
    std::vector<std::string> columns;
    for (const std::string& series : {set_->id_series(), set_->ood_series()})
        if (!series.empty())
            columns.push_back(series);
    results_ = results_table(set_->groups(), heading(set_->field()), columns, set_->judgement(),
                             set_->baseline());
    QStringList headings{QString::fromStdString(results_.heading), say("n")};
    for (const SeriesInfo& series : results_.columns) {
        const QString label = set_->series_label(series.name);
        headings << (series.share ? say("{} (%)", label) : label);
        if (!results_.baseline.empty())
            headings << say("Difference");
    }
    std::vector<std::vector<TextCell>> rows;
    for (std::size_t r = 0; r < results_.rows.size(); ++r) {
        const ResultRow& row = results_.rows[r];
        std::vector<TextCell> cells{
            {QString::fromStdString(row.group), static_cast<int>(r)},
            {shown_integer(static_cast<qint64>(row.runs)), static_cast<int>(row.runs)}};
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const ResultCell& cell = row.cells[c];
            std::string text = cell_text(cell.summary, results_.columns[c]);
            const std::string share = share_text(row, cell);
            if (!share.empty())
                text += " (" + share + ")";
            cells.push_back(
                {QString::fromStdString(text), cell.summary.mean, cell.best,
                 share.empty() ? QString() : QString::fromStdString(left_out_text(results_))});
            if (results_.baseline.empty())
                continue;
            if (cell.difference)
                cells.push_back(
                    {QString::fromStdString(difference_text(*cell.difference, results_.columns[c])),
                     cell.difference->mean, false,
                     say("over {} [seed|seeds]; 95 % CI ± {}", cell.difference->n,
                         shown_number(cell.difference->half_interval))});
            else
                cells.push_back(
                    {row.group == results_.baseline ? say("baseline") : QStringLiteral("–"),
                     std::nan("")});
        }
        rows.push_back(std::move(cells));
    }
    table_->show_rows(headings, rows);
}

RunsPanel::RunsPanel(ComparedSet* set, QWidget* parent)
    : QWidget(parent), set_(set), table_(new TextTable(say("Results by run"))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(table_, 1);
    auto* note = new QLabel(say("Rows that are chosen here stand out in all plots. A double-click "
                                "opens a run's own page."));
    note->setWordWrap(true);
    note->setContentsMargins(8, 0, 8, 4);
    column->addWidget(note);
    connect(set_, &ComparedSet::judged, this, &RunsPanel::look_again);
    connect(set_, &ComparedSet::choice_changed, this, &RunsPanel::show_choice);
    connect(table_, &QTableWidget::itemSelectionChanged, this,
            [this] { set_->choose(table_->selected_numbers()); });
    connect(table_, &QTableWidget::cellActivated, this, [this](int row, int) {
        Q_EMIT open_asked(
            QString::fromStdString(set_->runs()[table_->row_number(row)]->file.string()));
    });
    look_again();
}

void RunsPanel::look_again() {
    std::vector<OutcomePoint> points;
    for (const RunOutcome& each : set_->outcomes())
        points.push_back({each.id, each.ood});
    const auto front = pareto_front(points, better_of(set_->runs(), set_->id_series()),
                                    better_of(set_->runs(), set_->ood_series()));
    std::vector<std::vector<TextCell>> rows;
    for (std::size_t i = 0; i < set_->runs().size(); ++i) {
        const ComparedRun& run = *set_->runs()[i];
        const RunOutcome& each = set_->outcomes()[i];
        const bool best = std::find(front.begin(), front.end(), i) != front.end();
        rows.push_back({{QString::fromStdString(run.label()),
                         {},
                         false,
                         QString::fromStdString(run.file.string())},
                        {shown_integer(each.seed), static_cast<double>(each.seed)},
                        {each.stop < 0 ? QStringLiteral("–") : shown_integer(each.stop),
                         each.stop < 0 ? std::nan("") : static_cast<double>(each.stop)},
                        {shown_number(each.id), each.id},
                        {shown_number(each.ood), each.ood},
                        {best ? say("yes") : QString(), best ? 0.0 : 1.0}});
    }
    const QSignalBlocker quiet(table_);
    table_->show_rows({say("Run"), say("Seed"), say("Stop step"), set_->id_label(),
                       set_->ood_label(), say("Pareto front")},
                      rows);
    show_choice();
}

void RunsPanel::show_choice() {
    const QSignalBlocker quiet(table_);
    QItemSelection selection;
    for (int row = 0; row < table_->rowCount(); ++row)
        if (set_->chosen(table_->row_number(row)))
            selection.select(table_->model()->index(row, 0),
                             table_->model()->index(row, table_->columnCount() - 1));
    table_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

} // namespace thaw
