#include "widgets/controls/rule_editor.h"

#include "core/run/command.h"
#include "core/run/rule.h"
#include "core/run/sections.h"
#include "core/run/sentences.h"
#include "widgets/say.h"

#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace thaw {

RuleEditor::RuleEditor(const Plan& plan, std::vector<Description> kinds, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), plan_(plan), kinds_(std::move(kinds)),
      title_(new QLabel), kind_box_(new QComboBox), form_(new QFormLayout), sentence_(new QLabel),
      set_(new QPushButton(say("Set rule"))) {
    for (const auto& kind : kinds_)
        kind_box_->addItem(shown(kind.label), QString::fromStdString(kind.id));
    kind_box_->setObjectName(QStringLiteral("kind"));
    kind_box_->setAccessibleName(say("Kind of rule"));
    connect(kind_box_, &QComboBox::currentIndexChanged, this, [this] {
        remember();
        build_form();
    });
    lay_out();
}

void RuleEditor::lay_out() {
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    sentence_->setObjectName(QStringLiteral("sentence"));
    sentence_->setWordWrap(true);
    sentence_->setTextFormat(Qt::PlainText);
    // Room for two lines, so that the buttons stay where they are while one types.
    sentence_->setMinimumHeight(2 * sentence_->fontMetrics().lineSpacing());
    sentence_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    form_->setHorizontalSpacing(14);
    form_->setVerticalSpacing(8);
    form_->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    form_->addRow(say("When"), kind_box_);

    auto* buttons = new QDialogButtonBox;
    auto* cancel = buttons->addButton(say("Cancel"), QDialogButtonBox::RejectRole);
    cancel->setAutoDefault(false);
    buttons->addButton(set_, QDialogButtonBox::AcceptRole);
    set_->setObjectName(QStringLiteral("set"));
    set_->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &RuleEditor::done_editing);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(14);
    column->addWidget(title_);
    column->addLayout(form_);
    column->addWidget(sentence_);
    column->addWidget(buttons);
}

const Description& RuleEditor::kind() const {
    return kinds_[static_cast<std::size_t>(std::max(0, kind_box_->currentIndex()))];
}

const SettingField* RuleEditor::field(const std::string& key) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const SettingField& f) { return f.key == key; });
    return found == fields_.end() ? nullptr : &*found;
}

void RuleEditor::edit(Item draft, bool is_new) {
    fields_.clear(); // what stood there belongs to another rule
    draft_ = std::move(draft);
    is_new_ = is_new;
    if (!draft_.settings.has("step"))
        draft_.settings.set("step", std::min(step_ + 1, plan_.steps));
    if (!draft_.settings.has("action"))
        draft_.settings.set("action", to_text(Action::release_all));
    title_->setText(is_new ? say("New rule") : say("Rule {}", draft_.settings.text("name")));
    setWindowTitle(title_->text());
    const int index = kind_box_->findData(QString::fromStdString(draft_.id));
    const QSignalBlocker quiet(kind_box_);
    kind_box_->setCurrentIndex(std::max(0, index));
    build_form();
    // To where the next decision is: a line that was drawn on a plot lacks its action only.
    const bool from_plot = is_new && draft_.settings.has("value");
    const SettingField* next = field(from_plot ? "action" : "value");
    const bool at_kind = next == nullptr || (is_new && !from_plot);
    (at_kind ? kind_box_ : next->widget)->setFocus();
}

void RuleEditor::build_form() {
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
    for (const auto& parameter : trigger_extras())
        if (parameter.key == "action" || parameter.key == "learning_rate")
            add(parameter);
    for (const auto& parameter : trigger_extras())
        if (parameter.key == "name" && is_new_)
            add(parameter);
    // The order in which the keyboard goes through them is that of the form.
    QWidget* before = kind_box_;
    for (const auto& one : fields_) {
        setTabOrder(before, one.widget);
        before = one.widget;
    }
    look();
    adjustSize();
}

// What was typed stays when another kind is chosen.
void RuleEditor::remember() {
    for (const auto& one : fields_)
        if (const auto value = one.value())
            draft_.settings.set(one.key, *value);
}

QString RuleEditor::free_name() const {
    const QString base = QString::fromStdString(kind().id);
    QString name = base;
    for (int n = 2; taken_.contains(name); ++n)
        name = QStringLiteral("%1_%2").arg(base).arg(n);
    return name;
}

Item RuleEditor::typed() const {
    Table settings;
    for (const auto& one : fields_) {
        const auto value = one.value();
        if (value)
            settings.set(one.key, *value);
        else if (applies(one.key))
            throw usage("{} needs a number", for_sentence(one.label));
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

bool RuleEditor::applies(const std::string& key) const {
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

void RuleEditor::look() {
    if (fields_.empty() || field("action") == nullptr)
        return; // still being built
    for (const auto& one : fields_)
        form_->setRowVisible(one.widget, applies(one.key));
    if (const auto* name = field("name"); name != nullptr)
        static_cast<QLineEdit*>(name->widget)->setPlaceholderText(free_name());
    QString text;
    bool good = false;
    try {
        text = QString::fromStdString(rule_text(typed()));
        good = true;
    } catch (const ConfigError& error) {
        const ConfigProblem& problem = error.problems().front();
        const auto* one = field(problem.key.substr(problem.key.rfind('.') + 1));
        text = one == nullptr ? QString::fromStdString(problem.sentence)
                              : say("{}: {}", one->label, problem.sentence);
    } catch (const Error& error) {
        text = QString::fromUtf8(error.what());
    }
    sentence_->setText(text);
    sentence_->setForegroundRole(good ? QPalette::WindowText : QPalette::PlaceholderText);
    set_->setEnabled(good);
    adjustSize();
}

void RuleEditor::done_editing() {
    const Item rule = typed();
    accept();
    Q_EMIT rule_set(rule);
}

void RuleEditor::open_at(const QPoint& global) {
    adjustSize();
    const QScreen* screen = QGuiApplication::screenAt(global);
    const QRect room =
        (screen != nullptr ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    move(std::clamp(global.x(), room.left(), std::max(room.left(), room.right() - width())),
         std::clamp(global.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    show();
    raise();
    activateWindow();
}

void RuleEditor::paintEvent(QPaintEvent* event) {
    QDialog::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace thaw
