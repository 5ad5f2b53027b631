#include "widgets/forms/path_line.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace thaw {

PathLine::PathLine(PathKind kind, QWidget* parent) : QLineEdit(parent), kind_(kind) {}

QString PathLine::path_in(const QMimeData* dropped) const {
    if (isReadOnly() || !dropped->hasUrls() || dropped->urls().size() != 1)
        return {};
    const QFileInfo named(dropped->urls().front().toLocalFile());
    if (named.filePath().isEmpty())
        return {}; // of another machine
    if (kind_ == PathKind::folder)
        return named.isDir() ? named.filePath() : named.path();
    return named.isDir() ? QString() : named.filePath();
}

void PathLine::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasUrls())
        QLineEdit::dragEnterEvent(event); // text, as everywhere
    else if (!path_in(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PathLine::dragMoveEvent(QDragMoveEvent* event) {
    if (!event->mimeData()->hasUrls())
        QLineEdit::dragMoveEvent(event);
    else if (!path_in(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PathLine::dropEvent(QDropEvent* event) {
    if (!event->mimeData()->hasUrls())
        return QLineEdit::dropEvent(event);
    const QString path = path_in(event->mimeData());
    if (path.isEmpty())
        return;
    setText(path);
    event->acceptProposedAction();
}

} // namespace thaw
