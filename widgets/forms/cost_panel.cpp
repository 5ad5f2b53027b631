#include "widgets/forms/cost_panel.h"

#include "core/run/sentences.h"
#include "widgets/forms/cost_bar.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/share_delegate.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace thaw {

namespace {

QString shown_duration(double seconds) {
    return seconds < 10 ? say("{} s", shown_number(seconds, 2))
                        : QString::fromStdString(duration_text(seconds));
}

// Of the whole of a run, training first, then the diagnostics as the config has them.
std::vector<CostBar::Part> parts_of(const RunCost& cost) {
    const double total = cost.total_seconds();
    std::vector<CostBar::Part> parts{{say("Training"), 0}};
    if (!(total > 0))
        return parts;
    parts[0].share = cost.training_seconds() / total;
    for (const auto& share : cost.diagnostics)
        parts.push_back({QString::fromStdString(share.metric), share.seconds() / total});
    return parts;
}

QPixmap swatch(const QColor& color, const QWidget* on) {
    const int side = on->fontMetrics().ascent();
    const double ratio = on->devicePixelRatioF();
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(color);
    return pixmap;
}

} // namespace

CostPanel::CostPanel(QWidget* parent)
    : QWidget(parent), measure_(new QPushButton(say("Measure"), this)), note_(new QLabel(this)),
      progress_(new QProgressBar(this)), problem_(new ProblemLabel(this)),
      result_(new QWidget(this)), time_(new QLabel(result_)), length_(new QLabel(result_)),
      diagnostics_(new QLabel(result_)), bar_(new CostBar(result_)), legend_(new QGridLayout),
      parameters_(new QLabel(result_)), blocks_(new QTableWidget(result_)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    note_->setWordWrap(true);
    top->addWidget(note_, 1);
    top->addWidget(measure_, 0, Qt::AlignTop);
    column->addLayout(top);
    progress_->setRange(0, 0);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(say("Measuring"));
    column->addWidget(progress_);
    column->addWidget(problem_);
    column->addWidget(result_, 1);
    column->addStretch(0);

    QFont large = time_->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    time_->setFont(large);
    for (QLabel* label : {time_, length_, diagnostics_, parameters_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    bar_->setAccessibleName(say("Where the time goes"));
    blocks_->setAccessibleName(say("Parameters of each block"));
    blocks_->setColumnCount(3);
    blocks_->setHorizontalHeaderLabels({say("Block"), say("Parameters"), say("Share")});
    blocks_->verticalHeader()->hide();
    blocks_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    blocks_->horizontalHeader()->setStretchLastSection(true);
    blocks_->horizontalHeader()->setHighlightSections(false);
    blocks_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    blocks_->setSelectionBehavior(QAbstractItemView::SelectRows);
    blocks_->setShowGrid(false);
    blocks_->setTabKeyNavigation(false);
    blocks_->setItemDelegateForColumn(2, new ShareDelegate(blocks_));
    legend_->setColumnStretch(1, 1);
    legend_->setHorizontalSpacing(10);
    legend_->setVerticalSpacing(4);
    auto* shown_result = new QVBoxLayout(result_);
    shown_result->setContentsMargins(0, 0, 0, 0);
    shown_result->setSpacing(8);
    shown_result->addWidget(time_);
    shown_result->addWidget(length_);
    shown_result->addSpacing(6);
    shown_result->addWidget(bar_);
    shown_result->addLayout(legend_);
    shown_result->addWidget(diagnostics_);
    shown_result->addSpacing(10);
    shown_result->addWidget(parameters_);
    shown_result->addWidget(blocks_, 1);
    connect(measure_, &QPushButton::clicked, this, &CostPanel::measure_asked);
    enter(State::nothing);
}

void CostPanel::show_busy() {
    enter(State::busy);
}

void CostPanel::show_cost(const RunCost& cost) {
    cost_ = cost;
    fill();
    enter(State::result);
}

void CostPanel::show_error(const QString& sentence) {
    problem_->show_problem(sentence);
    enter(State::failed);
}

void CostPanel::form_changed() {
    if (state_ == State::result)
        enter(State::stale);
    else if (state_ == State::failed)
        enter(cost_ ? State::stale : State::nothing);
}

void CostPanel::set_can_measure(bool can_measure) {
    can_measure_ = can_measure;
    enter(state_);
}

void CostPanel::enter(State state) {
    state_ = state;
    switch (state) {
    case State::nothing:
        note_->setText(say("Measure a few steps to learn how long the run will take and what each "
                           "metric adds."));
        break;
    case State::busy:
        note_->setText(say("Measuring a few steps…"));
        break;
    case State::result:
        note_->setText(say("Measured on this machine."));
        break;
    case State::stale:
        note_->setText(say("The form has changed since this was measured."));
        break;
    case State::failed:
        note_->setText(say("The cost could not be measured."));
        break;
    }
    measure_->setText(cost_ ? say("Measure again") : say("Measure"));
    set_enabled_on_page(measure_, can_measure_ && state != State::busy);
    measure_->setToolTip(can_measure_ ? QString()
                                      : say("The form has problems; correct them first."));
    progress_->setVisible(state == State::busy);
    if (state != State::failed)
        problem_->show_problem({});
    result_->setVisible(cost_.has_value() && state != State::failed);
    result_->setEnabled(state == State::result); // greyed out: not what would run
}

void CostPanel::fill() {
    const RunCost& cost = *cost_;
    time_->setText(say("About {}", shown_duration(cost.total_seconds())));
    const QString steps = shown_integer(cost.steps);
    const QString each = shown_duration(cost.seconds_per_step);
    length_->setText(cost.steps_per_epoch > 0
                         ? say("{} [step|steps] ({} [epoch|epochs]), {} each", steps,
                               shown_number(static_cast<double>(cost.steps) /
                                                static_cast<double>(cost.steps_per_epoch),
                                            3),
                               each)
                         : say("{} [step|steps], {} each", steps, each));
    diagnostics_->setText(
        say("Diagnostics take {} % of the time.", shown_number(100 * cost.diagnostics_share(), 2)));
    parameters_->setText(say("{} [parameter|parameters] in {} [block|blocks]",
                             shown_integer(cost.parameters()),
                             shown_integer(static_cast<qint64>(cost.blocks.size()))));
    bar_->set_parts(parts_of(cost));
    fill_legend();
    fill_blocks();
}

void CostPanel::fill_legend() {
    while (QLayoutItem* item = legend_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto& parts = bar_->parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int row = static_cast<int>(i);
        auto* mark = new QLabel(result_);
        mark->setPixmap(swatch(bar_->color_of(row), this));
        auto* name = new QLabel(parts[i].label, result_);
        name->setTextFormat(Qt::PlainText);
        const double seconds =
            i == 0 ? cost_->training_seconds() : cost_->diagnostics[i - 1].seconds();
        QString how = shown_duration(seconds);
        if (i > 0)
            name->setToolTip(say("{} [reading|readings], {} each",
                                 shown_integer(cost_->diagnostics[i - 1].readings),
                                 shown_duration(cost_->diagnostics[i - 1].seconds_per_reading)));
        auto* time = new QLabel(how, result_);
        auto* share = new QLabel(say("{} %", shown_number(100 * parts[i].share, 2)), result_);
        time->setAlignment(Qt::AlignTrailing);
        share->setAlignment(Qt::AlignTrailing);
        legend_->addWidget(mark, row, 0);
        legend_->addWidget(name, row, 1);
        legend_->addWidget(time, row, 2);
        legend_->addWidget(share, row, 3);
    }
}

void CostPanel::fill_blocks() {
    const auto all = static_cast<double>(cost_->parameters());
    blocks_->setRowCount(static_cast<int>(cost_->blocks.size()));
    for (int row = 0; row < blocks_->rowCount(); ++row) {
        const BlockInfo& block = cost_->blocks[static_cast<std::size_t>(row)];
        auto* count = new QTableWidgetItem(shown_integer(block.parameters));
        count->setTextAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        auto* share = new QTableWidgetItem;
        const double part = all > 0 ? static_cast<double>(block.parameters) / all : 0;
        share->setData(ShareDelegate::share_role, part);
        share->setData(Qt::AccessibleTextRole, say("{} %", shown_number(100 * part, 2)));
        blocks_->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(block.name)));
        blocks_->setItem(row, 1, count);
        blocks_->setItem(row, 2, share);
    }
    const int rows = std::min(blocks_->rowCount(), 6);
    blocks_->setMinimumHeight(blocks_->horizontalHeader()->sizeHint().height() +
                              rows * blocks_->verticalHeader()->defaultSectionSize() + 4);
}

void CostPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && cost_)
        fill_legend(); // its colours are those of the palette
}

} // namespace thaw
