#include "widgets/forms/launch_form.h"

#include "core/run/quoting.h"
#include "core/run/user_file.h"
#include "widgets/forms/config_difference.h"
#include "widgets/forms/entry_delegate.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/reading_order.h"
#include "widgets/say.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTextBrowser>
#include <algorithm>

namespace thaw {

namespace {

constexpr const char* form_text = "form"; // what parse_config calls the form's text

QFrame* line(Qt::Orientation orientation) {
    auto* frame = new QFrame;
    frame->setFrameShape(orientation == Qt::Horizontal ? QFrame::HLine : QFrame::VLine);
    frame->setForegroundRole(QPalette::Midlight);
    frame->setFrameShadow(QFrame::Plain);
    return frame;
}

} // namespace

LaunchForm::LaunchForm(const Vocabulary& vocabulary, QWidget* parent)
    : QWidget(parent), vocabulary_(vocabulary), name_(QStringLiteral("config.toml")),
      presets_(new QComboBox(this)), refusal_(new ProblemLabel(this)),
      navigation_(new QListWidget(this)), stack_(new QStackedWidget(this)),
      pages_(new ConfigPages(vocabulary_, this)), help_(new QTextBrowser(this)),
      problem_list_(new QListWidget(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    build_top_bar();
    refusal_->setContentsMargins(16, 0, 16, 8);
    column->addWidget(refusal_);
    column->addWidget(line(Qt::Horizontal));
    build_body();
    connect(pages_, &ConfigPages::changed, this, &LaunchForm::look_again);
    connect(pages_, &ConfigPages::help_wanted, help_, &QTextBrowser::setHtml);
    navigation_->setCurrentRow(0);
    look_again();
    settled_ = toml();
}

void LaunchForm::build_top_bar() {
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(16, 10, 16, 10);
    bar->setSpacing(8);
    auto* caption = new QLabel(say("Preset"), this);
    caption->setBuddy(presets_);
    presets_->setAccessibleName(say("Preset"));
    presets_->setPlaceholderText(say("Choose…"));
    presets_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    presets_->setEnabled(false);
    auto* open = new QPushButton(say("Open…"), this);
    auto* save = new QPushButton(say("Save as…"), this);
    copy_command_ = new QPushButton(say("Copy as command line"), this);
    bar->addWidget(caption);
    bar->addWidget(presets_);
    bar->addWidget(open);
    bar->addWidget(save);
    bar->addStretch(1);
    bar->addWidget(copy_command_);
    static_cast<QVBoxLayout*>(layout())->addLayout(bar);
    connect(presets_, &QComboBox::activated, this,
            [this](int index) { replace_by(presets_->itemData(index).toString()); });
    connect(open, &QPushButton::clicked, this, &LaunchForm::open_file);
    connect(save, &QPushButton::clicked, this, &LaunchForm::save_file);
    connect(copy_command_, &QPushButton::clicked, this, &LaunchForm::copy_command_line);
}

void LaunchForm::build_body() {
    navigation_->setAccessibleName(say("Sections"));
    navigation_->setFrameShape(QFrame::NoFrame);
    navigation_->viewport()->setAutoFillBackground(false);
    navigation_->setItemDelegate(new EntryDelegate(navigation_));
    navigation_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int page = 0; page < pages_->count(); ++page)
        navigation_->addItem(pages_->page_label(page));
    navigation_->addItem(say("TOML"));

    help_->setAccessibleName(say("Help"));
    help_->setFrameShape(QFrame::NoFrame);
    help_->viewport()->setAutoFillBackground(false);
    help_->setTabChangesFocus(true);
    help_->setPlaceholderText(say("Choose a field to read what it does."));
    help_->document()->setDocumentMargin(22);
    middle_ = new QSplitter(Qt::Vertical, this);
    middle_->setChildrenCollapsible(false);
    middle_->addWidget(pages_);
    auto* help_half = new QWidget(middle_);
    auto* help_column = new QVBoxLayout(help_half);
    help_column->setContentsMargins(0, 0, 0, 0);
    help_column->setSpacing(0);
    help_column->addWidget(line(Qt::Horizontal));
    help_column->addWidget(help_);
    middle_->setStretchFactor(0, 1);
    const int help_height = 5 * fontMetrics().lineSpacing() + 40;
    middle_->setSizes({10 * help_height, help_height});
    help_->setMinimumHeight(3 * fontMetrics().lineSpacing() + 40);
    stack_->addWidget(middle_);
    stack_->addWidget(make_toml_page());

    auto* halves = new QHBoxLayout;
    halves->setSpacing(0);
    halves->addWidget(navigation_);
    halves->addWidget(line(Qt::Vertical));
    halves->addWidget(stack_, 1);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addLayout(halves, 1);
    problem_list_->setAccessibleName(say("Problems"));
    problem_list_->setFrameShape(QFrame::NoFrame);
    problem_list_->setItemDelegate(new EntryDelegate(problem_list_));
    problem_list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    problem_list_->hide();
    column->addWidget(line(Qt::Horizontal));
    column->addWidget(problem_list_);

    connect(navigation_, &QListWidget::currentRowChanged, this, &LaunchForm::show_page);
    const auto go = [this](QListWidgetItem* item) {
        const auto index = static_cast<std::size_t>(problem_list_->row(item));
        const FormProblem problem = problems_[index];
        navigation_->setCurrentRow(problem.page);
        pages_->go_to(problem);
    };
    connect(problem_list_, &QListWidget::itemClicked, this, go);
    connect(problem_list_, &QListWidget::itemActivated, this, go);
}

QWidget* LaunchForm::make_toml_page() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    text_ = new QPlainTextEdit(page);
    text_->setReadOnly(true);
    text_->setTabChangesFocus(true);
    text_->setAccessibleName(say("TOML"));
    text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    auto* about = new QLabel(say("What the form says, with every setting. Saved, it is a config "
                                 "that `thaw run` takes."),
                             page);
    about->setWordWrap(true);
    about->setForegroundRole(QPalette::PlaceholderText);
    auto* copy = new QPushButton(say("Copy"), page);
    auto* row = new QHBoxLayout;
    row->addWidget(about, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    column->addLayout(row);
    column->addWidget(text_, 1);
    connect(copy, &QPushButton::clicked, this, &LaunchForm::copy_toml);
    return page;
}

void LaunchForm::show_page(int page) {
    if (page < 0)
        return;
    if (navigation_->currentRow() != page) {
        navigation_->setCurrentRow(page);
        return;
    }
    help_->clear(); // before the page: the field that gets the focus by it tells its help
    const bool text = page >= pages_->count();
    stack_->setCurrentIndex(text ? 1 : 0);
    if (!text)
        pages_->setCurrentIndex(page);
}

int LaunchForm::page_count() const {
    return navigation_->count();
}

void LaunchForm::set_config(const RunConfig& config, const QString& name) {
    take(config, name, thaw::to_toml(config));
}

void LaunchForm::take(const RunConfig& config, const QString& name, std::string base_text) {
    name_ = name;
    base_text_ = std::move(base_text);
    presets_->setCurrentIndex(presets_->findData(name_));
    refuse({});
    pages_->set_config(config);
    settled_ = toml();
}

void LaunchForm::replace_by(const QString& file) {
    const auto load = [this, file] {
        if (!load_file(file))
            presets_->setCurrentIndex(presets_->findData(name_));
    };
    if (!modified())
        return load();
    auto* box = new QMessageBox(QMessageBox::Question, say("Replace the settings?"),
                                say("What you have changed in the form would be lost."),
                                QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->addButton(say("Replace"), QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::accepted, this, load);
    connect(box, &QMessageBox::rejected, this,
            [this] { presets_->setCurrentIndex(presets_->findData(name_)); });
    box->open();
}

bool LaunchForm::load_toml(const QString& text, const QString& name) {
    try {
        const std::string utf8 = text.toStdString();
        take(parse_config(utf8, name.toStdString(), vocabulary_), name, utf8);
        return true;
    } catch (const Error& error) {
        refuse(say("{} was not opened.", name) + u'\n' + QString::fromUtf8(error.what()));
        return false;
    }
}

bool LaunchForm::load_file(const QString& file) {
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly)) {
        refuse(say("{} cannot be read; check the name and its permissions", file));
        return false;
    }
    return load_toml(QString::fromUtf8(in.readAll()), file);
}

void LaunchForm::refuse(const QString& sentence) {
    refusal_->show_problem(sentence);
}

QString LaunchForm::toml() const {
    return QString::fromStdString(pages_->toml());
}

QString LaunchForm::command_line() const {
    if (!config_)
        return {};
    std::string line = "thaw run " + shell_word(name_.toStdString());
    const std::string base = base_text_.empty() ? pages_->toml() : base_text_;
    for (const auto& setting : overrides_between(base, *config_, vocabulary_))
        line += " --set " + shell_word(setting);
    return QString::fromStdString(line);
}

void LaunchForm::set_presets(const QList<QPair<QString, QString>>& presets) {
    presets_->clear();
    for (const auto& [name, file] : presets) {
        presets_->addItem(name, file);
        presets_->setItemData(presets_->count() - 1, file, Qt::ToolTipRole);
    }
    presets_->setEnabled(!presets.isEmpty());
    presets_->setCurrentIndex(presets_->findData(name_));
}

void LaunchForm::open_file() {
    const QString file = QFileDialog::getOpenFileName(
        this, say("Open a config"), {},
        say("Configs (*.toml)") + QStringLiteral(";;") + say("All files (*)"));
    if (!file.isEmpty())
        replace_by(file);
}

void LaunchForm::save_file() {
    const QString file =
        QFileDialog::getSaveFileName(this, say("Save the config"), name_, say("Configs (*.toml)"));
    if (file.isEmpty())
        return;
    const std::string text = toml().toStdString();
    try {
        write_user_file(file.toStdString(), text);
    } catch (const Error& error) {
        refuse(QString::fromUtf8(error.what()));
        return;
    }
    refuse({});
    name_ = file;
    base_text_ = text;
    settled_ = toml();
}

void LaunchForm::copy_command_line() {
    QGuiApplication::clipboard()->setText(command_line());
}

void LaunchForm::copy_toml() {
    QGuiApplication::clipboard()->setText(toml());
}

void LaunchForm::look_again() {
    const std::string text = pages_->toml();
    std::vector<ConfigProblem> found;
    config_.reset();
    try {
        config_ = parse_config(text, form_text, vocabulary_);
        check_series();
    } catch (const ConfigError& error) {
        found = error.problems();
        config_.reset();
    }
    problems_ = pages_->show_problems(found, form_text);
    show_problems();
    text_->setPlainText(QString::fromStdString(text));
    copy_command_->setEnabled(config_.has_value());
    Q_EMIT changed();
}

void LaunchForm::set_series(TellSeries tell) {
    series_of_ = std::move(tell);
    look_again();
}

// Throws ConfigError where a trigger watches what the run will not have.
void LaunchForm::check_series() {
    if (!series_of_)
        return;
    std::optional<Plan> plan;
    try {
        plan = series_of_(*config_);
    } catch (const Error&) {
        return; // what is wrong with it is told when the run is planned whole
    }
    if (!plan)
        return;
    pages_->offer_series(*plan);
    check_watched_series(*config_, *plan);
}

QString LaunchForm::show_refusal(const std::vector<ConfigProblem>& problems) {
    problems_ = pages_->show_problems(problems, form_text);
    show_problems();
    QStringList lines;
    for (const auto& problem : problems_)
        lines << QStringLiteral("%1 — %2").arg(problem.place, problem.sentence);
    return lines.join(QLatin1Char('\n'));
}

void LaunchForm::show_problems() {
    problem_list_->clear();
    for (const auto& problem : problems_)
        problem_list_->addItem(QStringLiteral("%1 — %2").arg(problem.place, problem.sentence));
    for (int i = 0; i < problem_list_->count(); ++i)
        problem_list_->item(i)->setToolTip(problem_list_->item(i)->text());
    problem_list_->setVisible(!problems_.empty());
    const int rows = static_cast<int>(std::min<std::size_t>(problems_.size(), 3));
    problem_list_->setFixedHeight(rows * (fontMetrics().lineSpacing() + 10) + 2);
    show_navigation();
}

void LaunchForm::show_navigation() {
    const QBrush wrong(problem_color(palette()));
    for (int page = 0; page < navigation_->count(); ++page) {
        const auto here =
            std::count_if(problems_.begin(), problems_.end(),
                          [&](const FormProblem& problem) { return problem.page == page; });
        QListWidgetItem* row = navigation_->item(page);
        row->setForeground(here > 0 ? wrong : QBrush());
        const QString told = here > 0 ? say("Something is wrong here") : QString();
        row->setToolTip(told);
        row->setData(Qt::AccessibleDescriptionRole, told);
    }
    for (int i = 0; i < problem_list_->count(); ++i)
        problem_list_->item(i)->setForeground(wrong);
    const int width = navigation_->sizeHintForColumn(0) + 24;
    navigation_->setFixedWidth(width);
}

bool LaunchForm::focusNextPrevChild(bool next) {
    if (focus_along(this, next))
        return true;
    // Out of the form: to the neighbours in its window, or around where there are none.
    const auto step = [next](const QWidget* widget) {
        return next ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget* widget = step(this); widget != this; widget = step(widget))
        if (!isAncestorOf(widget) && widget->isVisible() && widget->isEnabled() &&
            (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->window() == window()) {
            widget->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    const QList<QWidget*> order = reading_order(this);
    if (order.isEmpty())
        return false;
    (next ? order.front() : order.back())
        ->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void LaunchForm::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        show_navigation();
}

} // namespace thaw
