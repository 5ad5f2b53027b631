#include "app/window/new_run_page.h"

#include "app/window/cost.h"
#include "app/window/dataset_watch.h"
#include "app/window/form_preview.h"
#include "app/window/series_watch.h"
#include "core/run/thread_priority.h"
#include "core/training/training.h"
#include "widgets/forms/cost_panel.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/problem_label.h"
#include "widgets/page_focus.h"
#include "widgets/say.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

namespace thaw {

namespace {

QList<QPair<QString, QString>> presets_in(const std::filesystem::path& folder) {
    QList<QPair<QString, QString>> presets;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".toml")
            presets.append({QString::fromStdString(entry.path().stem().string()),
                            QString::fromStdString(entry.path().string())});
    std::sort(presets.begin(), presets.end(), [](const auto& a, const auto& b) {
        const auto rank = [](const QString& name) { return name != QLatin1String("quickstart"); };
        return std::pair(rank(a.first), a.first) < std::pair(rank(b.first), b.first);
    });
    return presets;
}

// Why no run's file can be made there; empty: nothing speaks against it.
QString problem_of_folder(const QString& text) {
    if (text.trimmed().isEmpty())
        return say("Choose a folder for the run's file.");
    QFileInfo place(QDir::cleanPath(QFileInfo(text).absoluteFilePath()));
    while (!place.exists() && !place.isRoot())
        place = QFileInfo(place.absolutePath());
    if (!place.isDir())
        return say("{} is not a folder; choose another one.", place.filePath());
    if (!place.isWritable())
        return say("{} cannot be written to; choose another folder, or change its permissions.",
                   place.filePath());
    return {};
}

} // namespace

NewRunPage::NewRunPage(const Vocabulary& vocabulary, const std::filesystem::path& experiments,
                       QWidget* parent)
    : QWidget(parent), form_(new LaunchForm(vocabulary, this)), cost_(new CostPanel(this)),
      dataset_watch_(new DatasetWatch(this)), series_watch_(new SeriesWatch(this)),
      preview_(new FormPreview(form_, this)), folder_(new QLineEdit(this)),
      start_(new QPushButton(say("Start"), this)), sweep_(new QPushButton(say("Sweep…"), this)),
      why_not_(new QLabel(this)), folder_problem_(new ProblemLabel(this)) {
    auto* folder_label = new QLabel(say("Folder for the run's file"), this);
    folder_label->setBuddy(folder_);
    auto* choose = new QToolButton(this);
    choose->setText(QStringLiteral("…"));
    choose->setToolTip(say("Choose a folder…"));
    choose->setAccessibleName(choose->toolTip());
    connect(choose, &QToolButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(
            this, say("Folder for the run's file"), folder_->text());
        if (!chosen.isEmpty())
            folder_->setText(chosen);
    });
    auto* folder_row = new QHBoxLayout;
    folder_row->addWidget(folder_, 1);
    folder_row->addWidget(choose);

    start_->setObjectName(QStringLiteral("start"));
    start_->setDefault(true);
    QFont large = start_->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    start_->setFont(large);
    start_->setMinimumHeight(start_->sizeHint().height() * 3 / 2);
    why_not_->setWordWrap(true);

    auto* side = new QVBoxLayout;
    side->addWidget(cost_, 1);
    side->addWidget(folder_label);
    side->addLayout(folder_row);
    side->addWidget(folder_problem_);
    side->addWidget(why_not_);
    auto* go = new QHBoxLayout;
    go->addWidget(start_, 1);
    go->addWidget(sweep_);
    side->addLayout(go);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(12);
    layout->addWidget(form_, 3);
    layout->addLayout(side, 1);

    connect(folder_, &QLineEdit::textChanged, this, &NewRunPage::look_at_folder);
    form_->set_series([this](const RunConfig& config) { return series_watch_->series_of(config); });
    connect(series_watch_, &SeriesWatch::known, form_, &LaunchForm::look_at_series);
    connect(form_, &LaunchForm::changed, this, &NewRunPage::update_start);
    connect(form_, &LaunchForm::changed, cost_, &CostPanel::form_changed);
    connect(form_, &LaunchForm::changed, this, [this] {
        if (const auto config = form_->config())
            dataset_watch_->look(config->dataset);
    });
    connect(dataset_watch_, &DatasetWatch::told, form_->pages(), &ConfigPages::show_data_notice);
    connect(cost_, &CostPanel::measure_asked, this, &NewRunPage::measure);
    connect(start_, &QPushButton::clicked, this, &NewRunPage::start);
    sweep_->setObjectName(QStringLiteral("sweep"));
    sweep_->setMinimumHeight(start_->minimumHeight());
    sweep_->setToolTip(say("Train this config once for every stop step and seed"));
    connect(sweep_, &QPushButton::clicked, this, [this] {
        if (const auto config = form_->config())
            Q_EMIT sweep_asked(*config, form_->toml());
    });
    form_->set_presets(presets_in(experiments));
    load(experiments / "quickstart.toml");
    update_start();
}

NewRunPage::~NewRunPage() {
    given_up_ = true;
}

std::filesystem::path NewRunPage::folder() const {
    return folder_->text().toStdString();
}

void NewRunPage::set_folder(const std::filesystem::path& folder) {
    folder_->setText(QString::fromStdString(folder.string()));
}

void NewRunPage::set_busy(bool busy) {
    busy_ = busy;
    if (busy)
        preview_->forget();
    update_start();
}

// On a thread of its own: a folder may lie on a disk that does not answer.
void NewRunPage::look_at_folder() {
    const QString text = folder_->text();
    QThreadPool::globalInstance()->start([page = QPointer<NewRunPage>(this), text] {
        const QString problem = problem_of_folder(text);
        QMetaObject::invokeMethod(qApp, [page, text, problem] {
            if (page == nullptr || page->folder_->text() != text)
                return;
            page->folder_problem_->show_problem(problem);
            page->folder_->setAccessibleDescription(problem);
            page->update_start();
        });
    });
}

QString NewRunPage::show_refusal(const RunConfig& config, const ConfigError& error) {
    if (const auto mine = form_->config(); mine && *mine == config)
        return form_->show_refusal(error.problems());
    return QString::fromUtf8(error.what());
}

bool NewRunPage::load(const std::filesystem::path& file) {
    return form_->load_file(QString::fromStdString(file.string()));
}

void NewRunPage::start() {
    if (busy_ || !folder_problem_->text().isEmpty())
        return;
    given_up_ = true; // a measurement: the run needs the machine
    if (const auto config = form_->config())
        Q_EMIT start_asked(*config, form_->toml());
}

void NewRunPage::update_start() {
    const bool valid = form_->config().has_value();
    const bool folder = folder_problem_->text().isEmpty();
    set_enabled_on_page(start_, valid && folder && !busy_);
    set_enabled_on_page(sweep_, valid && folder);
    cost_->set_can_measure(valid && !busy_);
    why_not_->setText(busy_   ? say("A run is going on; this window carries one at a time.")
                      : valid ? QString() // the folder's problem stands under it
                              : say("The form has problems; see the list at its bottom."));
    why_not_->setVisible(!why_not_->text().isEmpty());
}

void NewRunPage::measure() {
    const auto config = form_->config();
    if (!config || busy_ || measuring_)
        return;
    given_up_ = false;
    measuring_ = true;
    cost_->show_busy();
    thread_ = std::jthread([this, config = *config] {
        give_way_to_the_screen();
        RunCost cost;
        QString problem;
        std::optional<ConfigError> refused;
        try {
            cost = measure_cost(config, [this] { return given_up_.load(); });
        } catch (const ConfigError& error) {
            refused = error;
        } catch (const std::exception& error) {
            problem = QString::fromStdString(error.what());
        }
        measuring_ = false;
        QMetaObject::invokeMethod(this, [this, cost, problem, refused, config] { // goes with us
            if (refused)
                cost_->show_error(show_refusal(config, *refused));
            else if (problem.isEmpty())
                cost_->show_cost(cost);
            else
                cost_->show_error(problem);
        });
    });
}

} // namespace thaw
