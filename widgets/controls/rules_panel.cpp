#include "widgets/controls/rules_panel.h"

#include "core/run/triggers/trigger.h"
#include "widgets/controls/rule_delegate.h"
#include "widgets/controls/rule_editor.h"
#include "widgets/controls/rules_model.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QVBoxLayout>

namespace thaw {

RulesPanel::RulesPanel(QWidget* parent)
    : QWidget(parent), model_(new RulesModel(this)), list_(new QListView), empty_(new QLabel),
      refusal_(new QLabel), add_(new QPushButton(say("Add…"))),
      edit_(new QPushButton(say("Edit…"))), remove_(new QPushButton(say("Remove"))) {
    list_->setModel(model_);
    list_->setItemDelegate(new RuleDelegate(list_));
    list_->setAccessibleName(say("Rules"));
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setResizeMode(QListView::Adjust); // sentences wrap anew
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->installEventFilter(this);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(list_, &QWidget::customContextMenuRequested, this, &RulesPanel::open_menu);
    connect(list_, &QListView::doubleClicked, this, &RulesPanel::edit);
    connect(list_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RulesPanel::look);
    connect(model_, &RulesModel::tick_asked, this, &RulesPanel::set_enabled);
    connect(add_, &QPushButton::clicked, this, &RulesPanel::add);
    connect(edit_, &QPushButton::clicked, this, [this] { edit(list_->currentIndex()); });
    connect(remove_, &QPushButton::clicked, this, &RulesPanel::remove);
    lay_out();
    look();
}

void RulesPanel::lay_out() {
    add_->setObjectName(QStringLiteral("add"));
    edit_->setObjectName(QStringLiteral("edit"));
    remove_->setObjectName(QStringLiteral("remove"));
    refusal_->setObjectName(QStringLiteral("refusal"));
    refusal_->setWordWrap(true);
    refusal_->setTextFormat(Qt::PlainText);
    refusal_->hide();
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    auto* inside = new QVBoxLayout(list_->viewport());
    inside->addWidget(empty_);

    auto* row = new QHBoxLayout;
    row->addWidget(add_);
    row->addWidget(edit_);
    row->addWidget(remove_);
    row->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(8);
    column->addWidget(list_, 1);
    column->addWidget(refusal_);
    column->addLayout(row);
}

void RulesPanel::set_run(ShownRun* run) {
    if (run_)
        run_->disconnect(this);
    run_ = run;
    waiting_.clear();
    refusal_->hide();
    delete editor_.data(); // it knows another run's series
    if (run != nullptr) {
        connect(run, &ShownRun::events_came, this, &RulesPanel::take_events);
        connect(run, &ShownRun::replaced, this, &RulesPanel::look);
        connect(run, &ShownRun::state_changed, this, &RulesPanel::look);
        connect(run, &QObject::destroyed, this, &RulesPanel::look);
    }
    look();
}

void RulesPanel::look() {
    if (!steerable())
        waiting_.clear();
    model_->show_rules(run_ ? run_->rules() : std::vector<Rule>(), steerable());
    const bool chosen = list_->currentIndex().isValid();
    set_enabled_on_page(add_, steerable());
    set_enabled_on_page(edit_, steerable() && chosen);
    set_enabled_on_page(remove_, steerable() && chosen);
    empty_->setVisible(model_->rowCount() == 0);
    empty_->setText(steerable() ? say("No rules yet. A rule watches a curve and asks for an "
                                      "action, once.")
                                : say("No rules"));
    look_at_asked();
}

void RulesPanel::look_at_asked() {
    QStringList names;
    for (const auto& rule : model_->rules())
        if (waiting_.waits_for_rule(rule.trigger.settings.text("name")))
            names.append(QString::fromStdString(rule.trigger.settings.text("name")));
    model_->set_asked(names);
}

void RulesPanel::take_events(std::size_t first) {
    const QString refusal = waiting_.settle(run_->history().events(), first);
    if (!refusal.isEmpty()) {
        refusal_->setText(refusal);
        refusal_->show();
    }
    look();
}

void RulesPanel::show_asked(const RunCommand& command, qint64 number) {
    waiting_.add(command, number);
    refusal_->hide();
    look_at_asked();
}

void RulesPanel::draft(const Item& rule, const QPoint& global) {
    if (steerable())
        open_editor(rule, true, global);
}

void RulesPanel::add() {
    open_editor({"threshold", {}, {}}, true, add_->mapToGlobal(QPoint(0, 0)));
}

void RulesPanel::edit(const QModelIndex& row) {
    if (row.isValid() && steerable())
        open_editor(model_->rule(row.row()).trigger, false,
                    list_->viewport()->mapToGlobal(list_->visualRect(row).bottomLeft()));
}

void RulesPanel::open_editor(const Item& rule, bool is_new, const QPoint& global) {
    if (!editor_) {
        editor_ = new RuleEditor(run_->plan(), descriptions(triggers()), this);
        connect(editor_, &RuleEditor::rule_set, this, [this](const Item& set) {
            if (steerable())
                Q_EMIT asked({.action = Action::set_rule, .rule = set});
        });
    }
    QStringList taken;
    for (const auto& known : model_->rules())
        taken.append(QString::fromStdString(known.trigger.settings.text("name")));
    editor_->set_taken_names(taken);
    editor_->set_step(run_->history().last_step());
    editor_->edit(rule, is_new);
    editor_->open_at(global);
}

void RulesPanel::remove() {
    const QModelIndex row = list_->currentIndex();
    if (!row.isValid() || !steerable())
        return;
    RunCommand command{.action = Action::remove_rule};
    command.rule.settings.set("name", model_->rule(row.row()).trigger.settings.text("name"));
    Q_EMIT asked(command);
}

// Also the keyboard's way to the tick: Space is taken.
void RulesPanel::open_menu(const QPoint& at) {
    const QModelIndex row = list_->currentIndex();
    if (!row.isValid() || !steerable())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(say("Edit rule…"), edit_, &QPushButton::click);
    const bool enabled = row.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    menu->addAction(enabled ? say("Disable rule") : say("Enable rule"), this, [this, enabled] {
        if (const QModelIndex now = list_->currentIndex(); now.isValid() && steerable())
            set_enabled(now.row(), !enabled);
    });
    menu->addAction(say("Remove rule"), remove_, &QPushButton::click);
    menu->popup(list_->viewport()->mapToGlobal(at));
}

void RulesPanel::set_enabled(int row, bool enabled) {
    RunCommand command{.action = Action::set_rule, .rule = model_->rule(row).trigger};
    command.rule.settings.set("enabled", enabled);
    Q_EMIT asked(command);
}

bool RulesPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == list_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
            remove();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            edit(list_->currentIndex());
            return true;
        }
        if (key == Qt::Key_Space)
            return true; // pauses the run, wherever it is pressed: it ticks nothing
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw
