#include "widgets/sweep/member_tree.h"

#include "widgets/say.h"
#include "widgets/sweep/member_look.h"

#include <QHeaderView>

namespace thaw {

namespace {
enum Column { member_column, seed_column, leaves_column, state_column };
}

MemberTree::MemberTree(QWidget* parent) : QTreeWidget(parent) {
    setObjectName(QStringLiteral("tree"));
    setAccessibleName(say("Members as a tree"));
    setFrameShape(QFrame::NoFrame);
    setHeaderLabels({say("Member"), say("Seed"), say("Leaves its parent"), say("State")});
    setUniformRowHeights(true);
    connect(this, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
        if (const QString file = item->data(member_column, Qt::UserRole).toString();
            !file.isEmpty())
            Q_EMIT open_asked(file);
    });
}

void MemberTree::show_sweep(const ShownSweep& sweep) {
    clear();
    items_.assign(sweep.members.size(), nullptr);
    steps_.assign(sweep.members.size(), 0);
    for (const std::size_t member : sweep.tree.order) { // parents first
        const TreeNode& node = sweep.tree.nodes[member];
        auto* item =
            node.parent ? new QTreeWidgetItem(items_[*node.parent]) : new QTreeWidgetItem(this);
        item->setText(member_column, QString::fromStdString(sweep.members[member].arm));
        item->setText(seed_column, QString::number(sweep.members[member].seed));
        item->setText(leaves_column, node.parent ? QString::fromStdString(leaving_text(node))
                                                 : say("trained from its first step"));
        items_[member] = item;
        steps_[member] = node.steps;
    }
    expandAll();
    for (const int column : {member_column, seed_column, leaves_column})
        resizeColumnToContents(column);
}

void MemberTree::show_ledger(const Ledger& ledger) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const MemberStanding& standing = ledger.members[i];
        items_[i]->setText(state_column, standing_label(standing, steps_[i]));
        items_[i]->setToolTip(state_column, standing_reason(standing));
        items_[i]->setForeground(state_column, state_color(standing.state, palette()));
        items_[i]->setData(member_column, Qt::UserRole,
                           QString::fromStdString(standing.file.string()));
    }
}

} // namespace thaw
