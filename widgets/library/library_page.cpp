#include "widgets/library/library_page.h"

#include "widgets/library/column_dialog.h"
#include "widgets/library/facts_panel.h"
#include "widgets/library/filter_line.h"
#include "widgets/library/run_tree_model.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

namespace thaw {

namespace {

const QString columns_key = QStringLiteral("library/columns");
const QString header_key = QStringLiteral("library/header");
const QString history_key = QStringLiteral("library/history");
const QString group_key = QStringLiteral("library/group");
const QString splitter_key = QStringLiteral("library/splitter");
const QString lineage_word = QStringLiteral("lineage");

// Scores, where runs are judged by something else than the accuracy.
QStringList usual_columns(const RunList& runs = {}) {
    const bool scores = any_other_score(runs);
    QStringList columns;
    for (const char* one : {"star", "name", "state", "seed", "stop_step", "id_acc", "ood_acc",
                            "last_step", "duration", "created", "tags", "note"})
        columns.append(QString::fromLatin1(one));
    if (scores)
        columns.replaceInStrings(QStringLiteral("_acc"), QStringLiteral("_score"));
    return columns;
}

} // namespace

LibraryPage::LibraryPage(QWidget* parent)
    : QWidget(parent), filter_(new FilterLine(this)), group_(new QComboBox(this)),
      view_(new QTreeView(this)), model_(new RunTreeModel(this)), facts_(new FactsPanel(this)),
      splitter_(new QSplitter(this)), stack_(new QStackedWidget(this)), empty_(new QLabel(this)),
      add_folder_(new QPushButton(say("Add folder…"), this)),
      clear_filter_(new QPushButton(say("Clear the filter"), this)),
      compare_(new QPushButton(say("Compare"), this)), told_(new QLabel(this)),
      folder_menu_(new QMenu(this)) {
    make_view();
    make_actions();

    auto* folders = new QToolButton(this);
    folders->setText(say("Folders"));
    folders->setPopupMode(QToolButton::InstantPopup);
    folders->setMenu(folder_menu_);
    connect(folder_menu_, &QMenu::aboutToShow, this, &LibraryPage::fill_folder_menu);
    auto* columns = new QToolButton(this);
    columns->setText(say("Columns…"));
    connect(columns, &QToolButton::clicked, this, &LibraryPage::choose_columns);
    auto* group_label = new QLabel(say("Group by"), this);
    group_label->setBuddy(group_);
    group_label->setFixedHeight(group_->sizeHint().height()); // beside it, not above
    group_->setAccessibleName(say("Group by"));
    group_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    group_->setMaximumWidth(32 * fontMetrics().averageCharWidth());
    connect(group_, qOverload<int>(&QComboBox::activated), this,
            [this](int index) { group_by(group_->itemData(index).toString()); });

    auto* top = new QHBoxLayout;
    top->addWidget(filter_, 1);
    for (QWidget* one : {static_cast<QWidget*>(group_label), static_cast<QWidget*>(group_),
                         static_cast<QWidget*>(columns), static_cast<QWidget*>(folders),
                         static_cast<QWidget*>(compare_)})
        top->addWidget(one, 0, Qt::AlignTop);
    compare_->setToolTip(say("Compare the selected runs"));
    connect(compare_, &QPushButton::clicked, compare_action_, &QAction::trigger);

    auto* nothing = new QWidget(this);
    auto* middle = new QVBoxLayout(nothing);
    middle->addStretch(2);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    middle->addWidget(empty_);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(add_folder_);
    buttons->addWidget(clear_filter_);
    buttons->addStretch();
    middle->addLayout(buttons);
    middle->addStretch(3);
    stack_->addWidget(view_);
    stack_->addWidget(nothing);
    splitter_->addWidget(stack_);
    splitter_->addWidget(facts_);
    splitter_->setStretchFactor(0, 3);
    splitter_->setStretchFactor(1, 1);
    splitter_->setChildrenCollapsible(true);

    auto* column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(splitter_, 1);
    column->addWidget(told_);

    connect(filter_, &FilterLine::filter_changed, this, [this](const Expression& filter) {
        keep_place([&] { model_->set_filter(filter); });
        look();
    });
    connect(model_, &RunTreeModel::annotation_asked, this,
            [this](const SharedFacts& run, const std::function<void(Annotation&)>& change) {
                Q_EMIT annotation_asked({run->text(Field("run_id"))}, change);
            });
    connect(facts_, &FactsPanel::column_asked, this, [this](const QString& field) {
        if (!model_->columns().contains(field))
            set_columns(QStringList(model_->columns()) << field);
    });
    connect(facts_, &FactsPanel::group_asked, this, &LibraryPage::group_by);
    connect(facts_, &FactsPanel::condition_asked, filter_, &FilterLine::add_condition);
    connect(clear_filter_, &QPushButton::clicked, this, [this] { filter_->set_text({}); });
    connect(add_folder_, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, say("Folder with runs"));
        if (!folder.isEmpty() && !folders_.contains(folder))
            Q_EMIT folders_changed(QStringList(folders_) << folder);
    });

    const QSettings settings;
    filter_->set_history(settings.value(history_key).toStringList());
    const QStringList chosen = settings.value(columns_key).toStringList();
    model_->set_columns(chosen.isEmpty() ? usual_columns() : chosen);
    fitted_ = view_->header()->restoreState(settings.value(header_key).toByteArray());
    splitter_->restoreState(settings.value(splitter_key).toByteArray());
    fill_groups();
    group_by(settings.value(group_key).toString());
    look();
}

LibraryPage::~LibraryPage() {
    remember();
}

void LibraryPage::remember() const {
    QSettings settings;
    settings.setValue(columns_key, model_->columns());
    if (fitted_)
        settings.setValue(header_key, view_->header()->saveState());
    settings.setValue(history_key, filter_->history());
    settings.setValue(group_key, group_->currentData());
    settings.setValue(splitter_key, splitter_->saveState());
}

void LibraryPage::make_view() {
    view_->setModel(model_);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->setEditTriggers(QAbstractItemView::NoEditTriggers); // Enter and a double-click open
    view_->setUniformRowHeights(true);
    view_->setAlternatingRowColors(true);
    view_->setAllColumnsShowFocus(true);
    view_->setAccessibleName(say("Runs"));
    view_->setSortingEnabled(false); // the model's order stays by file until a header is clicked
    view_->header()->setSectionsClickable(true);
    view_->header()->setSortIndicatorShown(true);
    view_->header()->setSortIndicator(-1, Qt::AscendingOrder);
    view_->header()->setSectionsMovable(true);
    view_->header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view_->header(), &QHeaderView::customContextMenuRequested, this,
            &LibraryPage::choose_columns);
    connect(view_->header(), &QHeaderView::sectionClicked, this, [this](int column) {
        const bool again = model_->sorted_by() == column;
        const bool rising = !again || model_->sort_order() == Qt::DescendingOrder;
        const auto order = rising ? Qt::AscendingOrder : Qt::DescendingOrder;
        keep_place([&] { model_->sort(column, order); });
        view_->header()->setSortIndicator(column, order);
    });
    connect(view_, &QTreeView::doubleClicked, this, &LibraryPage::open_row);
    connect(view_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        if (model_->columns()[index.column()] == QLatin1String("star"))
            toggle_star();
    });
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LibraryPage::look);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &LibraryPage::look);
    view_->installEventFilter(this);
}

void LibraryPage::show_runs(const RunList& runs) {
    scanned_ = true;
    for (const QLineEdit* editor : view_->viewport()->findChildren<QLineEdit*>())
        if (editor->isVisible())
            return; // somebody writes a note: the next look brings the news
    keep_place([&] {
        if (any_other_score(runs) && model_->columns() == usual_columns())
            model_->set_columns(usual_columns(runs));
        model_->show_runs(runs);
    });
    filter_->set_fields(model_->fields(), FieldKinds(runs));
    fill_groups();
    if (!fitted_ && !runs.empty())
        fit_columns();
    look();
}

// As wide as what is in them, the first time: then they are the user's.
void LibraryPage::fit_columns() {
    fitted_ = true;
    const int widest = 36 * fontMetrics().averageCharWidth();
    for (int i = 0; i < model_->columnCount(); ++i) {
        view_->resizeColumnToContents(i);
        view_->setColumnWidth(i, std::min(view_->columnWidth(i) + 8, widest));
    }
}

void LibraryPage::show_folders(const QStringList& folders) {
    folders_ = folders;
    look();
}

void LibraryPage::show_progress(qint64 read, qint64 all) {
    reading_ = read;
    to_read_ = all;
    look();
}

void LibraryPage::set_undo(const QString& what) {
    undo_action_->setEnabled(!what.isEmpty());
    undo_action_->setText(what.isEmpty() ? say("Undo") : say("Undo: {}", what));
}

// What was selected, current, opened and on top stays so when the rows are made anew.
void LibraryPage::keep_place(const std::function<void()>& change) {
    std::set<std::filesystem::path> chosen;
    for (const auto& file : selected_files())
        chosen.insert(file);
    const SharedFacts current = model_->run_at(view_->currentIndex());
    const SharedFacts top = model_->run_at(view_->indexAt(QPoint(1, 1)));
    std::set<QString> closed;
    for (int row = 0; row < model_->rowCount(); ++row)
        if (const auto index = model_->index(row, 0);
            model_->rowCount(index) > 0 && !view_->isExpanded(index))
            closed.insert(index.data().toString());
    bool anew = false;
    const auto watch =
        connect(model_, &QAbstractItemModel::modelReset, this, [&anew] { anew = true; });
    change();
    disconnect(watch);
    if (!anew)
        return;
    const QSignalBlocker quiet(view_->selectionModel());
    view_->expandAll();
    for (int row = 0; row < model_->rowCount() && !closed.empty(); ++row)
        if (const auto index = model_->index(row, 0); closed.contains(index.data().toString()))
            view_->collapse(index);
    QItemSelection selection;
    const std::function<void(const QModelIndex&)> select = [&](const QModelIndex& parent) {
        for (int row = 0; row < model_->rowCount(parent); ++row) {
            const QModelIndex index = model_->index(row, 0, parent);
            const SharedFacts run = model_->run_at(index);
            if (run != nullptr && chosen.contains(run->file))
                selection.select(index, index);
            select(index);
        }
    };
    if (!chosen.empty())
        select({});
    if (current != nullptr)
        view_->selectionModel()->setCurrentIndex(model_->index_of(current->file),
                                                 QItemSelectionModel::NoUpdate);
    view_->selectionModel()->select(selection,
                                    QItemSelectionModel::Select | QItemSelectionModel::Rows);
    if (top != nullptr)
        if (const QModelIndex index = model_->index_of(top->file); index.isValid())
            view_->scrollTo(index, QAbstractItemView::PositionAtTop);
    view_->viewport()->update();
}

void LibraryPage::look() {
    const auto files = selected_files();
    const bool some = !files.empty();
    open_action_->setEnabled(some);
    compare_action_->setEnabled(files.size() >= 2);
    set_enabled_on_page(compare_, files.size() >= 2);
    const bool noted = !selected_ids().empty();
    for (QAction* action : {star_action_, tags_action_, note_action_})
        action->setEnabled(noted);
    trash_action_->setEnabled(some);
    copy_action_->setEnabled(some);
    facts_->show_run(model_->run_at(view_->currentIndex()));

    const auto all = static_cast<qint64>(model_->runs().size());
    const auto shown = static_cast<qint64>(model_->selection().matching.size());
    const bool empty = shown == 0;
    stack_->setCurrentIndex(empty ? 1 : 0);
    facts_->setVisible(!empty);
    clear_filter_->setVisible(all > 0);
    add_folder_->setVisible(all == 0);
    if (all > 0)
        empty_->setText(say("No run matches the filter."));
    else if (!scanned_ || to_read_ > 0)
        empty_->setText(say("Looking for runs…"));
    else
        empty_->setText(say("No runs in {} yet. Start one under “New run”, or add a folder in "
                            "which there are some.",
                            folders_.join(QStringLiteral(", "))));
    QStringList parts;
    if (all > 0)
        parts << (shown == all
                      ? say("{} [run|runs]", shown_integer(all))
                      : say("{} of {} [run|runs]", shown_integer(shown), shown_integer(all)));
    if (files.size() > 1)
        parts << say("{} selected", shown_integer(static_cast<qint64>(files.size())));
    const std::string unknown = unknown_sentence(model_->selection());
    if (!unknown.empty())
        parts << QString::fromStdString(unknown);
    const auto copied =
        std::count_if(model_->runs().begin(), model_->runs().end(),
                      [](const SharedFacts& run) { return is_known(run->find(Field("copies"))); });
    if (copied > 0)
        parts << say("{} with copies, shown once", shown_integer(copied));
    const auto in_state = [this](const char* state) {
        return std::count_if(model_->runs().begin(), model_->runs().end(),
                             [state](const SharedFacts& run) {
                                 return !run->problem.empty() && run->text(Field("state")) == state;
                             });
    };
    if (const auto damaged = in_state("damaged"); damaged > 0)
        parts << say("{} damaged", shown_integer(damaged));
    if (const auto unreadable = in_state("unreadable"); unreadable > 0)
        parts << say("{} unreadable", shown_integer(unreadable));
    if (to_read_ > 0)
        parts << say("Reading {} of {}", shown_integer(reading_), shown_integer(to_read_));
    told_->setText(parts.join(QStringLiteral(" · ")));
}

QString LibraryPage::told() const {
    return told_->text();
}

bool LibraryPage::is_empty_shown() const {
    return stack_->currentIndex() == 1;
}

std::vector<SharedFacts> LibraryPage::selected() const {
    std::vector<SharedFacts> all;
    std::set<const RunFacts*> seen;
    const auto* selection = view_->selectionModel();
    const std::function<void(const QModelIndex&)> collect = [&](const QModelIndex& parent) {
        for (int row = 0; row < model_->rowCount(parent); ++row) {
            const QModelIndex index = model_->index(row, 0, parent);
            if (selection->isSelected(index))
                for (const SharedFacts& run : model_->runs_below(index))
                    if (seen.insert(run.get()).second)
                        all.push_back(run);
            collect(index);
        }
    };
    if (selection != nullptr && selection->hasSelection())
        collect({});
    return all;
}

std::vector<std::filesystem::path> LibraryPage::selected_files() const {
    std::vector<std::filesystem::path> files;
    for (const SharedFacts& run : selected())
        files.push_back(run->file);
    return files;
}

std::vector<std::string> LibraryPage::selected_ids() const {
    std::vector<std::string> ids;
    for (const SharedFacts& run : selected())
        if (run->problem.empty())
            ids.push_back(run->text(Field("run_id")));
    return ids;
}

void LibraryPage::group_by(const QString& key) {
    int index = group_->findData(key);
    if (index < 0 && !key.isEmpty()) {
        group_->addItem(QString::fromStdString(heading(field_of(key.toStdString()))), key);
        index = group_->count() - 1;
    }
    group_->setCurrentIndex(std::max(index, 0));
    const auto shape = key.isEmpty()         ? RunTreeModel::Shape::flat
                       : key == lineage_word ? RunTreeModel::Shape::lineage
                                             : RunTreeModel::Shape::grouped;
    keep_place([&] { model_->set_shape(shape, key); });
    view_->setRootIsDecorated(shape != RunTreeModel::Shape::flat);
    look();
}

// No grouping, lineage, then what differs between these runs.
void LibraryPage::fill_groups() {
    const QString chosen = group_->currentData().toString();
    QStringList keys{QString(), lineage_word};
    static const std::set<std::string> useless{"run_id", "file", "created", "note", "parent_file"};
    for (const Field field : differing_fields(model_->runs(), model_->fields()))
        if (!useless.contains(field.name()))
            keys.append(QString::fromStdString(field.name()));
    if (!keys.contains(chosen))
        keys.append(chosen);
    QStringList now;
    for (int i = 0; i < group_->count(); ++i)
        now.append(group_->itemData(i).toString());
    if (now == keys)
        return;
    group_->clear();
    for (const QString& key : keys)
        group_->addItem(key.isEmpty() ? say("Nothing")
                        : key == lineage_word
                            ? say("Lineage of forks")
                            : QString::fromStdString(heading(Field(key.toStdString()))),
                        key);
    group_->setCurrentIndex(std::max(0, group_->findData(chosen)));
}

void LibraryPage::fill_folder_menu() {
    folder_menu_->clear();
    for (const QString& folder : folders_) {
        QMenu* one = folder_menu_->addMenu(folder);
        QAction* remove = one->addAction(say("Remove from the list"), this, [this, folder] {
            QStringList left = folders_;
            left.removeAll(folder);
            Q_EMIT folders_changed(left);
        });
        remove->setEnabled(folders_.size() > 1);
    }
    folder_menu_->addSeparator();
    folder_menu_->addAction(say("Add folder…"), add_folder_, &QPushButton::click);
    folder_menu_->addAction(say("Look again"), this, &LibraryPage::rescan_asked);
}

void LibraryPage::open_row(const QModelIndex& index) {
    const SharedFacts run = model_->run_at(index);
    if (run == nullptr)
        return;
    const QString& column = model_->columns()[index.column()];
    if (model_->flags(index).testFlag(Qt::ItemIsEditable))
        view_->edit(index);
    else if (column != QLatin1String("star"))
        Q_EMIT open_asked(run->file);
}

void LibraryPage::set_columns(const QStringList& columns) {
    keep_place(
        [&] { model_->set_columns(columns.isEmpty() ? usual_columns(model_->runs()) : columns); });
    view_->header()->setSortIndicator(model_->sorted_by(), model_->sort_order());
    fit_columns();
    remember();
}

void LibraryPage::choose_columns() {
    auto* dialog = new ColumnDialog(model_->runs(), model_->columns(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { set_columns(dialog->columns()); });
    dialog->open();
}

bool LibraryPage::eventFilter(QObject* watched, QEvent* event) {
    // Qt's views answer Ctrl+C themselves, with the current cell: this comes before them.
    if (watched == view_ &&
        (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        if (event->type() == QEvent::KeyPress)
            copy_action_->trigger();
        return true;
    }
    if (watched == view_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() == Qt::NoModifier &&
            model_->run_at(view_->currentIndex()) != nullptr) {
            open_action_->trigger();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw
