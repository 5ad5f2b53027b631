#include "widgets/forms/problem_label.h"

#include "widgets/appearance.h"

#include <QEvent>

namespace thaw {

QColor problem_color(const QPalette& palette) {
    return is_dark(palette) ? QColor(0xff, 0x9a, 0x8f) : QColor(0xb3, 0x26, 0x1e);
}

ProblemLabel::ProblemLabel(QWidget* parent) : QLabel(parent) {
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setForegroundRole(QPalette::WindowText); // also where the ground is Base
    color();
    hide();
}

void ProblemLabel::show_problem(const QString& sentence) {
    setText(sentence);
    setVisible(!sentence.isEmpty());
}

void ProblemLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        color();
}

void ProblemLabel::color() {
    const QColor wanted = problem_color(palette());
    if (palette().color(QPalette::WindowText) == wanted)
        return; // our own change comes back as an event
    QPalette mine = palette();
    mine.setColor(QPalette::WindowText, wanted);
    setPalette(mine);
}

} // namespace thaw
