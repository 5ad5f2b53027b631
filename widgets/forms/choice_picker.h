// A check list from which several things of a catalogue are added at once.
#pragma once

#include "core/run/description.h"

#include <QDialog>
#include <string>
#include <vector>

class QDialogButtonBox;
class QLabel;
class QListWidget;
class QTextBrowser;

namespace thaw {

class ChoicePicker : public QDialog {
    Q_OBJECT
  public:
    // `there` are the ids that the list has already: said, but they can be added again.
    ChoicePicker(const QString& title, const std::vector<Description>& choices,
                 const std::vector<std::string>& there, QWidget* parent = nullptr);

    std::vector<std::string> picked() const; // in the catalogue's order
    QListWidget* list() const { return list_; }
    void check_all(bool check); // those that the list has not; false: none at all

  private:
    void count();

    std::vector<Description> choices_;
    std::vector<std::string> there_;
    QListWidget* list_;
    QTextBrowser* help_;
    QDialogButtonBox* buttons_;
};

} // namespace thaw
