#include "widgets/controls/shortcuts_page.h"

#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

namespace {

// Without the mark of the key that a menu underlines.
QString plain(QString text) {
    const QRegularExpression east_asian(QStringLiteral("\\(&.\\)"));
    text.remove(east_asian);
    text.replace(QStringLiteral("&&"), QStringLiteral("\1"));
    text.remove(QLatin1Char('&'));
    return text.replace(QLatin1Char('\1'), QLatin1Char('&'));
}

QString keys_of(const QAction& action) {
    QStringList keys;
    for (const QKeySequence& sequence : action.shortcuts())
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

// Whether something that is not hidden, such as the page of a tab in the background, holds it.
bool is_at_hand(const QAction& action, const QWidget* window) {
    const auto holders = action.associatedObjects();
    return std::any_of(holders.begin(), holders.end(), [&](const QObject* holder) {
        const auto* widget = qobject_cast<const QWidget*>(holder);
        return widget == window || (widget != nullptr && widget->isVisibleTo(window));
    });
}

} // namespace

ShortcutsPage::ShortcutsPage(QWidget* window, const std::vector<ShortcutGroup>& more)
    : QDialog(window), search_(new QLineEdit), list_(new QTreeWidget) {
    setWindowTitle(say("Keyboard and mouse"));
    search_->setPlaceholderText(say("Search"));
    search_->setAccessibleName(say("Search"));
    search_->setClearButtonEnabled(true);
    list_->setColumnCount(3); // the last keeps the keys from the edge
    list_->setHeaderHidden(true);
    list_->setRootIsDecorated(false);
    list_->setIndentation(14);
    list_->setItemsExpandable(false);
    list_->setUniformRowHeights(true);
    list_->setAccessibleName(windowTitle());

    for (const auto* bar : window->findChildren<QMenuBar*>(Qt::FindDirectChildrenOnly))
        for (const QAction* menu : bar->actions())
            if (menu->menu() != nullptr)
                add_menu(plain(menu->text()), menu->menu()->actions(), {});
    for (const QAction* action : window->findChildren<QAction*>())
        if (!listed_.contains(action) && !action->shortcut().isEmpty() &&
            !action->text().isEmpty() && is_at_hand(*action, window))
            add_row(say("Window"), plain(action->text()), keys_of(*action));
    for (const auto& group : more)
        for (const auto& [how, what] : group.rows)
            add_row(group.title, what, how);
    list_->expandAll();
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(2, QHeaderView::Fixed);
    list_->header()->setMinimumSectionSize(4);
    list_->header()->resizeSection(2, 8);

    auto* buttons = new QDialogButtonBox;
    buttons->addButton(say("Close"), QDialogButtonBox::RejectRole)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(search_, &QLineEdit::textChanged, this, &ShortcutsPage::search);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(10);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    column->addWidget(buttons);
    resize(520, 560);
}

void ShortcutsPage::add_menu(const QString& title, const QList<QAction*>& actions,
                             const QString& path) {
    for (const QAction* action : actions) {
        const QString text = plain(action->text());
        if (action->menu() != nullptr) {
            add_menu(title, action->menu()->actions(), path + text + QStringLiteral(" › "));
        } else if (!action->isSeparator() && !text.isEmpty()) {
            listed_.append(action);
            add_row(title, path + text, keys_of(*action));
        }
    }
}

void ShortcutsPage::add_row(const QString& group, const QString& does, const QString& keys) {
    QTreeWidgetItem* under = nullptr;
    for (int i = 0; i < list_->topLevelItemCount(); ++i)
        if (list_->topLevelItem(i)->text(0) == group)
            under = list_->topLevelItem(i);
    if (under == nullptr) {
        under = new QTreeWidgetItem(list_, {group});
        QFont bold = list_->font();
        bold.setWeight(QFont::DemiBold);
        under->setFont(0, bold);
        under->setFlags(Qt::ItemIsEnabled);
        under->setSizeHint(0, QSize(0, list_->fontMetrics().height() + 16));
    }
    auto* row = new QTreeWidgetItem(under, {does, keys});
    row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    row->setToolTip(0, does);
}

// Every word must be in what it does, in its keys or in its group.
void ShortcutsPage::search(const QString& words) {
    const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (int g = 0; g < list_->topLevelItemCount(); ++g) {
        QTreeWidgetItem* group = list_->topLevelItem(g);
        bool any = false;
        for (int r = 0; r < group->childCount(); ++r) {
            QTreeWidgetItem* row = group->child(r);
            const QString all =
                group->text(0) + QLatin1Char(' ') + row->text(0) + QLatin1Char(' ') + row->text(1);
            const bool shows = std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
                return all.contains(word, Qt::CaseInsensitive);
            });
            row->setHidden(!shows);
            any = any || shows;
        }
        group->setHidden(!any);
    }
}

} // namespace thaw
