// A check list from which several things of a catalogue are added at once. Words that stand for
// several of them come first: such a row is its members' check mark.
#pragma once

#include "core/run/description.h"

#include <QDialog>
#include <string>
#include <vector>

class QDialogButtonBox;
class QListWidget;
class QListWidgetItem;
class QTextBrowser;

namespace thaw {

class ChoicePicker : public QDialog {
    Q_OBJECT
  public:
    // `there` are the ids that the list has already: said, but they can be added again.
    ChoicePicker(const QString& title, const std::vector<Description>& choices,
                 const std::vector<std::string>& there, QWidget* parent = nullptr,
                 const std::vector<Group>& groups = {});

    std::vector<std::string> picked() const;    // in the catalogue's order; members, no groups
    QListWidget* list() const { return list_; } // the groups, then the choices
    void check_all(bool check);                 // those that the list has not; false: none at all

  private:
    void build();
    QListWidgetItem* add_row(const QString& text);
    bool is_there(const std::string& id) const;
    QListWidgetItem* row_of(std::size_t choice) const;
    std::vector<QListWidgetItem*> members_of(const Group& group) const;
    void follow(const QListWidgetItem* changed); // members follow their group, and it them
    void show_help(int row);
    void count();

    std::vector<Description> choices_;
    std::vector<std::string> there_;
    std::vector<Group> groups_;
    bool following_ = false;
    QListWidget* list_;
    QTextBrowser* help_;
    QDialogButtonBox* buttons_;
};

} // namespace thaw
