// What the window's menus offer.
#include "app/window/colours.h"
#include "app/window/language.h"
#include "app/window/literal_text.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "widgets/controls/shortcuts_page.h"
#include "widgets/library/library_page.h"
#include "widgets/run_page.h"
#include "widgets/say.h"

#include <QActionGroup>
#include <QApplication>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QTabWidget>

namespace thaw {

namespace {
const QString recent_key = QStringLiteral("recent");
constexpr int most_recent = 10;
} // namespace

void MainWindow::make_menus() {
    QMenu* file = menuBar()->addMenu(say("&File"));
    file->addAction(say("&New run"), QKeySequence(Qt::CTRL | Qt::Key_N), this,
                    [this] { tabs_->setCurrentWidget(new_run_); });
    file->addAction(say("&Runs"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), this,
                    [this] { tabs_->setCurrentWidget(library_page_); });
    file->addAction(say("&Open…"), QKeySequence(Qt::CTRL | Qt::Key_O), this,
                    &MainWindow::choose_files);
    file->addAction(say("New &figure from these runs"),
                    QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), this,
                    &MainWindow::new_figure_of_front);
    file->addAction(say("Co&mpare runs…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
                    &MainWindow::choose_comparison);
    recent_menu_ = file->addMenu(say("Open recen&t"));
    connect(recent_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_recent_menu);
    file->addSeparator();
    file->addAction(say("&Close tab"), QKeySequence(Qt::CTRL | Qt::Key_W), this,
                    [this] { close_tab(tabs_->currentIndex()); });
    file->addAction(say("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);

    run_menu_ = menuBar()->addMenu(say("&Run"));
    view_menu_ = menuBar()->addMenu(say("&View"));

    QMenu* help = menuBar()->addMenu(say("&Help"));
    help->addAction(say("&Keyboard and mouse…"), QKeySequence(Qt::Key_F1), this, [this] {
        auto* page = new ShortcutsPage(this, {RunPage::gestures(), LibraryPage::gestures()});
        page->setAttribute(Qt::WA_DeleteOnClose);
        page->show();
    });
    QMenu* languages = help->addMenu(say("&Language"));
    auto* group = new QActionGroup(this);
    const auto add_language = [&](const QString& code, const QString& name) {
        QAction* action = languages->addAction(name, this, [this, code] {
            choose_language(code);
            messages_->tell(say("The language changes when Thawscope is started again."));
        });
        action->setCheckable(true);
        action->setChecked(chosen_language() == code);
        group->addAction(action);
    };
    add_language(QString(), say("As the desktop"));
    add_language(QStringLiteral("en"), QStringLiteral("English"));
    add_language(QStringLiteral("ja"), QStringLiteral("日本語"));
    QMenu* colours = help->addMenu(say("&Colours"));
    auto* colour_group = new QActionGroup(this);
    const auto add_colours = [&](const QString& name, const QString& label) {
        QAction* action = colours->addAction(label, this, [name] { choose_colours(name); });
        action->setCheckable(true);
        action->setChecked(chosen_colours() == name);
        colour_group->addAction(action);
    };
    add_colours(QString(), say("As the desktop"));
    add_colours(QStringLiteral("light"), say("Light"));
    add_colours(QStringLiteral("dark"), say("Dark"));
    help->addAction(say("&About Thawscope"), this, [this] {
        auto* box = new QMessageBox(
            QMessageBox::NoIcon, say("About Thawscope"),
            say("Thawscope {}: watch the early period of training and decide when gradual "
                "unfreezing stops.\n\nGPL-3.0-or-later",
                QApplication::applicationVersion()),
            QMessageBox::Close, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
}

void MainWindow::fill_recent_menu() {
    recent_menu_->clear();
    for (const QString& file : QSettings().value(recent_key).toStringList())
        recent_menu_->addAction(literal_text(QFileInfo(file).fileName()), this,
                                [this, file] { open(file.toStdString()); });
    if (recent_menu_->isEmpty())
        recent_menu_->addAction(say("No files yet"))->setEnabled(false);
}

void MainWindow::remember_file(const std::filesystem::path& file) {
    QSettings settings;
    QStringList files = settings.value(recent_key).toStringList();
    const QString absolute = QFileInfo(QString::fromStdString(file.string())).absoluteFilePath();
    files.removeAll(absolute);
    files.prepend(absolute);
    settings.setValue(recent_key, files.mid(0, most_recent));
}

} // namespace thaw
