// The sentence under what is wrong; takes no room while nothing is.
#pragma once

#include <QLabel>

namespace thaw {

// Readable as small text on the palette's window, light or dark.
QColor problem_color(const QPalette& palette);

class ProblemLabel : public QLabel {
    Q_OBJECT
  public:
    explicit ProblemLabel(QWidget* parent = nullptr);

    void show_problem(const QString& sentence); // empty: nothing is wrong

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void color();
};

} // namespace thaw
