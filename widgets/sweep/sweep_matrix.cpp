#include "widgets/sweep/sweep_matrix.h"

#include "core/sweep/sweep_grid.h"
#include "widgets/copied_rows.h"
#include "widgets/say.h"
#include "widgets/sweep/member_look.h"

#include <QEvent>
#include <QHeaderView>

namespace thaw {

SweepMatrix::SweepMatrix(const ShownSweep& sweep, QWidget* parent)
    : QTableWidget(parent), sweep_(sweep) {
    const SweepGrid grid(sweep.members);
    setObjectName(QStringLiteral("matrix"));
    setAccessibleName(say("Members by arm and seed"));
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setFrameShape(QFrame::NoFrame);
    setRowCount(static_cast<int>(grid.arms.size()));
    setColumnCount(static_cast<int>(grid.seeds.size()));
    for (int row = 0; row < rowCount(); ++row) {
        auto* head =
            new QTableWidgetItem(QString::fromStdString(grid.arms[static_cast<std::size_t>(row)]));
        head->setToolTip(head->text());
        setVerticalHeaderItem(row, head);
    }
    cells_.resize(sweep.members.size());
    for (int column = 0; column < columnCount(); ++column) {
        const auto seed = static_cast<std::size_t>(column);
        setHorizontalHeaderItem(column, new QTableWidgetItem(say("seed {}", grid.seeds[seed])));
        for (std::size_t arm = 0; arm < grid.arms.size(); ++arm)
            if (const auto member = grid.cells[arm][seed]) {
                cells_[*member] = new QTableWidgetItem;
                cells_[*member]->setTextAlignment(Qt::AlignCenter);
                cells_[*member]->setData(Qt::UserRole, static_cast<qulonglong>(*member));
                setItem(static_cast<int>(arm), column, cells_[*member]);
            }
    }
    verticalHeader()->setMaximumWidth(260);
    verticalHeader()->setTextElideMode(Qt::ElideMiddle);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 12);
    connect(this, &QTableWidget::itemDoubleClicked, this, &SweepMatrix::open);
    connect(this, &QTableWidget::itemActivated, this, &SweepMatrix::open);
    ledger_.members.resize(sweep.members.size());
    show_ledger(ledger_);
}

QTableWidgetItem* SweepMatrix::cell_of(std::size_t member) const {
    return cells_[member];
}

void SweepMatrix::show_ledger(const Ledger& ledger) {
    ledger_ = ledger;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const MemberStanding& standing = ledger.members[i];
        const QString label = standing_label(standing, sweep_.tree.nodes[i].steps);
        if (cells_[i]->text() != label)
            cells_[i]->setText(label);
        QString tip = QString::fromStdString(sweep_.members[i].arm) + QLatin1Char('\n') +
                      say("seed {}", sweep_.members[i].seed) + QLatin1Char('\n') + label;
        if (const QString why = standing_reason(standing); !why.isEmpty())
            tip += QStringLiteral(": ") + why;
        if (!standing.file.empty())
            tip += QLatin1Char('\n') + QString::fromStdString(standing.file.filename().string());
        cells_[i]->setToolTip(
            tip.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    }
    color();
}

void SweepMatrix::color() {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const MemberState state = ledger_.members[i].state;
        const QColor color = state_color(state, palette());
        QColor ground = color;
        ground.setAlphaF(state == MemberState::queued ? 0.0F : 0.20F);
        cells_[i]->setBackground(ground);
        cells_[i]->setForeground(state == MemberState::queued ? color
                                                              : palette().color(QPalette::Text));
    }
}

void SweepMatrix::open(QTableWidgetItem* cell) {
    const auto& file = ledger_.members[cell->data(Qt::UserRole).toULongLong()].file;
    if (!file.empty())
        Q_EMIT open_asked(QString::fromStdString(file.string()));
}

void SweepMatrix::changeEvent(QEvent* event) {
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !cells_.empty())
        color();
}

} // namespace thaw
