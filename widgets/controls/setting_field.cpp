#include "widgets/controls/setting_field.h"

#include "core/run/command.h"
#include "core/run/sentences.h"
#include "widgets/number_box.h"
#include "widgets/number_text.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QStandardItemModel>
#include <algorithm>
#include <limits>

namespace thaw {

namespace {

using Changed = std::function<void()>;

QString shown_word(const Parameter& parameter, const std::string& word) {
    if (parameter.key == "action")
        if (const auto action = action_from_text(word))
            return QString::fromStdString(action_text(*action));
    if (word == "above")
        return say("above");
    if (word == "below")
        return say("below");
    return shown(word);
}

std::optional<Value> chosen(const QComboBox* box) {
    return box->currentIndex() < 0
               ? std::nullopt
               : std::optional<Value>(box->currentData().toString().toStdString());
}

void choose(QComboBox* box, const std::optional<Value>& start) {
    const auto* word = start ? std::get_if<std::string>(&*start) : nullptr;
    if (word != nullptr)
        box->setCurrentIndex(box->findData(QString::fromStdString(*word)));
}

QComboBox* words_field(const Parameter& parameter) {
    auto* box = new QComboBox;
    for (const auto& word : parameter.words)
        box->addItem(shown_word(parameter, word), QString::fromStdString(word));
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return box;
}

// All series of the run under the names of their metrics.
QComboBox* series_field(const Plan& plan) {
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(26);
    box->setMaxVisibleItems(20);
    auto* model = qobject_cast<QStandardItemModel*>(box->model());
    int first = -1;
    for (const auto& metric : plan.metrics) {
        if (plan.metrics.size() > 1) {
            auto* header = new QStandardItem(QString::fromStdString(metric.name));
            header->setFlags(Qt::NoItemFlags);
            QFont font = box->font();
            font.setWeight(QFont::DemiBold);
            header->setFont(font);
            model->appendRow(header);
        }
        for (const auto& series : metric.series) {
            const QString name = QString::fromStdString(series.name);
            box->addItem(series.label.empty()
                             ? name
                             : QStringLiteral("%1  ·  %2").arg(name, shown(series.label)),
                         name);
            if (first < 0)
                first = box->count() - 1;
        }
    }
    box->setCurrentIndex(first);
    return box;
}

QLineEdit* number_field(const std::optional<Value>& start) {
    auto* field = new QLineEdit;
    if (start && std::holds_alternative<double>(*start))
        field->setText(entry_text(std::get<double>(*start)));
    return field;
}

NumberBox* integer_field(const Parameter& parameter, std::int64_t value, const Plan& plan) {
    const bool a_step = parameter.unit == "steps";
    const double most = a_step ? static_cast<double>(plan.steps)
                               : parameter.maximum.value_or(std::numeric_limits<int>::max());
    auto* field = new NumberBox(NumberBox::Kind::whole, parameter.minimum.value_or(0), most, 1);
    field->set_value(static_cast<double>(value));
    return field;
}

} // namespace

SettingField setting_field(const Parameter& parameter, const std::optional<Value>& start,
                           const Plan& plan, const Changed& changed) {
    SettingField field{parameter.key, shown(parameter.label), nullptr, {}};
    if (!parameter.unit.empty() && parameter.unit != "steps")
        field.label = say("{} ({})", field.label, tr(parameter.unit));
    if (parameter.key == "metric" || !parameter.words.empty()) {
        auto* box = parameter.key == "metric" ? series_field(plan) : words_field(parameter);
        choose(box, start ? start : std::optional(parameter.default_value()));
        if (parameter.key == "metric" && !start && box->currentIndex() < 0)
            box->setCurrentIndex(plan.metrics.size() > 1 ? 1 : 0);
        QObject::connect(box, &QComboBox::currentIndexChanged, box, changed);
        field.widget = box;
        field.value = [box] { return chosen(box); };
    } else if (std::holds_alternative<bool>(parameter.fallback)) {
        auto* box = new QCheckBox;
        box->setChecked(std::get<bool>(start.value_or(parameter.fallback)));
        QObject::connect(box, &QCheckBox::toggled, box, changed);
        field.widget = box;
        field.value = [box] { return Value(box->isChecked()); };
    } else if (std::holds_alternative<std::int64_t>(parameter.fallback)) {
        auto* box = integer_field(parameter,
                                  std::get<std::int64_t>(start.value_or(parameter.fallback)), plan);
        QObject::connect(box, &NumberBox::changed, box, changed);
        field.widget = box;
        field.value = [box]() -> std::optional<Value> { return box->integer(); };
        field.problem = [box] { return box->problem(); };
    } else if (std::holds_alternative<double>(parameter.fallback)) {
        auto* line = number_field(parameter.required ? start : start.value_or(parameter.fallback));
        QObject::connect(line, &QLineEdit::textChanged, line, changed);
        field.widget = line;
        field.value = [line]() -> std::optional<Value> { return read_real(line->text()); };
        field.problem = [line] {
            const QString text = line->text();
            const bool meant =
                std::any_of(text.begin(), text.end(), [](QChar one) { return one.isDigit(); });
            return !meant || read_real(text) ? QString() : unreadable_real(text);
        };
    } else {
        auto* line = new QLineEdit;
        if (start && std::holds_alternative<std::string>(*start))
            line->setText(QString::fromStdString(std::get<std::string>(*start)));
        QObject::connect(line, &QLineEdit::textChanged, line, changed);
        field.widget = line;
        field.value = [line] { return Value(line->text().trimmed().toStdString()); };
    }
    field.widget->setObjectName(QString::fromStdString(parameter.key));
    field.widget->setAccessibleName(field.label);
    field.widget->setToolTip(shown(parameter.help));
    return field;
}

} // namespace thaw
