#include "widgets/forms/path_picker.h"

#include "widgets/say.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

namespace thaw {

namespace {

// "Weights (*.safetensors *.pt);;All files (*)"
QString filters_of(const Parameter& parameter) {
    QStringList patterns;
    for (const std::string& pattern : parameter.patterns)
        patterns << QString::fromStdString(pattern);
    QStringList filters;
    if (!patterns.isEmpty())
        filters << QStringLiteral("%1 (%2)").arg(shown(parameter.label), patterns.join(u' '));
    filters << say("All files (*)");
    return filters.join(QStringLiteral(";;"));
}

// Where the dialog begins: at what the line names, as far as that is there.
QString beginning(const QString& text) {
    if (text.trimmed().isEmpty())
        return {};
    const QFileInfo named(text.trimmed());
    return named.isDir() ? named.absoluteFilePath() : named.absolutePath();
}

} // namespace

PathPicker::PathPicker(const Parameter& parameter, QLineEdit* line, QWidget* parent)
    : QToolButton(parent), line_(line), kind_(parameter.path), title_(shown(parameter.label)),
      filters_(filters_of(parameter)) {
    setText(QStringLiteral("…"));
    setToolTip(kind_ == PathKind::folder ? say("Choose a folder…") : say("Choose a file…"));
    setAccessibleName(QStringLiteral("%1: %2").arg(title_, toolTip()));
    connect(this, &QToolButton::clicked, this, &PathPicker::pick);
}

void PathPicker::pick() {
    auto* dialog = new QFileDialog(this, title_, beginning(line_->text()), filters_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const bool folder = kind_ == PathKind::folder;
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    dialog->setOption(QFileDialog::ShowDirsOnly, folder);
    if (const QFileInfo named(line_->text().trimmed()); !folder && named.isFile())
        dialog->selectFile(named.absoluteFilePath());
    connect(dialog, &QFileDialog::fileSelected, line_, [line = line_](const QString& chosen) {
        line->setText(chosen);
        line->setFocus(Qt::OtherFocusReason);
    });
    dialog->open();
}

} // namespace thaw
