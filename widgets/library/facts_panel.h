// All that is known of one run, beside the list.
#pragma once

#include "core/compare/run_facts.h"

#include <QWidget>
#include <vector>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace thaw {

class ProblemLabel;

class FactsPanel : public QWidget {
    Q_OBJECT
  public:
    explicit FactsPanel(QWidget* parent = nullptr);

    void show_run(const SharedFacts& run); // null: none
    QTreeWidget* list() const { return list_; }

  Q_SIGNALS:
    // From a row's menu.
    void column_asked(const QString& field);
    void group_asked(const QString& field);
    void condition_asked(const QString& condition); // "stop_step == 300"

  private:
    void add_section(FieldKind kind, const std::vector<Field>& fields);
    void open_menu(const QPoint& at);

    QLabel* title_;
    ProblemLabel* problem_;
    QTreeWidget* list_;
    SharedFacts run_;
};

// The condition that holds for runs with this value: stop_step == 300, state == "finished".
QString condition_for(Field field, const Fact& fact);

} // namespace thaw
