// Several entries of a config, [[ood]] or [[metrics]]: their list, and an editor for the chosen
// one. Every entry keeps its own editor, with what was typed there, right or wrong.
#pragma once

#include "core/run/item.h"
#include "core/run/section_table.h"

#include <QWidget>
#include <vector>

class QAbstractButton;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace thaw {

class ItemEditor;
class ProblemLabel;

class ItemList : public QWidget {
    Q_OBJECT
  public:
    // Where entries expand, "Add…" offers a check list instead of a menu.
    explicit ItemList(Section spec, QWidget* parent = nullptr);

    const Section& spec() const { return spec_; }
    int count() const { return static_cast<int>(editors_.size()); }
    ItemEditor* editor(int index) const { return editors_[static_cast<std::size_t>(index)]; }
    int current() const;
    void set_current(int index);

    void set_items(const std::vector<Item>& items);
    void add(const std::string& id);
    void add_several(const std::vector<std::string>& ids);
    void remove_current();
    void duplicate_current();
    void move_current(int by); // -1: up

    QListWidget* list() const { return list_; }
    // What is wrong with the list as a whole. Returns where the focus goes.
    QWidget* tell_problem(const QString& sentence);
    void mark(int index, bool wrong); // in the list
    void clear_problems();

  Q_SIGNALS:
    void changed();
    void help_wanted(const QString& html);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    void explain(QAbstractButton* button, const QString& explained);
    void ask_what_to_add();
    ItemEditor* make_editor(int at);
    QString free_name(const std::string& wanted) const;
    void rename_rows();
    void enable_buttons();

    Section spec_;
    bool several_;
    std::vector<ItemEditor*> editors_;
    std::vector<bool> wrong_;
    QListWidget* list_;
    QStackedWidget* stack_;
    QWidget* nothing_; // shown while the list is empty
    ProblemLabel* problem_;
    QPushButton *add_, *duplicate_, *remove_;
    QToolButton *up_, *down_;
};

} // namespace thaw
