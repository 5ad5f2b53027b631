#include "widgets/controls/rule_form.h"

#include "core/run/command.h"
#include "core/run/rule.h"
#include "core/run/sections.h"
#include "core/run/sentences.h"
#include "widgets/say.h"

#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

RuleForm::RuleForm(const Plan& plan, std::vector<Description> kinds, Parts parts, QWidget* parent)
    : QWidget(parent), plan_(plan), kinds_(std::move(kinds)), parts_(parts),
      kind_box_(new QComboBox), form_(new QFormLayout), sentence_(new QLabel) {
    for (const auto& kind : kinds_)
        kind_box_->addItem(shown(kind.label), QString::fromStdString(kind.id));
    kind_box_->setObjectName(QStringLiteral("kind"));
    kind_box_->setAccessibleName(say("Kind of rule"));
    connect(kind_box_, &QComboBox::currentIndexChanged, this, [this] {
        remember();
        build();
    });
    sentence_->setObjectName(QStringLiteral("sentence"));
    sentence_->setWordWrap(true);
    sentence_->setTextFormat(Qt::PlainText);
    // Room for two lines, so that what is beneath stays where it is while one types.
    sentence_->setMinimumHeight(2 * sentence_->fontMetrics().lineSpacing());
    sentence_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    form_->setHorizontalSpacing(14);
    form_->setVerticalSpacing(8);
    form_->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form_->addRow(say("When"), kind_box_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(14);
    column->addLayout(form_);
    column->addWidget(sentence_);
    setFocusProxy(kind_box_);
}

const Description& RuleForm::kind() const {
    return kinds_[static_cast<std::size_t>(std::max(0, kind_box_->currentIndex()))];
}

const SettingField* RuleForm::field(const std::string& key) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const SettingField& f) { return f.key == key; });
    return found == fields_.end() ? nullptr : &*found;
}

QWidget* RuleForm::widget(const std::string& key) const {
    if (key == "kind")
        return kind_box_;
    const SettingField* one = field(key);
    return one == nullptr ? nullptr : one->widget;
}

void RuleForm::edit(Item draft, bool is_new) {
    fields_.clear(); // what stood there belongs to another rule
    draft_ = std::move(draft);
    is_new_ = is_new;
    if (!draft_.settings.has("step"))
        draft_.settings.set("step", std::min(step_ + 1, plan_.steps));
    if (!draft_.settings.has("action"))
        draft_.settings.set("action", to_text(Action::release_all));
    const int index = kind_box_->findData(QString::fromStdString(draft_.id));
    {
        const QSignalBlocker quiet(kind_box_);
        kind_box_->setCurrentIndex(std::max(0, index));
    }
    build();
}

void RuleForm::build() {
    building_ = true;
    while (form_->rowCount() > 1)
        form_->removeRow(1);
    fields_.clear();
    kind_box_->setToolTip(shown(kind().help));
    const auto add = [this](const Parameter& parameter) {
        const auto& known = draft_.settings.values();
        const auto start = known.find(parameter.key);
        fields_.push_back(setting_field(
            parameter, start == known.end() ? std::nullopt : std::optional(start->second), plan_,
            [this] { look(); }));
        form_->addRow(fields_.back().label, fields_.back().widget);
    };
    for (const auto& parameter : kind().parameters)
        add(parameter);
    if (parts_ == Parts::whole) {
        for (const auto& parameter : trigger_extras())
            if (parameter.key == "action" || parameter.key == "learning_rate")
                add(parameter);
        for (const auto& parameter : trigger_extras())
            if (parameter.key == "name" && is_new_)
                add(parameter);
    }
    // The order in which the keyboard goes through them is that of the form.
    QWidget* before = kind_box_;
    for (const auto& one : fields_) {
        setTabOrder(before, one.widget);
        before = one.widget;
    }
    building_ = false;
    look();
}

// What was typed stays when another kind is chosen.
void RuleForm::remember() {
    for (const auto& one : fields_)
        if (const auto value = one.value())
            draft_.settings.set(one.key, *value);
}

QString RuleForm::free_name() const {
    const QString base = QString::fromStdString(kind().id);
    QString name = base;
    for (int n = 2; taken_.contains(name); ++n)
        name = QStringLiteral("%1_%2").arg(base).arg(n);
    return name;
}

Item RuleForm::typed() const {
    Table settings;
    for (const auto& one : fields_) {
        const auto value = one.value();
        if (value)
            settings.set(one.key, *value);
        else if (const QString problem = one.problem(); applies(one.key) && !problem.isEmpty())
            throw usage("{}: {}", for_sentence(one.label), for_sentence(problem));
        else if (applies(one.key))
            throw usage("{} needs a number", for_sentence(one.label));
    }
    if (parts_ == Parts::watching) {
        settings.set("action", to_text(Action::release_all));
        return make_rule(kind().id, settings);
    }
    if (settings.has("step") && settings.integer("step") <= step_)
        throw usage("step {} is over; the run is at step {}", settings.integer("step"), step_);
    if (draft_.settings.has("enabled"))
        settings.set("enabled", draft_.settings.boolean("enabled"));
    if (!is_new_)
        settings.set("name", draft_.settings.text("name"));
    else if (settings.text("name").empty())
        settings.set("name", free_name().toStdString());
    else if (taken_.contains(QString::fromStdString(settings.text("name"))))
        throw usage("there is a rule called '{}' already", settings.text("name"));
    if (settings.text("action") != to_text(Action::set_learning_rate))
        settings.set("learning_rate", 0.0);
    return make_rule(kind().id, settings);
}

bool RuleForm::applies(const std::string& key) const {
    const auto is = [this](const char* other, const Value& value) {
        const auto* one = field(other);
        return one != nullptr && one->value() == value;
    };
    if (key == "reference_step")
        return is("relative", true);
    if (key == "learning_rate")
        return is("action", to_text(Action::set_learning_rate));
    return true;
}

std::optional<Item> RuleForm::rule() const {
    return rule_;
}

void RuleForm::look() {
    if (building_)
        return;
    for (const auto& one : fields_)
        form_->setRowVisible(one.widget, applies(one.key));
    if (const auto* name = field("name"); name != nullptr)
        static_cast<QLineEdit*>(name->widget)->setPlaceholderText(free_name());
    QString text;
    rule_.reset();
    try {
        rule_ = typed();
        text = QString::fromStdString(rule_text(*rule_));
    } catch (const ConfigError& error) {
        const ConfigProblem& problem = error.problems().front();
        const auto* one = field(problem.key.substr(problem.key.rfind('.') + 1));
        text = one == nullptr ? QString::fromStdString(problem.sentence)
                              : say("{}: {}", one->label, problem.sentence);
    } catch (const Error& error) {
        text = QString::fromUtf8(error.what());
    }
    sentence_->setText(text);
    sentence_->setForegroundRole(rule_ ? QPalette::WindowText : QPalette::PlaceholderText);
    Q_EMIT changed();
}

} // namespace thaw
