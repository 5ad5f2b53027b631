// The button beside a line that names a file or a folder: opens the desktop's dialog for it.
#pragma once

#include "core/run/description.h"

#include <QToolButton>

class QLineEdit;

namespace thaw {

class PathPicker : public QToolButton {
    Q_OBJECT
  public:
    // What is chosen becomes the text of `line`, which must outlive this. REQUIRES:
    // parameter.path says what it is.
    PathPicker(const Parameter& parameter, QLineEdit* line, QWidget* parent = nullptr);

    void pick(); // opens the dialog and does not wait for it

  private:
    QLineEdit* line_;
    PathKind kind_;
    QString title_;
    QString filters_;
};

} // namespace thaw
