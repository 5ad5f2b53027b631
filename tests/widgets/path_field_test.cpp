// Settings that name files and folders: chosen in a dialog, dropped, typed.
#include "tests/run/test_vocabulary.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/path_line.h"
#include "widgets/forms/path_picker.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <gtest/gtest.h>

namespace thaw {
namespace {

Parameter path_parameter(PathKind kind, std::vector<std::string> patterns = {}) {
    return {.key = "path",
            .fallback = std::string(),
            .label = "Weights",
            .help = "A file.",
            .path = kind,
            .patterns = std::move(patterns)};
}

class PathField : public testing::Test {
  protected:
    PathField() {
        QFile file(folder.filePath("a.npy"));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    }

    // Whether a drop of these was taken.
    static bool drop(QLineEdit* line, const QStringList& paths) {
        QMimeData dropped;
        QList<QUrl> urls;
        for (const QString& path : paths)
            urls << QUrl::fromLocalFile(path);
        dropped.setUrls(urls);
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        enter.setAccepted(false);
        QCoreApplication::sendEvent(line, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event({5, 5}, Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(line, &event);
        return event.isAccepted();
    }

    QTemporaryDir folder;
};

TEST_F(PathField, HasAButtonThatIsReachedByTheKeyboardAndSaysWhatItIsFor) {
    const ParameterField plain(path_parameter(PathKind::none));
    EXPECT_EQ(plain.findChild<PathPicker*>(), nullptr);
    const ParameterField field(path_parameter(PathKind::file));
    const auto* button = field.findChild<PathPicker*>();
    ASSERT_NE(button, nullptr);
    EXPECT_EQ(button->accessibleName(), "Weights: Choose a file…");
    EXPECT_NE(button->focusPolicy() & Qt::TabFocus, 0);
    const ParameterField other(path_parameter(PathKind::folder));
    EXPECT_EQ(other.findChild<PathPicker*>()->toolTip(), "Choose a folder…");
}

TEST_F(PathField, TakesAFileThatIsDropped) {
    ParameterField field(path_parameter(PathKind::file));
    auto* line = qobject_cast<QLineEdit*>(field.editor());
    EXPECT_TRUE(drop(line, {folder.filePath("a.npy")}));
    EXPECT_EQ(field.value(), Value(folder.filePath("a.npy").toStdString()));
    EXPECT_FALSE(drop(line, {folder.path()})) << "no file";
    EXPECT_FALSE(drop(line, {folder.filePath("a.npy"), folder.path()})) << "which of them?";
    EXPECT_EQ(field.value(), Value(folder.filePath("a.npy").toStdString()));
}

TEST_F(PathField, TakesAFolderThatIsDroppedOrThatOfAFile) {
    ParameterField field(path_parameter(PathKind::folder));
    auto* line = qobject_cast<QLineEdit*>(field.editor());
    EXPECT_TRUE(drop(line, {folder.path()}));
    EXPECT_EQ(field.value(), Value(folder.path().toStdString()));
    line->clear();
    EXPECT_TRUE(drop(line, {folder.filePath("a.npy")}));
    EXPECT_EQ(field.value(), Value(folder.path().toStdString()));
}

TEST_F(PathField, TheDialogBeginsAtWhatIsNamedAndItsChoiceBecomesTheText) {
    ParameterField field(path_parameter(PathKind::file, {"*.npy", "*.npz"}));
    field.set_value(folder.filePath("a.npy").toStdString());
    field.show();
    field.findChild<PathPicker*>()->click();
    auto* dialog = field.findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->directory(), QDir(folder.path()));
    EXPECT_EQ(dialog->fileMode(), QFileDialog::ExistingFile);
    EXPECT_EQ(dialog->nameFilters(), QStringList({"Weights (*.npy *.npz)", "All files (*)"}));
    Q_EMIT dialog->fileSelected("/data/b.npz");
    EXPECT_EQ(field.value(), Value(std::string("/data/b.npz")));
    dialog->reject();
}

TEST_F(PathField, AFolderIsChosenAmongFolders) {
    ParameterField field(path_parameter(PathKind::folder));
    field.show();
    field.findChild<PathPicker*>()->pick();
    auto* dialog = field.findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_EQ(dialog->fileMode(), QFileDialog::Directory);
    EXPECT_TRUE(dialog->testOption(QFileDialog::ShowDirsOnly));
    dialog->reject();
}

TEST_F(PathField, IsNoWiderThanOtherTexts) {
    ParameterField plain(path_parameter(PathKind::none)), path(path_parameter(PathKind::folder));
    EXPECT_LE(path.minimumSizeHint().width(),
              plain.minimumSizeHint().width() + path.findChild<PathPicker*>()->sizeHint().width() +
                  6);
}

} // namespace
} // namespace thaw
