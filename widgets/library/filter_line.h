// The line in which a person says which runs to show: checked while it is written, with field names
// completed and a history behind the arrow keys.
#pragma once

#include "core/compare/expression.h"

#include <QStringList>
#include <QTimer>
#include <QWidget>

class QCompleter;
class QLineEdit;
class QStringListModel;

namespace thaw {

class ProblemLabel;

class FilterLine : public QWidget {
    Q_OBJECT
  public:
    explicit FilterLine(QWidget* parent = nullptr);
    ~FilterLine() override;

    // What may be asked for, and which kinds of values it has; checks anew.
    void set_fields(const std::vector<Field>& fields, const FieldKinds& kinds = {});
    QString text() const;
    void set_text(const QString& text);                 // taken at once
    void add_condition(const QString& condition);       // "and" between it and what is there
    const QString& problem() const { return problem_; } // empty: none

    QStringList history() const { return history_; } // the newest first
    void set_history(const QStringList& history);
    QLineEdit* line() const { return line_; }

  Q_SIGNALS:
    void filter_changed(const thaw::Expression& filter); // it is right and another one

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void check();
    void remember();
    void complete();
    void insert(const QString& name);
    void walk_history(int by);

    QLineEdit* line_;
    ProblemLabel* said_;
    QCompleter* completer_;
    QStringListModel* names_;
    QTimer soon_; // not at every key: thousands of runs are looked at
    std::vector<Field> fields_;
    FieldKinds kinds_;
    QString problem_, taken_;
    QStringList history_;
    int at_ = -1; // in the history; -1: what is being written
    QString written_;
};

} // namespace thaw
