// The page of a figure: text, form, preview and exports together, with runs from memory.
#include "tests/figures/figure_runs.h"
#include "tests/figures/outside_program.h"
#include "widgets/figures/document_editor.h"
#include "widgets/figures/figure_form.h"
#include "widgets/figures/figure_page.h"
#include "widgets/figures/figure_preview.h"
#include "widgets/forms/field_grid.h"
#include "widgets/forms/parameter_field.h"

#include <QLabel>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

const QString document = QString::fromStdString(
    "# mine\n" + test::one_panel("kind = \"groups\"\ngroup_by = \"stop_step\"\n"));

class Page : public testing::Test {
  protected:
    Page() {
        for (const char* name : {"a.thaw.h5", "b.thaw.h5", "c.thaw.h5"})
            folder_.write(name, "");
        page_.resize(1200, 800);
        page_.show();
    }
    void draw(const QString& text = document) {
        QSignalSpy drawn(&page_, &FigurePage::drawn);
        page_.set_text(text, folder_.path());
        ASSERT_TRUE(drawn.wait(10'000));
    }

    test::TemporaryFolder folder_;
    FigurePage page_{[](const std::filesystem::path& file) {
        auto run = std::make_shared<ComparedRun>(
            *test::figure_run(file.filename().string()[0] - 'a' + 1, 25));
        run->file = file;
        return run;
    }};
};

TEST_F(Page, shows_what_the_text_says) {
    draw();
    ASSERT_NE(page_.drawing(), nullptr);
    EXPECT_EQ(page_.drawing()->scene.width, 396);
    const double dpi = page_.screen()->physicalDotsPerInch();
    if (dpi >= 50 && dpi <= 400) {
        EXPECT_NEAR(page_.preview()->shown_size().width(), 5.5 * dpi, 0.01); // true size
    }
    QSignalSpy drawn(&page_, &FigurePage::drawn);
    QTextCursor cursor(page_.editor()->document()->find(QStringLiteral("[figure]")));
    cursor.movePosition(QTextCursor::EndOfLine);
    cursor.insertText(QStringLiteral("\npreset = \"icml\"\nwidth = \"column\"")); // as if typed
    ASSERT_TRUE(drawn.wait(10'000));
    EXPECT_EQ(page_.drawing()->scene.width, 234);
}

TEST_F(Page, tells_what_is_wrong_at_which_line_and_keeps_the_last_figure) {
    draw();
    const auto before = page_.drawing();
    page_.set_text(document + QStringLiteral("legned = \"none\"\n"), folder_.path());
    EXPECT_EQ(page_.editor()->extraSelections().size(), 1);
    EXPECT_EQ(page_.editor()->extraSelections()[0].cursor.blockNumber() + 1, 10);
    bool told = false;
    for (const QLabel* label : page_.findChildren<QLabel*>())
        told = told || label->text().contains(QLatin1String("did you mean 'legend'"));
    EXPECT_TRUE(told);
    EXPECT_EQ(page_.drawing(), before);
}

TEST_F(Page, the_form_changes_one_line_of_the_text) {
    draw();
    ParameterField* palette = nullptr;
    for (FieldGrid* grid : page_.form()->findChildren<FieldGrid*>())
        if (ParameterField* field = grid->field("palette"))
            palette = field;
    ASSERT_NE(palette, nullptr);
    QSignalSpy drawn(&page_, &FigurePage::drawn);
    palette->set_value(std::string("tol_muted"));
    Q_EMIT palette->changed();
    ASSERT_TRUE(drawn.wait(10'000));
    EXPECT_THAT(page_.text().toStdString(), HasSubstr("# mine"));
    EXPECT_THAT(page_.text().toStdString(), HasSubstr("[figure]\npalette = \"tol_muted\""));
    page_.editor()->undo();
    EXPECT_EQ(page_.text(), document);
}

TEST_F(Page, an_export_opens_as_the_figure_it_was) {
    draw();
    for (const char* name : {"out.pdf", "out.svg", "out.png"}) {
        QSignalSpy told(&page_, &FigurePage::told);
        page_.export_to({folder_.path() / name});
        ASSERT_TRUE(told.wait(10'000));
        FigurePage again([](const std::filesystem::path& file) {
            auto run = std::make_shared<ComparedRun>(*test::figure_run(1, 25));
            run->file = file;
            return run;
        });
        QSignalSpy drawn(&again, &FigurePage::drawn);
        again.open(folder_.path() / name);
        ASSERT_TRUE(drawn.wait(10'000));
        EXPECT_EQ(again.text(), document);
    }
}

TEST_F(Page, what_cannot_be_is_said) {
    QSignalSpy warned(&page_, &FigurePage::warned);
    page_.export_to({folder_.path() / "early.pdf"});
    EXPECT_EQ(warned.size(), 1);
    folder_.write("plain.svg", "<svg/>");
    page_.open(folder_.path() / "plain.svg");
    ASSERT_TRUE(warned.wait(10'000));
    EXPECT_THAT(warned.last()[0].toString().toStdString(), HasSubstr("no figure of Thawscope"));
    draw();
    const auto nowhere = folder_.path() / "plain.svg/all.pdf"; // below a file
    page_.export_to({nowhere});
    ASSERT_TRUE(warned.wait(10'000));
    EXPECT_THAT(warned.last()[0].toString().toStdString(), HasSubstr("plain.svg"));
}

TEST_F(Page, zooms_by_hand) {
    draw();
    const QSizeF printed = page_.preview()->shown_size();
    page_.preview()->set_zoom(3);
    EXPECT_NEAR(page_.preview()->shown_size().width(), 3 * printed.width(), 1e-6);
    page_.preview()->set_zoom(1000);
    EXPECT_EQ(page_.preview()->zoom(), 16);
}

} // namespace
} // namespace thaw
