// All that a window's keys and a plot's mouse can do, to look up and to search.
#pragma once

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QString>
#include <QTreeWidget>
#include <utility>
#include <vector>

namespace thaw {

// Rows that no action stands for: a title, then what to do and what it does, translated.
struct ShortcutGroup {
    QString title;
    std::vector<std::pair<QString, QString>> rows; // "Drag" : "move the range"
};

class ShortcutsPage : public QDialog {
    Q_OBJECT
  public:
    // Lists the actions of `window` as they are now: those of its menu bar by menu, then the
    // others that have a shortcut and are held by something in it that is not hidden: what is in
    // tabs behind the front is left out. `window` is the dialog's parent.
    explicit ShortcutsPage(QWidget* window, const std::vector<ShortcutGroup>& more = {});

  private:
    void add_menu(const QString& title, const QList<QAction*>& actions, const QString& path);
    void add_row(const QString& group, const QString& does, const QString& keys);
    void search(const QString& words);

    QLineEdit* search_;
    QTreeWidget* list_;
    QList<const QAction*> listed_;
};

} // namespace thaw
