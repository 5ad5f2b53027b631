#include "widgets/forms/weights_panel.h"

#include "widgets/forms/problem_label.h"
#include "widgets/say.h"

#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace thaw {

WeightsPanel::WeightsPanel(QWidget* parent)
    : QWidget(parent), note_(new QLabel(this)), progress_(new QProgressBar(this)),
      problem_(new ProblemLabel(this)), table_(new QTreeWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    progress_->setRange(0, 0);
    progress_->setTextVisible(false);
    progress_->setMaximumHeight(6);
    progress_->setAccessibleName(say("Reading the weights"));
    table_->setAccessibleName(say("Tensors of the weights"));
    table_->setColumnCount(2);
    table_->setHeaderLabels({say("Tensors"), say("Count")});
    table_->header()->setStretchLastSection(false);
    table_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    table_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setUniformRowHeights(true);
    constexpr int rows = 10;
    table_->setFixedHeight(rows * (fontMetrics().lineSpacing() + 6));
    column->addWidget(note_);
    column->addWidget(progress_);
    column->addWidget(problem_);
    column->addWidget(table_);
    show_nothing();
}

void WeightsPanel::enter(const QString& note, bool busy, bool report) {
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    progress_->setVisible(busy);
    problem_->show_problem({});
    table_->setVisible(report);
    table_->setEnabled(!busy);
}

void WeightsPanel::show_nothing() {
    enter({}, false, false);
}

void WeightsPanel::show_busy() {
    enter(say("Reading the weights…"), true, table_->isVisibleTo(this));
}

void WeightsPanel::show_problem(const QString& sentence) {
    enter({}, false, false);
    problem_->show_problem(sentence);
}

void WeightsPanel::show_report(const WeightsReport& report) {
    table_->clear();
    add(say("Matched"), say("In the network and in the file: taken from the file"), report.matched,
        false);
    add(say("Missing"), say("In the network but not in the file: initialised at random"),
        report.missing, true);
    add(say("Re-initialised"),
        say("In the head, with another shape in the file: initialised at random"),
        report.reinitialised, true);
    add(say("Unexpected"), say("In the file but not in the network: ignored"), report.unexpected,
        true);
    const QString taken = shown_integer(static_cast<qint64>(report.matched.size()));
    const auto random = static_cast<qint64>(report.missing.size() + report.reinitialised.size());
    enter(random == 0 ? say("{} [tensor|tensors] of the network will start from the file.", taken)
                      : say("{} [tensor|tensors] of the network will start from the file, {} from "
                            "random values.",
                            taken, shown_integer(random)),
          false, true);
}

void WeightsPanel::add(const QString& fate, const QString& tip,
                       const std::vector<std::string>& names, bool unfolded) {
    auto* row =
        new QTreeWidgetItem(table_, {fate, shown_integer(static_cast<qint64>(names.size()))});
    row->setToolTip(0, tip);
    row->setToolTip(1, tip);
    row->setTextAlignment(1, Qt::AlignTrailing | Qt::AlignVCenter);
    for (const std::string& name : names) {
        auto* below = new QTreeWidgetItem(row, {QString::fromStdString(name)});
        below->setToolTip(0, QString::fromStdString(name).toHtmlEscaped());
    }
    row->setExpanded(unfolded);
}

QString WeightsPanel::problem() const {
    return problem_->text();
}

void WeightsPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT wanted();
}

} // namespace thaw
