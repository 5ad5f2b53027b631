#include "widgets/event_log.h"

#include "widgets/copied_rows.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

namespace {
class Filtered final : public QSortFilterProxyModel {
  public:
    Filtered(QObject* parent, const QLineEdit* text, const QCheckBox* checkpoints)
        : QSortFilterProxyModel(parent), text_(text), checkpoints_(checkpoints) {}
    void filter_anew() { invalidateFilter(); }

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        const QModelIndex first = sourceModel()->index(row, 0, parent);
        if (!checkpoints_->isChecked() && first.data(EventTable::checkpoint_role).toBool())
            return false;
        const QString wanted = text_->text().trimmed();
        if (wanted.isEmpty())
            return true;
        for (const int column :
             {EventTable::step_column, EventTable::what_column, EventTable::who_column})
            if (first.siblingAtColumn(column).data().toString().contains(wanted,
                                                                         Qt::CaseInsensitive))
                return true;
        return false;
    }

  private:
    const QLineEdit* text_;
    const QCheckBox* checkpoints_;
};
} // namespace

EventLog::EventLog(ShownRun* run, StepAxis* axis, QWidget* parent)
    : QWidget(parent), axis_(axis), events_(new EventTable(run, this)),
      filter_(new QLineEdit(this)), checkpoints_(new QCheckBox(say("Checkpoints"), this)),
      count_(new QLabel(this)), table_(new QTableView(this)) {
    auto* filtered = new Filtered(this, filter_, checkpoints_);
    filtered_ = filtered;
    filtered_->setSourceModel(events_);

    filter_->setPlaceholderText(say("Filter events"));
    filter_->setAccessibleName(say("Filter events"));
    filter_->setClearButtonEnabled(true);
    checkpoints_->setToolTip(say("Show saved checkpoints too"));
    connect(filter_, &QLineEdit::textChanged, this, [this, filtered] {
        filtered->filter_anew();
        count_rows();
    });
    connect(checkpoints_, &QCheckBox::toggled, this, [this, filtered] {
        filtered->filter_anew();
        count_rows();
    });

    table_->setModel(filtered_);
    table_->setAccessibleName(say("Events"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    table_->setIconSize({8, 8});
    QHeaderView* columns = table_->horizontalHeader();
    columns->setSectionResizeMode(QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(EventTable::what_column, QHeaderView::Interactive);
    columns->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    columns->setHighlightSections(false);
    offer_copying(table_);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { go_to(index); });
    connect(table_, &QTableView::clicked, this, &EventLog::go_to);

    QScrollBar* bar = table_->verticalScrollBar();
    connect(filtered_, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this, bar] { at_end_ = bar->value() >= bar->maximum(); });
    connect(filtered_, &QAbstractItemModel::rowsInserted, this, [this] {
        if (at_end_)
            table_->scrollToBottom();
        count_rows();
    });
    connect(filtered_, &QAbstractItemModel::rowsRemoved, this, &EventLog::count_rows);
    table_->viewport()->installEventFilter(this);
    connect(filtered_, &QAbstractItemModel::modelReset, this, &EventLog::count_rows);

    auto* bar_layout = new QHBoxLayout;
    bar_layout->setSpacing(12);
    bar_layout->addWidget(filter_, 1);
    bar_layout->addWidget(checkpoints_);
    bar_layout->addWidget(count_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(bar_layout);
    layout->addWidget(table_, 1);
    count_rows();
    table_->scrollToBottom();
}

void EventLog::show_asked(const RunCommand& command, qint64 number) {
    events_->add_asked(command, number);
}

// What happened gets the room that step, time and who leave, so that these are in view; what it was
// decided on is beyond, where the table scrolls to, unless there is room for all.
void EventLog::share_width() {
    const QHeaderView* columns = table_->horizontalHeader();
    const auto width_of = [&](int first, int last) {
        int width = 0;
        for (int column = first; column <= last; ++column)
            width += column == EventTable::what_column ? 0 : columns->sectionSize(column);
        return width;
    };
    const int whole = table_->viewport()->width(), letter = fontMetrics().averageCharWidth();
    const int beside_all = whole - width_of(0, columns->count() - 1);
    const int beside_who = whole - width_of(0, EventTable::who_column);
    table_->setColumnWidth(EventTable::what_column, beside_all >= 44 * letter
                                                        ? beside_all
                                                        : std::max(beside_who, 16 * letter));
}

bool EventLog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        share_width();
    return QWidget::eventFilter(watched, event);
}

void EventLog::count_rows() {
    share_width();
    count_->setText(
        say("{} of {}", shown_integer(filtered_->rowCount()), shown_integer(events_->rowCount())));
}

void EventLog::go_to(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const std::int64_t step = index.data(EventTable::step_role).toLongLong();
    axis_->set_cursor(step);
    const double at = axis_->fraction_of(axis_->x_of_step(step));
    if (at < 0 || at > 1)
        axis_->centre_on(step);
}

} // namespace thaw
