// A line for the name of a file or a folder: one that is dropped on it becomes its text.
#pragma once

#include "core/run/description.h"

#include <QLineEdit>

class QMimeData;

namespace thaw {

class PathLine : public QLineEdit {
    Q_OBJECT
  public:
    explicit PathLine(PathKind kind, QWidget* parent = nullptr);

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    // What dropping this would write: a folder of a file where a folder is wanted. Empty: nothing
    // that fits.
    QString path_in(const QMimeData* dropped) const;

    PathKind kind_;
};

} // namespace thaw
