#include "widgets/forms/parameter_field.h"

#include "core/run/config.h"
#include "widgets/forms/path_line.h"
#include "widgets/forms/path_picker.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/setting_help.h"
#include "widgets/forms/value_text.h"
#include "widgets/say.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QStringListModel>
#include <QToolButton>
#include <QWhatsThis>
#include <memory>

namespace thaw {

namespace {

constexpr int number_columns = 18, text_columns = 44; // widths, in average characters

// The engine's sentence about one value alone; empty when it takes it.
QString engine_problem(const Parameter& parameter, const Value& value) {
    try {
        read_item(parameter.key + " = " + to_toml(value), "x",
                  {{.id = "x", .label = {}, .help = {}, .parameters = {parameter}}}, {}, "x");
    } catch (const ConfigError& error) {
        return QString::fromStdString(error.problems().front().sentence);
    }
    return {};
}

} // namespace

ParameterField::ParameterField(Parameter parameter, const QString& section, QWidget* parent)
    : QWidget(parent), parameter_(std::move(parameter)),
      key_((section.isEmpty() ? QString() : section + u'.') +
           QString::fromStdString(parameter_.key)),
      caption_(new QLabel(shown(parameter_.label), this)), problem_label_(new ProblemLabel(this)) {
    caption_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    column->addLayout(row);
    column->addWidget(problem_label_);

    build_editor();
    const bool grows = line_ != nullptr && combo_ == nullptr && !is_number(parameter_.fallback);
    row->addWidget(editor(), grows ? 100 : 0); // up to its greatest width
    if (parameter_.path != PathKind::none)
        row->addWidget(new PathPicker(parameter_, line_, this));
    if (!parameter_.unit.empty())
        row->addWidget(new QLabel(shown(parameter_.unit), this));
    add_help_button();
    row->addStretch(1);

    caption_->setMinimumHeight(row->sizeHint().height()); // in line with the editor
    caption_->setBuddy(editor());
    caption_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(caption_, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& at) { show_menu(at, caption_); });
    const QString tip = help();
    for (QWidget* widget : {editor(), static_cast<QWidget*>(caption_)}) {
        widget->setToolTip(tip);
        widget->setWhatsThis(tip);
    }
    setFocusProxy(editor());
    set_value(parameter_.default_value());
    if (parameter_.required && line_ != nullptr && combo_ == nullptr)
        line_->clear(); // there is no default to begin with
    look_again();
}

void ParameterField::build_editor() {
    const bool text = std::holds_alternative<std::string>(parameter_.fallback);
    if (std::holds_alternative<bool>(parameter_.fallback))
        make_check();
    else if (!parameter_.words.empty())
        make_combo(!text);
    else
        make_line();
    for (QWidget* widget : {editor(), static_cast<QWidget*>(line_)}) {
        if (widget == nullptr)
            continue;
        widget->setAccessibleName(shown(parameter_.label));
        widget->installEventFilter(this);
        widget->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(widget, &QWidget::customContextMenuRequested, this,
                [this, widget](const QPoint& at) { show_menu(at, widget); });
    }
    if (line_ != nullptr) {
        const bool wide = text || is_list(parameter_.fallback);
        QWidget* sized = editor();
        const int columns = wide ? text_columns : number_columns;
        sized->setMaximumWidth(columns * fontMetrics().averageCharWidth() + 24);
        sized->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        line_->setPlaceholderText(default_hint(parameter_));
        connect(line_, &QLineEdit::textChanged, this, &ParameterField::look_again);
    }
}

void ParameterField::make_check() {
    check_ = new QCheckBox(this);
    connect(check_, &QCheckBox::toggled, this, &ParameterField::look_again);
}

void ParameterField::make_combo(bool editable) {
    combo_ = new QComboBox(this);
    combo_->setFocusPolicy(Qt::StrongFocus);
    for (const auto& word : parameter_.words)
        combo_->addItem(QString::fromStdString(word));
    if (editable) {
        combo_->setEditable(true);
        combo_->setInsertPolicy(QComboBox::NoInsert);
        combo_->setCompleter(nullptr);
        combo_->setMinimumContentsLength(number_columns / 2);
        line_ = combo_->lineEdit();
    } else {
        combo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(combo_, &QComboBox::currentIndexChanged, this, &ParameterField::look_again);
    }
}

void ParameterField::make_line() {
    line_ = parameter_.path == PathKind::none ? new QLineEdit(this)
                                              : new PathLine(parameter_.path, this);
}

void ParameterField::add_help_button() {
    auto* button = new QToolButton(this);
    button->setText(QStringLiteral("?"));
    button->setAutoRaise(true);
    // Reached by the mouse alone: whoever is in the field reads the same in the help pane.
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(help());
    button->setAccessibleName(say("Help on {}", shown(parameter_.label)));
    connect(button, &QToolButton::clicked, this, [this, button] {
        QWhatsThis::showText(button->mapToGlobal(button->rect().bottomLeft()), help(), button);
    });
    layout()->itemAt(0)->layout()->addWidget(button);
}

QWidget* ParameterField::editor() const {
    if (check_ != nullptr)
        return check_;
    return combo_ != nullptr ? static_cast<QWidget*>(combo_) : line_;
}

QString ParameterField::text() const {
    return line_ != nullptr ? line_->text() : combo_->currentText();
}

bool ParameterField::left_out() const {
    if (check_ != nullptr || !text().trimmed().isEmpty() || is_list(parameter_.fallback))
        return false;
    return is_number(parameter_.fallback) || parameter_.required;
}

Value ParameterField::value() const {
    if (check_ != nullptr)
        return check_->isChecked();
    if (left_out())
        return parameter_.default_value();
    return read_value(parameter_, text()).value_or(text().trimmed().toStdString());
}

void ParameterField::set_value(const Value& value) {
    if (check_ != nullptr) {
        const bool* on = std::get_if<bool>(&value);
        check_->setChecked(on != nullptr && *on);
    } else if (line_ != nullptr) {
        line_->setText(value_text(value));
        line_->setCursorPosition(0);
    } else {
        combo_->setCurrentIndex(combo_->findText(value_text(value)));
    }
}

bool ParameterField::differs_from_default() const {
    if (parameter_.required || left_out())
        return false;
    return value() != parameter_.default_value();
}

void ParameterField::reset_to_default() {
    if (!parameter_.required)
        set_value(parameter_.default_value());
}

QString ParameterField::own_problem() const {
    if (left_out())
        return {}; // whether it may be missing is for the whole config to say
    const QString typed = check_ != nullptr ? QString() : text();
    const Value now = value();
    const bool unreadable = check_ == nullptr && !read_value(parameter_, typed);
    // Where words are allowed the engine knows the nearest one; but half a number is a number.
    const QString bare = typed.trimmed();
    const bool word_meant = !parameter_.words.empty() && !bare.isEmpty() && bare[0].isLetter();
    return unreadable && !word_meant ? unreadable_sentence(parameter_, bare)
                                     : engine_problem(parameter_, now);
}

QString ParameterField::problem() const {
    return own_problem_.isEmpty() ? told_problem_ : own_problem_;
}

void ParameterField::tell_problem(const QString& sentence) {
    told_problem_ = sentence;
    show_state();
}

void ParameterField::look_again() {
    own_problem_ = own_problem();
    told_problem_.clear();
    show_state();
    Q_EMIT changed();
}

void ParameterField::show_state() {
    QFont font = caption_->font();
    font.setBold(differs_from_default());
    caption_->setFont(font);
    problem_label_->show_problem(problem());
    QString told = problem();
    if (told.isEmpty() && differs_from_default())
        told = say("Differs from the default, {}", value_text(parameter_.default_value()));
    editor()->setAccessibleDescription(told);
}

void ParameterField::suggest(const QString& text) {
    if (line_ != nullptr)
        line_->setPlaceholderText(text);
}

void ParameterField::complete_with(const QStringList& texts) {
    if (line_ == nullptr || combo_ != nullptr)
        return;
    auto* completer = line_->completer();
    if (completer == nullptr) {
        completer = new QCompleter(new QStringListModel(this), this);
        completer->setFilterMode(Qt::MatchContains);
        line_->setCompleter(completer);
    }
    auto* offered = static_cast<QStringListModel*>(completer->model());
    if (offered->stringList() != texts) // else a list that is open would close
        offered->setStringList(texts);
}

QString ParameterField::help() const {
    return help_html(parameter_, key_);
}

void ParameterField::show_menu(const QPoint& at, QWidget* from) {
    auto* line = qobject_cast<QLineEdit*>(from);
    const std::unique_ptr<QMenu> menu(line != nullptr ? line->createStandardContextMenu()
                                                      : new QMenu(from));
    if (!menu->isEmpty())
        menu->addSeparator();
    const QString standard = value_text(parameter_.default_value());
    QAction* reset = menu->addAction(standard.isEmpty() ? say("Reset to default")
                                                        : say("Reset to default, {}", standard));
    reset->setObjectName(QStringLiteral("reset"));
    reset->setEnabled(differs_from_default());
    connect(reset, &QAction::triggered, this, &ParameterField::reset_to_default);
    QAction* explain = menu->addAction(say("What is this?"));
    connect(explain, &QAction::triggered, this,
            [this, from, at] { QWhatsThis::showText(from->mapToGlobal(at), help(), from); });
    menu->exec(from->mapToGlobal(at));
}

bool ParameterField::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn)
        Q_EMIT help_wanted(help());
    // The wheel scrolls the page; it changes a combo only when that has the focus.
    if (event->type() == QEvent::Wheel && watched == combo_ && !combo_->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace thaw
