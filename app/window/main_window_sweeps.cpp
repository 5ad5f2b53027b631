// Sweeps in the window, and the parents that forked runs have behind them.
#include "app/window/literal_text.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "app/window/parent_search.h"
#include "app/window/run_follower.h"
#include "app/window/run_library.h"
#include "app/window/settle_sweeps.h"
#include "app/window/sweep_dialog.h"
#include "app/window/sweep_tab.h"
#include "widgets/ghost.h"
#include "widgets/plots/stop_range.h"
#include "widgets/run_page.h"
#include "widgets/say.h"

#include <QTabWidget>
#include <algorithm>

namespace thaw {

SweepTab* MainWindow::sweep() const {
    return qobject_cast<SweepTab*>(tabs_->currentWidget());
}

std::vector<SweepTab*> MainWindow::sweeps() const {
    const auto all = findChildren<SweepTab*>();
    return {all.begin(), all.end()};
}

SweepTab* MainWindow::open_sweep(const std::filesystem::path& document) {
    const auto file = std::filesystem::absolute(document);
    for (SweepTab* tab : sweeps())
        if (tab->document() == file) {
            tabs_->setCurrentWidget(tab);
            return tab;
        }
    auto* tab = new SweepTab(file, this);
    const auto name_it = [this, tab] {
        tabs_->setTabText(tabs_->indexOf(tab), literal_text(tab->headline()));
    };
    connect(tab, &SweepTab::shown, this, [this, tab, name_it] {
        name_it();
        remember_file(tab->document());
        list_folder(tab->watch()->plan()->folder);
    });
    connect(tab, &SweepTab::progressed, this, name_it);
    connect(tab, &SweepTab::ended, library_, &RunLibrary::rescan);
    connect(tab, &SweepTab::failed, messages_, &MessageBar::warn);
    connect(tab, &SweepTab::open_asked, this,
            [this](const QString& run) { open(run.toStdString()); });
    connect(tab, &SweepTab::compare_asked, this, &MainWindow::compare);
    connect(tab, &SweepTab::cancelled, this, [this, tab] {
        stop_sweeps({tab});
        close_tab(tabs_->indexOf(tab));
    });
    tabs_->setCurrentIndex(tabs_->addTab(tab, literal_text(tab->headline())));
    return tab;
}

void MainWindow::ask_sweep(RunPage* page) {
    for (auto* open : findChildren<SweepDialog*>())
        if (open->isVisible()) // the range is dragged on
            return open->raise();
    const RunHistory& history = page->run()->history();
    show_sweep_dialog({.config = history.record().header.config,
                       .name = history.record().header.name,
                       .seed = page->run()->config().run.settings.integer("seed"),
                       .folder = page->file().parent_path(),
                       .seconds_per_step = page->seconds_per_step()},
                      page->range(), page);
}

void MainWindow::ask_sweep_of_form(const RunConfig& config, const QString& source) {
    constexpr std::int64_t unknown = 1'000'000; // counted in epochs: the plan tells
    const std::int64_t steps = config.training.settings.integer("steps");
    auto* range = new StopRange(steps > 0 ? steps : unknown, new_run_);
    if (steps <= 0)
        range->set(100, 500);
    auto* dialog = show_sweep_dialog({.config = source.toStdString(),
                                      .name = config.run.settings.text("name"),
                                      .seed = config.run.settings.integer("seed"),
                                      .folder = new_run_->folder(),
                                      .seconds_per_step = {}},
                                     range, new_run_);
    range->setParent(dialog);
}

SweepDialog* MainWindow::show_sweep_dialog(const SweepBase& base, StopRange* range, QWidget* page) {
    auto* dialog = new SweepDialog(base, range, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The page's range is gone by then: nothing of the dialog may ask for it any more.
    connect(page, &QObject::destroyed, dialog, [dialog] { delete dialog; });
    connect(dialog, &QDialog::finished, range, [range] { range->set_shown(false); });
    connect(dialog, &SweepDialog::start_asked, this,
            [this](const QString& document, qint64 jobs, qint64 threads) {
                open_sweep(document.toStdString())->start(jobs, threads);
            });
    dialog->show(); // beside the plots: the range can be dragged on
    const QPoint corner = mapToGlobal(QPoint(width() - 12, height() - 12));
    dialog->move(std::max(0, corner.x() - dialog->frameGeometry().width()),
                 std::max(0, corner.y() - dialog->frameGeometry().height()));
    return dialog;
}

void MainWindow::show_parent_of(RunPage* page) {
    const auto& parent = page->run()->history().record().header.parent;
    if (!parent)
        return;
    auto* search = new ParentSearch(page->file(), *parent, page);
    connect(search, &ParentSearch::found, page, [page, search](const QString& file) {
        auto* follower = new RunFollower(file.toStdString(), page);
        connect(follower, &RunFollower::opened, page->ghost(), &Ghost::set_run);
        connect(follower, &RunFollower::failed, follower, [follower] { // it was one moment ago
            if (follower->run() == nullptr)
                follower->deleteLater();
        });
        search->deleteLater();
    });
}

} // namespace thaw
