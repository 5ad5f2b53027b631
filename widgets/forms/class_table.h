// How many examples of each class the splits have; a class without any stands out.
#pragma once

#include "core/run/data_preview.h"

#include <QTableWidget>

namespace thaw {

class ClassTable : public QTableWidget {
    Q_OBJECT
  public:
    explicit ClassTable(QWidget* parent = nullptr);

    // A column for each split but those that a shift makes, which have the ID test set's classes.
    void show_classes(const DataPreview& preview);
    // "sketch: giraffe, horse"; a line for each split that lacks classes.
    QString missing() const { return missing_; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void add_column(const SplitPreview& split, int column);
    void color();

    QString missing_;
};

} // namespace thaw
