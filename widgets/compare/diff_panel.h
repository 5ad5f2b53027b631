// In what the runs of a comparison differ, config and deeds.
#pragma once

#include "widgets/compare/compared_set.h"

#include <QWidget>

class QLabel;

namespace thaw {

class TextTable;

class DiffPanel : public QWidget {
    Q_OBJECT
  public:
    explicit DiffPanel(ComparedSet* set, QWidget* parent = nullptr);
    TextTable* table() const { return table_; }

  private:
    void look_again();

    ComparedSet* set_;
    QLabel* note_;
    TextTable* table_;
};

} // namespace thaw
