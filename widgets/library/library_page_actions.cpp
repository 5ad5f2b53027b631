// What can be done to the runs that are selected.
#include "widgets/library/filter_line.h"
#include "widgets/library/library_page.h"
#include "widgets/library/run_tree_model.h"
#include "widgets/say.h"

#include <QAction>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTreeView>
#include <algorithm>

namespace thaw {

QAction* LibraryPage::add_action(const QString& text, const QKeySequence& key,
                                 const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    view_->addAction(action);
    return action;
}

void LibraryPage::make_actions() {
    view_->setContextMenuPolicy(Qt::ActionsContextMenu);
    open_action_ = add_action(say("Open"), {}, [this] {
        for (const auto& file : selected_files())
            Q_EMIT open_asked(file);
    });
    compare_action_ = add_action(say("Compare"), QKeySequence(Qt::CTRL | Qt::Key_K),
                                 [this] { Q_EMIT compare_asked(selected_files()); });
    star_action_ =
        add_action(say("Star"), QKeySequence(Qt::CTRL | Qt::Key_D), [this] { toggle_star(); });
    tags_action_ =
        add_action(say("Tags…"), QKeySequence(Qt::CTRL | Qt::Key_T), [this] { edit_tags(); });
    note_action_ =
        add_action(say("Note…"), QKeySequence(Qt::Key_F2), [this] { edit_annotation("note"); });
    copy_action_ =
        add_action(say("Copy rows"), QKeySequence::Copy, [this] { copy_table(selected_rows()); });
    trash_action_ = add_action(say("Move to trash"), QKeySequence::Delete,
                               [this] { Q_EMIT trash_asked(selected_files()); });
    undo_action_ = add_action(say("Undo"), QKeySequence::Undo, [this] { Q_EMIT undo_asked(); });
    undo_action_->setEnabled(false);
    add_action(say("Empty the trash…"), {}, [this] {
        auto* box = new QMessageBox(QMessageBox::Warning, say("Empty the trash"),
                                    say("Delete for good what lies in the trash of these folders? "
                                        "Runs and checkpoints cannot be had back after it."),
                                    QMessageBox::Cancel, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        QPushButton* empty = box->addButton(say("Delete"), QMessageBox::DestructiveRole);
        connect(empty, &QPushButton::clicked, this, &LibraryPage::empty_trash_asked);
        box->open();
    });
    add_action(say("Filter"), QKeySequence::Find, [this] { filter_->line()->setFocus(); });
    add_action(say("Columns…"), {}, [this] { choose_columns(); });
    add_action(say("Look again"), QKeySequence::Refresh, [this] { Q_EMIT rescan_asked(); });
}

void LibraryPage::toggle_star() {
    const auto runs = selected();
    const bool all_have = std::all_of(runs.begin(), runs.end(), [](const SharedFacts& run) {
        return run->find(Field("star")) == Fact(true);
    });
    if (const auto ids = selected_ids(); !ids.empty())
        Q_EMIT annotation_asked(ids, [all_have](Annotation& one) { one.star = !all_have; });
}

// In its cell, if the column is there and one run is selected.
void LibraryPage::edit_annotation(const char* column) {
    const auto runs = selected();
    const auto at = model_->columns().indexOf(QLatin1String(column));
    const QModelIndex current = view_->currentIndex();
    if (at >= 0 && runs.size() == 1 && model_->run_at(current) == runs.front()) {
        view_->edit(current.siblingAtColumn(static_cast<int>(at)));
        return;
    }
    if (runs.empty())
        return;
    bool ok = false;
    const QString before = QString::fromStdString(annotation_of(*runs.front()).note);
    const QString note = QInputDialog::getText(this, say("Note"), say("Note of the selected runs"),
                                               QLineEdit::Normal, before, &ok);
    if (ok)
        Q_EMIT annotation_asked(selected_ids(),
                                [text = note.toStdString()](Annotation& one) { one.note = text; });
}

// What all have is shown; what is added or taken away is so in each of them.
void LibraryPage::edit_tags() {
    const auto runs = selected();
    if (runs.empty())
        return;
    std::vector<std::string> shared = annotation_of(*runs.front()).tags;
    for (const SharedFacts& run : runs) {
        const auto tags = annotation_of(*run).tags;
        std::erase_if(shared, [&](const std::string& tag) {
            return std::find(tags.begin(), tags.end(), tag) == tags.end();
        });
    }
    bool ok = false;
    const QString text = QInputDialog::getText(
        this, say("Tags"),
        runs.size() == 1 ? say("Tags, with commas between")
                         : say("Tags that all {} runs have, with commas between", runs.size()),
        QLineEdit::Normal, QString::fromStdString(to_text(Fact(shared))), &ok);
    if (!ok)
        return;
    const auto wanted = tags_of(text.toStdString());
    Q_EMIT annotation_asked(selected_ids(), [shared, wanted](Annotation& one) {
        for (const auto& tag : shared)
            std::erase(one.tags, tag);
        one.tags.insert(one.tags.end(), wanted.begin(), wanted.end());
        std::sort(one.tags.begin(), one.tags.end());
        one.tags.erase(std::unique(one.tags.begin(), one.tags.end()), one.tags.end());
    });
}

CopiedTable LibraryPage::selected_rows() const {
    CopiedTable table;
    const auto line = [&](const auto& cell) {
        QStringList cells;
        for (int visual = 0; visual < model_->columnCount(); ++visual)
            cells << QString(cell(view_->header()->logicalIndex(visual)));
        table << cells;
    };
    const auto* selection = view_->selectionModel();
    const std::function<void(const QModelIndex&)> add = [&](const QModelIndex& parent) {
        for (int row = 0; row < model_->rowCount(parent); ++row) {
            const QModelIndex index = model_->index(row, 0, parent);
            if (selection->isSelected(index))
                line([&](int column) {
                    const QModelIndex cell = index.siblingAtColumn(column);
                    const bool run = model_->run_at(index) != nullptr;
                    return cell.data(run ? Qt::EditRole : Qt::DisplayRole).toString();
                });
            add(index);
        }
    };
    if (!selection->hasSelection())
        return {};
    line([&](int column) { return model_->columns()[column]; });
    add({});
    return table;
}

ShortcutGroup LibraryPage::gestures() {
    return {say("Runs"),
            {
                {say("Enter or double-click"), say("open the run")},
                {QStringLiteral("Ctrl+F"), say("filter")},
                {QStringLiteral("Ctrl+K"), say("compare the selected runs")},
                {QStringLiteral("Ctrl+D, Ctrl+T, F2"), say("star, tags, note")},
                {say("Delete, Ctrl+Z"), say("move to the trash, put back")},
                {QStringLiteral("Ctrl+C"), say("copy the selected rows for a spreadsheet")},
                {QStringLiteral("F5"), say("look for new runs now")},
                {say("Click and drag on a header"), say("sort; move the column")},
            }};
}

} // namespace thaw
