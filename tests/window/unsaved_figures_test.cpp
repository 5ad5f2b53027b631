// Closing a figure, or the window, with changes that no file holds.
#include "app/window/main_window.h"
#include "tests/app/program.h"
#include "widgets/figures/document_editor.h"
#include "widgets/figures/figure_page.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

constexpr int patience = 10'000; // milliseconds
const char* const document = "[figure]\npreset = \"neurips\"\n[[panels]]\nkind = \"groups\"\n";

class UnsavedFigures : public testing::Test {
  protected:
    void SetUp() override {
        file_ = folder_.write("mine.toml", document);
        window_.show();
        window_.open_figure(file_);
        page_ = window_.figure_page();
        ASSERT_TRUE(QTest::qWaitFor([&] { return !page_->text().isEmpty(); }, patience));
    }
    void type() const {
        QTextCursor cursor(page_->editor()->document());
        cursor.insertText(QStringLiteral("# a thought\n"));
    }
    void close_tab() {
        auto* tabs = window_.findChild<QTabWidget*>();
        Q_EMIT tabs->tabCloseRequested(tabs->currentIndex());
    }
    static QMessageBox* question() {
        return qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    }
    static void answer(QMessageBox::ButtonRole role) {
        ASSERT_NE(question(), nullptr);
        for (QAbstractButton* button : question()->buttons())
            if (question()->buttonRole(button) == role)
                return QTest::mouseClick(button, Qt::LeftButton);
        FAIL() << "no such button";
    }
    bool closed() const {
        return QTest::qWaitFor([&] { return window_.figure_page() == nullptr; }, patience);
    }

    test::Folder folder_;
    std::filesystem::path file_;
    MainWindow window_{std::filesystem::path(THAW_SOURCE) / "resources/experiments"};
    QPointer<FigurePage> page_;
};

TEST_F(UnsavedFigures, UnchangedOnesCloseAtOnce) {
    EXPECT_FALSE(page_->modified());
    close_tab();
    EXPECT_EQ(question(), nullptr);
    EXPECT_TRUE(closed());
}

TEST_F(UnsavedFigures, CancelKeepsThePage) {
    type();
    EXPECT_TRUE(page_->modified());
    close_tab();
    ASSERT_NE(question(), nullptr);
    EXPECT_TRUE(question()->text().contains(QStringLiteral("mine.toml")));
    answer(QMessageBox::RejectRole);
    EXPECT_EQ(window_.figure_page(), page_);
    EXPECT_TRUE(page_->modified());
}

TEST_F(UnsavedFigures, SaveWritesAndCloses) {
    type();
    close_tab();
    answer(QMessageBox::AcceptRole);
    EXPECT_TRUE(closed());
    EXPECT_EQ(test::contents(file_), std::string("# a thought\n") + document);
}

TEST_F(UnsavedFigures, DiscardClosesAndWritesNothing) {
    type();
    close_tab();
    answer(QMessageBox::DestructiveRole);
    EXPECT_TRUE(closed());
    EXPECT_EQ(test::contents(file_), document);
}

TEST_F(UnsavedFigures, WhatCannotBeSavedStaysOpen) {
    type();
    std::filesystem::remove(file_);
    std::filesystem::create_directory(file_); // in its place: not even root writes there
    close_tab();
    answer(QMessageBox::AcceptRole);
    QTest::qWait(300);
    EXPECT_EQ(window_.figure_page(), page_);
    EXPECT_TRUE(page_->modified());
}

TEST_F(UnsavedFigures, TheWindowAsksToo) {
    type();
    EXPECT_FALSE(window_.close());
    answer(QMessageBox::RejectRole);
    EXPECT_TRUE(window_.isVisible());
    EXPECT_FALSE(window_.close());
    answer(QMessageBox::DestructiveRole);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !window_.isVisible(); }, patience));
}

} // namespace
} // namespace thaw
