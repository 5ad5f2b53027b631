// The window: a page to put a run together and a page for every run that is open, of which one may
// be live.
#pragma once

#include "app/window/run_controller.h"
#include "core/figures/figure_document.h"
#include "core/run/config.h"

#include <QMainWindow>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>

class QMenu;
class QTabWidget;

namespace thaw {

class FigurePage;
class ComparisonTab;
class MessageBar;
class LibraryPage;
class NewRunPage;
class RunFollower;
class RunLibrary;
class RunPage;
class StatusLine;
class StopRange;
class SweepDialog;
class SweepTab;
struct SweepBase;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    // `experiments`: the folder of the shipped configs.
    explicit MainWindow(const std::filesystem::path& experiments, QWidget* parent = nullptr);
    ~MainWindow() override;

    // A run file, saved or being written; a config is loaded into the form.
    void open(const std::filesystem::path& file);
    // A figure: its document, or a PDF, SVG or PNG that has one inside.
    void open_figure(const std::filesystem::path& file);
    // A new figure: a document whose runs are seen from `folder`; see new_figure().
    void open_figure(const FigureDocument& document, const std::filesystem::path& folder);
    // A sweep's document: shown as its run files say, whoever trains its members.
    SweepTab* open_sweep(const std::filesystem::path& document);
    void start(const RunConfig& config, const QString& source);
    // Saved runs side by side, in a tab of their own.
    void compare(const std::vector<std::filesystem::path>& files);
    void set_folder(const std::filesystem::path& folder);

    NewRunPage* new_run_page() const { return new_run_; }
    LibraryPage* library_page() const { return library_page_; }
    RunPage* run_page() const; // the one in front; null where it is another page
    FigurePage* figure_page() const;
    RunController& controller() { return controller_; }
    ComparisonTab* comparison() const; // the one in front; null where it is another page
    SweepTab* sweep() const;           // the same
    MessageBar* message_bar() const { return messages_; }

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void make_menus();
    void connect_library();
    void set_library_folders(const QStringList& folders);
    void list_folder(const std::filesystem::path& folder);
    void fill_recent_menu();
    void remember_file(const std::filesystem::path& file);
    int tab_of(const std::filesystem::path& file) const; // -1: not open
    FigurePage* add_figure_page();
    void new_figure_of_front();
    RunPage* add_page(ShownRun* run, const std::filesystem::path& file);
    void connect_page(RunPage* page);
    void close_tab(int index);
    void show_live(ShownRun* run);
    void live_ended();
    void show_front();
    void update_title();
    void ask(RunPage* page, const RunCommand& command);
    std::vector<SweepTab*> sweeps() const;
    void ask_sweep(RunPage* page);
    void ask_sweep_of_form(const RunConfig& config, const QString& source);
    SweepDialog* show_sweep_dialog(const SweepBase& base, StopRange* range, QWidget* page);
    void show_parent_of(RunPage* page); // behind it, if it was forked and the parent is there
    void resume(RunPage* page);
    void fork(RunPage* page);
    void carry_out(Work work, const QString& telling);
    void ask_about_form();
    void choose_files();
    void choose_comparison();
    void stop_and_close();
    void take_signal(int signal);

    Vocabulary vocabulary_;
    RunController controller_;
    QTabWidget* tabs_;
    NewRunPage* new_run_;
    LibraryPage* library_page_;
    RunLibrary* library_;
    MessageBar* messages_;
    StatusLine* status_;
    QMenu* run_menu_ = nullptr;
    QMenu* view_menu_ = nullptr;
    QMenu* recent_menu_ = nullptr;
    RunPage* live_ = nullptr;           // of the controller's run
    QTimer signals_;                    // looks for SIGINT, SIGTERM, SIGHUP and SIGUSR1
    bool closing_ = false;              // as soon as the run has ended
    bool figures_settled_ = false;      // nobody needs to be asked about them any more
    bool form_settled_ = false;         // nor about the form
    bool sweeps_settled_ = false;       // nor about sweeps
    std::optional<RunConfig> starting_; // what was started last, until it is there
};

} // namespace thaw
