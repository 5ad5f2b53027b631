#include "widgets/forms/item_list.h"

#include "widgets/forms/choice_picker.h"
#include "widgets/forms/entry_delegate.h"
#include "widgets/forms/item_editor.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/setting_help.h"
#include "widgets/forms/value_text.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <algorithm>

namespace thaw {

namespace {

// "Rotation", and in a second line what tells it from its like.
QString row_text(const ItemEditor& editor, bool has_like) {
    const Description& thing = *editor.spec().find(editor.id());
    QString title = shown(thing.label);
    QStringList settings;
    for (const ParameterField* field : editor.fields()) {
        const Parameter& parameter = field->parameter();
        const QString text = value_text(field->value());
        if (parameter.key == "name") {
            if (!text.isEmpty())
                title = text;
            continue;
        }
        if (field->left_out() || !(has_like || field->differs_from_default() || parameter.required))
            continue;
        settings << QStringLiteral("%1 %2").arg(shown(parameter.label), text);
    }
    return settings.isEmpty() ? title : title + u'\n' + settings.join(QStringLiteral(" · "));
}

} // namespace

ItemList::ItemList(Section spec, QWidget* parent)
    : QWidget(parent), spec_(std::move(spec)), several_(spec_.expands),
      list_(new QListWidget(this)), stack_(new QStackedWidget(this)),
      nothing_(new QLabel(say("Nothing here. Choose Add to begin."), this)),
      problem_(new ProblemLabel(this)),
      add_(new QPushButton(several_ ? say("Add…") : say("Add"), this)),
      duplicate_(new QPushButton(say("Duplicate"), this)),
      remove_(new QPushButton(say("Remove"), this)), up_(new QToolButton(this)),
      down_(new QToolButton(this)) {
    build();
    enable_buttons();
}

void ItemList::explain(QAbstractButton* button, const QString& explained) {
    button->setToolTip(explained);
    button->setAccessibleName(explained);
    button->setFocusPolicy(Qt::TabFocus);
}

void ItemList::build() {
    explain(add_, say("Add to the list"));
    explain(duplicate_, say("Add another one with the same settings"));
    explain(remove_, say("Remove the chosen one (Delete)"));
    explain(up_, say("Move up (Alt+Up)"));
    explain(down_, say("Move down (Alt+Down)"));
    up_->setArrowType(Qt::UpArrow);
    down_->setArrowType(Qt::DownArrow);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(6);
    for (QPushButton* tool : {add_, duplicate_, remove_}) {
        tool->setAutoDefault(false);
        tools->addWidget(tool);
    }
    tools->addWidget(up_);
    tools->addWidget(down_);
    tools->addStretch(1);

    list_->setAccessibleName(shown(spec_.label));
    list_->setItemDelegate(new EntryDelegate(list_));
    list_->setResizeMode(QListView::Adjust);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->installEventFilter(this);
    static_cast<QLabel*>(nothing_)->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    nothing_->setForegroundRole(QPalette::PlaceholderText);
    stack_->addWidget(nothing_);
    auto* halves = new QHBoxLayout;
    halves->setSpacing(16);
    halves->addWidget(list_, 2);
    halves->addWidget(stack_, 5);
    list_->setMinimumWidth(16 * fontMetrics().averageCharWidth());
    list_->setMaximumWidth(40 * fontMetrics().averageCharWidth());

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addLayout(tools);
    column->addWidget(problem_);
    column->addLayout(halves, 1);

    if (!several_ && spec_.choices.size() > 1) {
        auto* menu = new QMenu(add_);
        menu->setToolTipsVisible(true);
        for (const auto& choice : spec_.choices) {
            QAction* action = menu->addAction(shown(choice.label));
            action->setToolTip(help_html(choice));
            connect(action, &QAction::triggered, this, [this, id = choice.id] { add(id); });
        }
        add_->setMenu(menu);
    } else if (several_) {
        connect(add_, &QPushButton::clicked, this, &ItemList::ask_what_to_add);
    } else {
        connect(add_, &QPushButton::clicked, this, [this] { add(spec_.choices.front().id); });
    }
    connect(duplicate_, &QPushButton::clicked, this, &ItemList::duplicate_current);
    connect(remove_, &QPushButton::clicked, this, &ItemList::remove_current);
    connect(up_, &QToolButton::clicked, this, [this] { move_current(-1); });
    connect(down_, &QToolButton::clicked, this, [this] { move_current(1); });
    connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
        stack_->setCurrentWidget(row < 0 || row >= count() ? nothing_ : editor(row));
        enable_buttons();
        if (row >= 0 && row < count())
            Q_EMIT help_wanted(help_html(*spec_.find(editor(row)->id())));
    });
}

void ItemList::ask_what_to_add() {
    std::vector<std::string> there;
    for (const ItemEditor* one : editors_)
        there.push_back(one->id());
    auto* picker =
        new ChoicePicker(say("Add to the list"), spec_.choices, there, this, spec_.groups);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &QDialog::accepted, this, [this, picker] { add_several(picker->picked()); });
    picker->open();
}

int ItemList::current() const {
    return list_->currentRow();
}

void ItemList::set_current(int index) {
    list_->setCurrentRow(index);
}

ItemEditor* ItemList::make_editor(int at) {
    auto* made = new ItemEditor(spec_, stack_);
    connect(made, &ItemEditor::changed, this, [this] {
        rename_rows();
        Q_EMIT changed();
    });
    connect(made, &ItemEditor::help_wanted, this, &ItemList::help_wanted);
    editors_.insert(editors_.begin() + at, made);
    wrong_.insert(wrong_.begin() + at, false);
    stack_->addWidget(made);
    list_->insertItem(at, QString());
    return made;
}

void ItemList::set_items(const std::vector<Item>& items) {
    {
        const QSignalBlocker quiet(this);
        list_->clear();
        for (ItemEditor* old : editors_)
            delete old;
        editors_.clear();
        wrong_.clear();
        for (const auto& item : items)
            make_editor(count())->set_item(item);
        rename_rows();
        set_current(items.empty() ? -1 : 0);
    }
    enable_buttons();
    Q_EMIT changed();
}

void ItemList::add(const std::string& id) {
    add_several({id});
}

void ItemList::add_several(const std::vector<std::string>& ids) {
    if (ids.empty())
        return;
    int at = current() < 0 ? count() : current() + 1;
    for (const auto& id : ids) {
        const QString name = free_name(id);
        Item item;
        item.id = id;
        if (name.toStdString() != id)
            item.settings.set("name", name.toStdString());
        ItemEditor* made = make_editor(at);
        const QSignalBlocker quiet(made);
        made->set_item(item);
        set_current(at++);
    }
    rename_rows();
    Q_EMIT changed();
}

void ItemList::remove_current() {
    const int at = current();
    if (at < 0)
        return;
    ItemEditor* gone = editor(at);
    editors_.erase(editors_.begin() + at);
    wrong_.erase(wrong_.begin() + at);
    delete list_->takeItem(at);
    delete gone;
    rename_rows();
    stack_->setCurrentWidget(current() < 0 ? nothing_ : editor(current()));
    enable_buttons();
    Q_EMIT changed();
}

void ItemList::duplicate_current() {
    const int at = current();
    if (at < 0)
        return;
    Item item = editor(at)->item();
    const bool named = item.settings.has("name") && !item.settings.text("name").empty();
    const QString name = free_name(named ? item.settings.text("name") : item.id);
    if (editor(at)->field("name") != nullptr)
        item.settings.set("name", name.toStdString());
    ItemEditor* made = make_editor(at + 1);
    {
        const QSignalBlocker quiet(made);
        made->set_item(item);
    }
    set_current(at + 1);
    rename_rows();
    Q_EMIT changed();
}

void ItemList::move_current(int by) {
    const int from = current(), to = from + by;
    if (from < 0 || to < 0 || to >= count())
        return;
    std::swap(editors_[static_cast<std::size_t>(from)], editors_[static_cast<std::size_t>(to)]);
    std::vector<bool>::swap(wrong_[static_cast<std::size_t>(from)],
                            wrong_[static_cast<std::size_t>(to)]);
    rename_rows();
    set_current(to);
    Q_EMIT changed();
}

// Two entries of one kind need two names: fisher_trace, fisher_trace_2.
QString ItemList::free_name(const std::string& wanted) const {
    const auto taken = [this](const std::string& name) {
        return std::any_of(editors_.begin(), editors_.end(), [&](const ItemEditor* one) {
            const ParameterField* field = one->field("name");
            if (field == nullptr)
                return false;
            const std::string given = value_text(field->value()).toStdString();
            return (given.empty() ? one->id() : given) == name;
        });
    };
    std::string name = wanted;
    for (int n = 2; taken(name); ++n)
        name = wanted + "_" + std::to_string(n);
    return QString::fromStdString(name);
}

void ItemList::rename_rows() {
    for (int i = 0; i < count() && i < list_->count(); ++i) {
        QListWidgetItem* row = list_->item(i);
        const bool nameless = editor(i)->field("name") == nullptr;
        const bool has_like =
            nameless && std::count_if(editors_.begin(), editors_.end(), [&](const ItemEditor* one) {
                            return one->id() == editor(i)->id();
                        }) > 1;
        const QString text = row_text(*editor(i), has_like);
        row->setText(text);
        row->setToolTip(text);
        mark(i, wrong_[static_cast<std::size_t>(i)]);
    }
}

void ItemList::enable_buttons() {
    const int at = current();
    for (QPushButton* tool : {duplicate_, remove_})
        set_enabled_on_page(tool, at >= 0);
    set_enabled_on_page(up_, at > 0);
    set_enabled_on_page(down_, at >= 0 && at + 1 < count());
}

QWidget* ItemList::tell_problem(const QString& sentence) {
    problem_->show_problem(sentence);
    return count() == 0 ? static_cast<QWidget*>(add_) : list_;
}

void ItemList::mark(int index, bool wrong) {
    wrong_[static_cast<std::size_t>(index)] = wrong;
    QListWidgetItem* row = list_->item(index);
    row->setForeground(wrong ? QBrush(problem_color(palette())) : QBrush());
    row->setData(Qt::AccessibleDescriptionRole, wrong ? say("Something is wrong here") : QString());
}

void ItemList::clear_problems() {
    problem_->show_problem({});
    for (int i = 0; i < count(); ++i) {
        mark(i, false);
        editor(i)->clear_problems();
    }
}

bool ItemList::eventFilter(QObject* watched, QEvent* event) {
    if (watched == list_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Delete) {
            remove_current();
            return true;
        }
        if (key->modifiers() == Qt::AltModifier &&
            (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move_current(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw
