#include "widgets/forms/item_editor.h"

#include "core/run/sections.h"
#include "widgets/forms/field_grid.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/setting_help.h"
#include "widgets/forms/value_text.h"
#include "widgets/say.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>

namespace thaw {

ItemEditor::ItemEditor(Section spec, QWidget* parent)
    : QWidget(parent), spec_(std::move(spec)), about_(new QLabel(this)),
      problem_(new ProblemLabel(this)),
      grid_(new FieldGrid(QString::fromStdString(spec_.key), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    if (!spec_.id_key.empty())
        make_id_box();
    about_->setWordWrap(true);
    about_->setForegroundRole(QPalette::PlaceholderText);
    about_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(about_);
    column->addWidget(problem_);
    column->addWidget(grid_);
    column->addStretch(1);
    connect(grid_, &FieldGrid::help_wanted, this, &ItemEditor::help_wanted);
    connect(grid_, &FieldGrid::changed, this, [this] {
        if (!silent_)
            Q_EMIT changed();
    });
    const QScopedValueRollback quiet(silent_, true);
    show_thing(spec_.choices.front().id);
}

void ItemEditor::make_id_box() {
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* caption = new QLabel(shown(spec_.label), this);
    caption->setMinimumWidth(caption_width(this));
    id_box_ = new QComboBox(this);
    id_box_->setFocusPolicy(Qt::StrongFocus);
    id_box_->setAccessibleName(shown(spec_.label));
    id_box_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    id_box_->installEventFilter(this);
    for (const auto& choice : spec_.choices) {
        id_box_->addItem(shown(choice.label), QString::fromStdString(choice.id));
        id_box_->setItemData(id_box_->count() - 1, help_html(choice), Qt::ToolTipRole);
    }
    caption->setBuddy(id_box_);
    row->addWidget(caption);
    row->addWidget(id_box_);
    row->addStretch(1);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    connect(id_box_, &QComboBox::currentIndexChanged, this, &ItemEditor::choose);
    connect(id_box_, &QComboBox::highlighted, this, [this](int index) {
        Q_EMIT help_wanted(help_html(spec_.choices[static_cast<std::size_t>(index)]));
    });
}

std::string ItemEditor::id() const {
    return id_;
}

void ItemEditor::choose(int index) {
    if (!silent_ && index >= 0)
        set_id(spec_.choices[static_cast<std::size_t>(index)].id);
}

void ItemEditor::set_id(const std::string& id) {
    if (id == id_ || spec_.find(id) == nullptr)
        return;
    {
        const QScopedValueRollback quiet(silent_, true);
        for (const ParameterField* field : grid_->fields())
            if (field->differs_from_default() ||
                (field->parameter().required && !field->left_out()))
                remembered_.set(field->parameter().key, field->value());
        show_thing(id);
        for (ParameterField* field : grid_->fields()) {
            const Parameter& parameter = field->parameter();
            const auto kept = remembered_.values().find(parameter.key);
            if (kept == remembered_.values().end())
                continue;
            // A text that another thing knows as a word need not be one here.
            if (kept->second.index() == parameter.fallback.index() ||
                read_value(parameter, value_text(kept->second)) == kept->second)
                field->set_value(kept->second);
        }
    }
    Q_EMIT changed();
    Q_EMIT help_wanted(help_html(*spec_.find(id_)));
}

void ItemEditor::show_thing(const std::string& id) {
    const Description& thing = *spec_.find(id);
    id_ = id;
    if (id_box_ != nullptr)
        id_box_->setCurrentIndex(id_box_->findData(QString::fromStdString(id)));
    about_->setText(shown(thing.help));
    about_->setVisible(!thing.help.empty());
    problem_->show_problem({});
    grid_->set_parameters(with_extras(spec_.extras, thing).parameters);
    if (ParameterField* name = grid_->field("name");
        name != nullptr && !spec_.extras.empty() && !spec_.id_key.empty())
        name->suggest(QString::fromStdString(id));
}

Item ItemEditor::item() const {
    Item item;
    item.id = spec_.id_key.empty() ? std::string() : id_;
    item.settings = grid_->values();
    return item;
}

void ItemEditor::set_item(const Item& item) {
    {
        const QScopedValueRollback quiet(silent_, true);
        remembered_ = {};
        show_thing(item.id.empty() || spec_.find(item.id) == nullptr ? spec_.choices.front().id
                                                                     : item.id);
        grid_->set_values(item.settings);
        // A config gives things that were not named their id as a name; shown, it would stay
        // behind when another thing is chosen.
        ParameterField* name = grid_->field("name");
        if (!spec_.id_key.empty() && name != nullptr && name->value() == Value(item.id))
            name->set_value(std::string());
    }
    Q_EMIT changed();
}

std::string ItemEditor::lines() const {
    return (spec_.id_key.empty() ? "" : spec_.id_key + " = " + to_toml(Value(id_)) + "\n") +
           to_toml(grid_->values());
}

const std::vector<ParameterField*>& ItemEditor::fields() const {
    return grid_->fields();
}

ParameterField* ItemEditor::field(std::string_view key) const {
    return grid_->field(key);
}

QWidget* ItemEditor::tell_problem(std::string_view key, const QString& sentence) {
    if (ParameterField* field = grid_->field(key)) {
        field->tell_problem(sentence);
        return field->editor();
    }
    problem_->show_problem(sentence);
    if (id_box_ != nullptr)
        return id_box_;
    return grid_->fields().empty() ? this : grid_->fields().front()->editor();
}

void ItemEditor::clear_problems() {
    problem_->show_problem({});
    for (ParameterField* field : grid_->fields())
        field->tell_problem({});
}

bool ItemEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn)
        Q_EMIT help_wanted(help_html(*spec_.find(id_)));
    if (event->type() == QEvent::Wheel && !id_box_->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw
