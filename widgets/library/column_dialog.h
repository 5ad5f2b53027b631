// Which columns a list of runs has: a check list of every field that some run has, in which what
// differs between the runs comes first, and a line for columns that are computed.
#pragma once

#include "core/compare/run_facts.h"

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QListWidget;

namespace thaw {

class ProblemLabel;

class ColumnDialog : public QDialog {
    Q_OBJECT
  public:
    ColumnDialog(const RunList& runs, const QStringList& columns, QWidget* parent = nullptr);

    QStringList columns() const; // those that stay keep their order, new ones follow
    QListWidget* list() const { return list_; }
    QLineEdit* own() const { return own_; }
    void add_own(); // what stands in the line, if it has a meaning

  private:
    void add_row(const QString& text, const QString& label, bool checked);
    void show_matching(const QString& words);

    std::vector<Field> fields_;
    QLineEdit* search_;
    QListWidget* list_;
    QLineEdit* own_;
    ProblemLabel* problem_;
};

// The fields of `fields` whose value is not the same in all of `runs`.
std::vector<Field> differing_fields(const RunList& runs, const std::vector<Field>& fields);

} // namespace thaw
