// The library of saved runs: a list that is filtered, sorted, grouped and annotated. It shows what
// it is given and asks for everything that touches a file.
#pragma once

#include "core/compare/annotation.h"
#include "core/compare/expression.h"
#include "widgets/controls/shortcuts_page.h"
#include "widgets/copied_rows.h"

#include <QWidget>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace thaw {

class FactsPanel;
class FilterLine;
class RunTreeModel;

class LibraryPage : public QWidget {
    Q_OBJECT
  public:
    explicit LibraryPage(QWidget* parent = nullptr);
    ~LibraryPage() override; // keeps columns, filter history and widths in the settings

    void show_runs(const RunList& runs);
    void show_folders(const QStringList& folders);
    // "Reading 300 of 10,000"; all == 0: nothing is being read.
    void show_progress(qint64 read, qint64 all);
    void set_undo(const QString& what); // what "Undo" would put back; empty: nothing

    RunTreeModel* model() const { return model_; }
    QTreeView* view() const { return view_; }
    FilterLine* filter() const { return filter_; }
    FactsPanel* facts() const { return facts_; }
    QString told() const;        // the line below the list
    bool is_empty_shown() const; // what to do stands in place of the list
    std::vector<std::filesystem::path> selected_files() const; // top to bottom, each once

    void group_by(const QString& key); // "": not at all; "lineage": below the parent
    void set_columns(const QStringList& columns);
    // As they are seen; the heading has the fields' names.
    CopiedTable selected_rows() const;
    static ShortcutGroup gestures();

  Q_SIGNALS:
    void open_asked(const std::filesystem::path& file);
    void compare_asked(const std::vector<std::filesystem::path>& files);
    void trash_asked(const std::vector<std::filesystem::path>& files);
    void undo_asked();
    void empty_trash_asked();
    void annotation_asked(const std::vector<std::string>& run_ids,
                          const std::function<void(thaw::Annotation&)>& change);
    void folders_changed(const QStringList& folders);
    void rescan_asked();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void make_view();
    void make_actions();
    QAction* add_action(const QString& text, const QKeySequence& key,
                        const std::function<void()>& act);
    void look(); // counts, emptiness, what can be done
    void fit_columns();
    void fill_groups();
    void fill_folder_menu();
    void keep_place(const std::function<void()>& change);
    void open_row(const QModelIndex& index);
    void toggle_star();
    void edit_annotation(const char* column);
    void edit_tags();
    void choose_columns();
    void remember() const;
    std::vector<SharedFacts> selected() const;
    std::vector<std::string> selected_ids() const;

    FilterLine* filter_;
    QComboBox* group_;
    QTreeView* view_;
    RunTreeModel* model_;
    FactsPanel* facts_;
    QSplitter* splitter_;
    QStackedWidget* stack_;
    QLabel* empty_;
    QPushButton* add_folder_;
    QPushButton* clear_filter_;
    QPushButton* compare_;
    QLabel* told_;
    QMenu* folder_menu_;
    QAction *open_action_, *compare_action_, *star_action_, *trash_action_, *undo_action_,
        *note_action_, *tags_action_, *copy_action_;
    QStringList folders_;
    qint64 reading_ = 0, to_read_ = 0;
    bool scanned_ = false; // runs have come once
    bool fitted_ = false;  // the columns have their widths
};

} // namespace thaw
