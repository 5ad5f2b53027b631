#include "app/window/main_window.h"

#include "app/compared_files.h"
#include "app/launch.h"
#include "app/signals.h"
#include "app/window/comparison_tab.h"
#include "app/window/figure_file.h"
#include "app/window/fork_dialog.h"
#include "app/window/literal_text.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "app/window/run_follower.h"
#include "app/window/run_library.h"
#include "app/window/settle_sweeps.h"
#include "app/window/sweep_file.h"
#include "app/window/sweep_tab.h"
#include "app/window/taskbar_progress.h"
#include "app/window/unsaved_figures.h"
#include "core/figures/new_figure.h"
#include "core/training/training.h"
#include "widgets/controls/status_line.h"
#include "widgets/figures/figure_page.h"
#include "widgets/forms/launch_form.h"
#include "widgets/library/library_page.h"
#include "widgets/run_page.h"
#include "widgets/say.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>
#include <csignal>

namespace thaw {

namespace {

namespace fs = std::filesystem;

const QString geometry_key = QStringLiteral("window/geometry");
const QString layout_key = QStringLiteral("window/layout");
const QString folder_key = QStringLiteral("folder");
const QString library_key = QStringLiteral("library/folders");

QString text_of(const fs::path& path) {
    return QString::fromStdString(path.string());
}

QString one_at_a_time() {
    return say("A run is going on; this window carries one at a time. Stop it first, or start "
               "another window.");
}

// A window has fields, not lines of a file.
QString without_places(const ConfigError& error) {
    QStringList lines;
    for (const auto& problem : error.problems())
        lines << (problem.key.empty() ? QString::fromStdString(problem.sentence)
                                      : QString::fromStdString(problem.key) + QStringLiteral(": ") +
                                            QString::fromStdString(problem.sentence));
    return lines.join(QLatin1Char('\n'));
}

bool is_config(const fs::path& file) {
    return file.extension() == ".toml";
}

} // namespace

MainWindow::MainWindow(const fs::path& experiments, QWidget* parent)
    : QMainWindow(parent), vocabulary_(vocabulary()), tabs_(new QTabWidget(this)),
      new_run_(new NewRunPage(vocabulary_, experiments, this)),
      library_page_(new LibraryPage(this)), library_(new RunLibrary(this)),
      messages_(new MessageBar(this)), status_(new StatusLine(this)) {
    tabs_->setDocumentMode(true);
    tabs_->setTabsClosable(true);
    tabs_->addTab(new_run_, say("New run"));
    tabs_->addTab(library_page_, say("Runs"));
    for (const int stays : {0, 1})
        for (const auto side : {QTabBar::LeftSide, QTabBar::RightSide})
            tabs_->tabBar()->setTabButton(stays, side, nullptr);
    auto* middle = new QWidget(this);
    auto* layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(messages_);
    layout->addWidget(tabs_, 1);
    setCentralWidget(middle);
    statusBar()->addWidget(status_, 1);
    setAcceptDrops(true);
    resize(1400, 900);

    const QSettings settings;
    restoreGeometry(settings.value(geometry_key).toByteArray());
    new_run_->set_folder(
        settings.value(folder_key, QDir::current().filePath(QStringLiteral("runs")))
            .toString()
            .toStdString());

    connect_library();
    connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::show_front);
    connect(tabs_, &QTabWidget::tabCloseRequested, this, &MainWindow::close_tab);
    connect(new_run_, &NewRunPage::start_asked, this, &MainWindow::start);
    connect(new_run_, &NewRunPage::sweep_asked, this, &MainWindow::ask_sweep_of_form);
    connect(&controller_, &RunController::set_up, this, &MainWindow::show_live);
    connect(&controller_, &RunController::failed, messages_, &MessageBar::warn);
    connect(&controller_, &RunController::refused, this, [this](const ConfigError& error) {
        messages_->warn(starting_ ? new_run_->show_refusal(*starting_, error)
                                  : without_places(error));
    });
    connect(&controller_, &RunController::told, messages_, &MessageBar::warn);
    connect(&controller_, &RunController::finished, this, &MainWindow::live_ended);
    constexpr int between_looks = 200; // milliseconds
    connect(&signals_, &QTimer::timeout, this, [this] { take_signal(next_signal(0)); });
    signals_.start(between_looks);
    make_menus();
    show_front();
}

MainWindow::~MainWindow() {
    disconnect(tabs_, nullptr, this, nullptr); // pages that go are not shown
}

void MainWindow::connect_library() {
    connect(library_, &RunLibrary::runs_came, library_page_, &LibraryPage::show_runs);
    connect(library_, &RunLibrary::progressed, library_page_, &LibraryPage::show_progress);
    connect(library_, &RunLibrary::undo_changed, library_page_, &LibraryPage::set_undo);
    connect(library_, &RunLibrary::told, messages_, &MessageBar::tell);
    connect(library_, &RunLibrary::failed, messages_, &MessageBar::warn);
    connect(library_page_, &LibraryPage::open_asked, this, &MainWindow::open);
    connect(library_page_, &LibraryPage::annotation_asked, library_, &RunLibrary::annotate);
    connect(library_page_, &LibraryPage::trash_asked, library_, &RunLibrary::trash);
    connect(library_page_, &LibraryPage::undo_asked, library_, &RunLibrary::undo);
    connect(library_page_, &LibraryPage::empty_trash_asked, library_, &RunLibrary::empty_trash);
    connect(library_page_, &LibraryPage::rescan_asked, library_, &RunLibrary::rescan);
    connect(library_page_, &LibraryPage::folders_changed, this, [this](const QStringList& folders) {
        QSettings().setValue(library_key, folders);
        set_library_folders(folders);
    });
    connect(library_page_, &LibraryPage::compare_asked, this, &MainWindow::compare);
    QStringList folders = QSettings().value(library_key).toStringList();
    if (folders.isEmpty())
        folders.append(QFileInfo(text_of(new_run_->folder())).absoluteFilePath());
    set_library_folders(folders);
}

void MainWindow::set_library_folders(const QStringList& folders) {
    library_page_->show_folders(folders);
    library_->set_folders(folders);
}

// Runs that are begun here are in the list.
void MainWindow::list_folder(const fs::path& folder) {
    const QString absolute = QFileInfo(text_of(folder)).absoluteFilePath();
    if (!library_->folders().contains(absolute))
        set_library_folders(QStringList(library_->folders()) << absolute);
    else
        library_->rescan();
}

void MainWindow::choose_files() {
    const QStringList files = QFileDialog::getOpenFileNames(
        this, say("Open runs, a config, a sweep or a figure"), text_of(new_run_->folder()),
        say("Runs, configs, sweeps and figures") +
            QStringLiteral(" (*.thaw.h5 *.h5 *.toml *.pdf *.svg *.png)"));
    for (const QString& file : files)
        open(file.toStdString());
}

void MainWindow::open(const fs::path& file) {
    if (is_figure(file))
        return open_figure(file);
    if (is_sweep(file)) {
        open_sweep(file);
        return;
    }
    if (is_config(file)) {
        tabs_->setCurrentWidget(new_run_);
        if (!new_run_->load(file))
            messages_->warn(
                say("{} cannot be read; check the name and its permissions", file.string()));
        return;
    }
    if (const int tab = tab_of(fs::absolute(file)); tab >= 0)
        return tabs_->setCurrentIndex(tab);
    auto* follower = new RunFollower(fs::absolute(file), this);
    connect(follower, &RunFollower::opened, this, [this, follower](ShownRun* run) {
        RunPage* page = add_page(run, follower->file());
        follower->setParent(page); // reads on as long as its page is open
        remember_file(follower->file());
    });
    connect(follower, &RunFollower::failed, this, [this, follower](const QString& sentence) {
        messages_->warn(sentence);
        if (follower->run() == nullptr)
            follower->deleteLater();
    });
}

FigurePage* MainWindow::figure_page() const {
    return qobject_cast<FigurePage*>(tabs_->currentWidget());
}

FigurePage* MainWindow::add_figure_page() {
    auto* page = new FigurePage([](const fs::path& file) { return read_compared(file); }, this);
    connect(page, &FigurePage::told, messages_, &MessageBar::tell);
    connect(page, &FigurePage::warned, messages_, &MessageBar::warn);
    connect(page, &FigurePage::renamed, this, [this, page] {
        tabs_->setTabText(tabs_->indexOf(page), literal_text(page->headline()));
        if (!page->file().empty())
            remember_file(page->file());
    });
    tabs_->setCurrentIndex(tabs_->addTab(page, literal_text(page->headline())));
    return page;
}

void MainWindow::open_figure(const fs::path& file) {
    for (int i = 0; i < tabs_->count(); ++i)
        if (const auto* page = qobject_cast<FigurePage*>(tabs_->widget(i));
            page != nullptr && page->file() == fs::absolute(file))
            return tabs_->setCurrentIndex(i);
    add_figure_page()->open(fs::absolute(file));
}

void MainWindow::open_figure(const FigureDocument& document, const fs::path& folder) {
    add_figure_page()->set_text(QString::fromStdString(to_toml(document)), folder);
}

void MainWindow::new_figure_of_front() {
    if (const RunPage* page = run_page()) {
        const fs::path folder = page->file().parent_path();
        open_figure(new_figure({page->file()}, "curves", folder), folder);
    } else if (const ComparisonTab* tab = comparison()) {
        const fs::path folder = fs::absolute(tab->files().front()).parent_path();
        open_figure(new_figure(tab->files(), "groups", folder, "stop_step"), folder);
    } else {
        messages_->warn(say("Open a run or a comparison first: a figure is made from the runs in "
                            "front."));
    }
}

void MainWindow::choose_comparison() {
    const QStringList files =
        QFileDialog::getOpenFileNames(this, say("Compare runs"), text_of(new_run_->folder()),
                                      say("Runs") + QStringLiteral(" (*.thaw.h5 *.h5)"));
    std::vector<fs::path> paths;
    for (const QString& file : files)
        paths.emplace_back(file.toStdString());
    if (!paths.empty())
        compare(paths);
}

void MainWindow::compare(const std::vector<fs::path>& files) {
    auto* tab = new ComparisonTab(files, this);
    connect(tab, &ComparisonTab::shown, this,
            [this, tab] { tabs_->setTabText(tabs_->indexOf(tab), literal_text(tab->headline())); });
    connect(tab, &ComparisonTab::given_up, this, [this, tab] { close_tab(tabs_->indexOf(tab)); });
    connect(tab, &ComparisonTab::failed, messages_, &MessageBar::warn);
    connect(tab, &ComparisonTab::open_asked, this,
            [this](const QString& file) { open(file.toStdString()); });
    tabs_->setCurrentIndex(tabs_->addTab(tab, literal_text(tab->headline())));
}

ComparisonTab* MainWindow::comparison() const {
    return qobject_cast<ComparisonTab*>(tabs_->currentWidget());
}

int MainWindow::tab_of(const fs::path& file) const {
    for (int i = 0; i < tabs_->count(); ++i)
        if (const auto* page = qobject_cast<RunPage*>(tabs_->widget(i));
            page != nullptr && page->file() == file)
            return i;
    return -1;
}

RunPage* MainWindow::add_page(ShownRun* run, const fs::path& file) {
    auto* page = new RunPage(run, file, this);
    page->restore_layout(QSettings().value(layout_key).toByteArray());
    connect_page(page);
    show_parent_of(page);
    const QString name = QString::fromStdString(run->history().record().header.name);
    tabs_->setCurrentIndex(tabs_->addTab(page, literal_text(name)));
    tabs_->setTabToolTip(tabs_->currentIndex(), text_of(file));
    return page;
}

void MainWindow::connect_page(RunPage* page) {
    connect(page, &RunPage::asked, this, [this, page](const RunCommand& c) { ask(page, c); });
    connect(page, &RunPage::start_asked, this, [this] {
        tabs_->setCurrentWidget(new_run_);
        messages_->tell(say("Set up the next run here, then press Start."));
    });
    connect(page, &RunPage::resume_asked, this, [this, page] { resume(page); });
    connect(page, &RunPage::fork_asked, this, [this, page] { fork(page); });
    connect(page, &RunPage::sweep_asked, this, [this, page] { ask_sweep(page); });
    connect(page, &RunPage::progressed, this, &MainWindow::update_title);
}

RunPage* MainWindow::run_page() const {
    return qobject_cast<RunPage*>(tabs_->currentWidget());
}

void MainWindow::set_folder(const fs::path& folder) {
    new_run_->set_folder(folder);
    list_folder(folder);
}

void MainWindow::carry_out(Work work, const QString& telling) {
    if (controller_.busy()) {
        messages_->warn(one_at_a_time());
        return;
    }
    starting_.reset();
    messages_->tell(telling);
    new_run_->set_busy(true);
    controller_.carry_out(std::move(work));
}

void MainWindow::start(const RunConfig& config, const QString& source) {
    QSettings().setValue(folder_key, text_of(fs::absolute(new_run_->folder())));
    const bool starts = !controller_.busy();
    carry_out([config, text = source.toStdString(), folder = new_run_->folder()](
                  Background& background) { return start_run(config, text, folder, background); },
              say("Loading the data and making the network…"));
    if (starts)
        starting_ = config;
}

void MainWindow::resume(RunPage* page) {
    carry_out(
        [file = page->file()](Background& background) { return resume_run(file, background); },
        say("Going on from the newest checkpoint…"));
}

// The dialog stays until the child is there: what was typed is not lost by a mistake in it.
void MainWindow::fork(RunPage* page) {
    auto* dialog = new ForkDialog(*page->run(), page->cursor_step(), this);
    connect(dialog, &QDialog::rejected, dialog, &QObject::deleteLater);
    const std::string& parent = page->run()->history().record().header.config;
    connect(dialog, &ForkDialog::fork_asked, this,
            [this, dialog, parent, file = page->file()](qint64 step, const QStringList& settings) {
                std::vector<std::string> overrides;
                for (const QString& setting : settings)
                    overrides.push_back(setting.toStdString());
                if (controller_.busy())
                    return dialog->refuse(one_at_a_time());
                try {
                    parse_config(parent, file.string(), vocabulary_, overrides);
                } catch (const ConfigError& error) {
                    return dialog->refuse(without_places(error));
                }
                dialog->hide();
                const auto once = Qt::SingleShotConnection;
                connect(&controller_, &RunController::set_up, dialog, &QObject::deleteLater, once);
                connect(
                    &controller_, &RunController::failed, dialog,
                    [dialog](const QString& why) { dialog->refuse(why); }, once);
                connect(
                    &controller_, &RunController::refused, dialog,
                    [dialog](const ConfigError& why) { dialog->refuse(without_places(why)); },
                    once);
                carry_out(
                    [=](Background& background) {
                        return fork_run(file, step, overrides, file.parent_path(), background);
                    },
                    say("Forking at step {}…", step));
            });
    dialog->open();
}

void MainWindow::show_live(ShownRun* run) {
    messages_->clear();
    if (starting_ && new_run_->form()->config() == starting_)
        new_run_->form()->settle(); // the run's file has it
    starting_.reset();
    close_tab(tab_of(controller_.file())); // a resumed run: its page from before
    live_ = add_page(run, controller_.file());
    run->setParent(live_); // the controller's next run is another one; the page keeps this
    remember_file(controller_.file());
    list_folder(controller_.file().parent_path());
    update_title();
}

void MainWindow::live_ended() {
    new_run_->set_busy(false);
    if (live_ != nullptr)
        live_->show_summary();
    live_ = nullptr;
    library_->rescan();
    update_title();
    if (closing_)
        close();
}

void MainWindow::ask(RunPage* page, const RunCommand& command) {
    const qint64 number = page == live_ ? controller_.ask(command) : 0;
    if (number == 0)
        messages_->warn(say("The run did not take the command: it has ended, or too many are "
                            "waiting already. Try again in a moment."));
    else
        page->show_asked(command, number);
}

void MainWindow::close_tab(int index) {
    const auto remove = [this](QWidget* widget) {
        tabs_->removeTab(tabs_->indexOf(widget));
        widget->deleteLater();
    };
    if (auto* figure = qobject_cast<FigurePage*>(tabs_->widget(index)))
        return settle_figures(this, {figure}, [remove, figure] { remove(figure); });
    if (auto* comparison = qobject_cast<ComparisonTab*>(tabs_->widget(index)))
        return remove(comparison); // nothing is lost that a file does not hold
    if (auto* sweep = qobject_cast<SweepTab*>(tabs_->widget(index)))
        return settle_sweeps(this, {sweep}, [remove, sweep] { remove(sweep); });
    auto* page = qobject_cast<RunPage*>(tabs_->widget(index));
    if (page == nullptr)
        return;
    if (page == live_) {
        messages_->warn(say("This run is going on; stop it before its page is closed."));
        return;
    }
    QSettings().setValue(layout_key, page->layout_state());
    remove(page);
}

void MainWindow::show_front() {
    RunPage* page = run_page();
    library_->set_visible(tabs_->currentWidget() == library_page_);
    run_menu_->clear();
    view_menu_->clear(); // leaves the submenus of the page before
    qDeleteAll(view_menu_->findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    const RunPage* told = page != nullptr ? page : live_;
    status_->set_run(told == nullptr ? nullptr : told->run());
    run_menu_->menuAction()->setVisible(page != nullptr);
    view_menu_->menuAction()->setVisible(page != nullptr);
    if (page != nullptr) {
        run_menu_->addActions(page->run_actions());
        page->fill_view_menu(view_menu_);
    }
    update_title();
}

void MainWindow::update_title() {
    QString title = QStringLiteral("Thawscope");
    const RunPage* page = live_ != nullptr ? live_ : run_page();
    if (page != nullptr) {
        title = page->headline() + QStringLiteral(" – ") + title;
        tabs_->setTabText(tabs_->indexOf(const_cast<RunPage*>(page)),
                          literal_text(page->headline()));
    }
    setWindowTitle(title);
    show_taskbar_progress(live_ == nullptr ? -1 : live_->progress());
}

// As a run in a terminal takes them.
void MainWindow::take_signal(int signal) {
    if (signal == SIGUSR1) {
        RunCommand save;
        save.action = Action::checkpoint;
        controller_.ask(save);
    } else if (signal != 0) {
        figures_settled_ = form_settled_ = sweeps_settled_ = true; // nobody is there to ask
        stop_sweeps(sweeps());
        stop_and_close();
    }
}

void MainWindow::stop_and_close() {
    closing_ = true;
    if (controller_.busy())
        controller_.ask_to_stop(); // closes when it has ended
    else
        close();
}

// The form is no file: what was put together in it and never started would be gone.
void MainWindow::ask_about_form() {
    tabs_->setCurrentWidget(new_run_);
    auto* box = new QMessageBox(QMessageBox::Question, say("Changes that are not saved"),
                                say("The config under “New run” has been changed, but neither "
                                    "started nor saved. Save it?"),
                                QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* keep = box->addButton(say("Save as…"), QMessageBox::AcceptRole);
    QPushButton* drop = box->addButton(say("Discard changes"), QMessageBox::DestructiveRole);
    box->setEscapeButton(box->addButton(say("Cancel"), QMessageBox::RejectRole));
    connect(keep, &QPushButton::clicked, this, [this] {
        new_run_->form()->save_file();
        if (!new_run_->form()->modified()) // else the dialog was left, or could not write
            close();
    });
    connect(drop, &QPushButton::clicked, this, [this] {
        form_settled_ = true;
        close();
    });
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (controller_.busy() && !closing_) {
        event->ignore();
        auto* box = new QMessageBox(QMessageBox::Question, say("A run is going on"),
                                    say("Stop the run and close? The step is finished, a "
                                        "checkpoint is saved, and the run can be resumed."),
                                    QMessageBox::NoButton, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        QPushButton* stop = box->addButton(say("Stop and close"), QMessageBox::AcceptRole);
        box->addButton(say("Keep running"), QMessageBox::RejectRole);
        connect(stop, &QPushButton::clicked, this, &MainWindow::stop_and_close);
        box->open();
        return;
    }
    if (controller_.busy()) {
        event->ignore(); // it was asked to stop already
        return;
    }
    if (!sweeps_settled_ && is_any_at_work(sweeps())) {
        event->ignore();
        return settle_sweeps(this, sweeps(), [this] {
            sweeps_settled_ = true;
            close();
        });
    }
    const auto pages = findChildren<FigurePage*>();
    const FigurePages figures(pages.begin(), pages.end());
    if (!figures_settled_ && !unsaved(figures).empty()) {
        event->ignore();
        return settle_figures(this, figures, [this] {
            figures_settled_ = true;
            close();
        });
    }
    if (!form_settled_ && new_run_->form()->modified()) {
        event->ignore();
        return ask_about_form();
    }
    QSettings settings;
    settings.setValue(geometry_key, saveGeometry());
    if (const RunPage* page = run_page())
        settings.setValue(layout_key, page->layout_state());
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            open(url.toLocalFile().toStdString());
}

} // namespace thaw
