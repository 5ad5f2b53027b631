// Sweeps in the window, carried out by the real program.
#include "app/window/comparison_tab.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/sweep_dialog.h"
#include "app/window/sweep_file.h"
#include "app/window/sweep_tab.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"
#include "widgets/compare/outcome_panel.h"
#include "widgets/ghost.h"
#include "widgets/plots/curve_plot.h"
#include "widgets/run_page.h"
#include "widgets/sweep/sweep_matrix.h"
#include "widgets/sweep/sweep_page.h"

#include <QApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int patience = 120'000; // milliseconds, on a machine that is busy with other tests

class SweepWindow : public testing::Test {
  protected:
    SweepWindow() {
        QSettings().clear();
        setenv("THAW_CACHE", (folder / "cache").c_str(), 1);
        window.set_folder(folder / "runs");
        window.resize(1400, 900);
        window.show();
    }
    ~SweepWindow() override { unsetenv("THAW_CACHE"); }

    template <class Condition>
    static bool until(const Condition& condition) {
        return QTest::qWaitFor(condition, patience);
    }
    // A document of four members of so many steps.
    fs::path document(int steps) {
        folder.write("base.toml", test::small_config(steps));
        return folder.write(
            "stops.toml", "[sweep]\nbase = \"base.toml\"\nout = \"" + (folder / "sweep").string() +
                              "\"\nseeds = [1, 2]\n[axes]\nstop = [10, \"never\"]\n");
    }
    SweepTab& shown(const fs::path& file) {
        SweepTab* tab = window.open_sweep(file);
        EXPECT_TRUE(until([&] { return tab->page() != nullptr; }))
            << window.message_bar()->text().toStdString();
        return *tab;
    }
    static bool is_done(const SweepTab& tab) {
        const Ledger& now = tab.watch()->ledger();
        return !now.members.empty() && now.count(MemberState::finished) == now.members.size();
    }
    static void press(QWidget& in, const char* name) {
        auto* button = in.findChild<QPushButton*>(QString::fromLatin1(name));
        ASSERT_NE(button, nullptr) << name;
        ASSERT_TRUE(until([&] { return button->isEnabled(); })) << name;
        button->click();
    }
    void answer(const char* words) {
        ASSERT_TRUE(until([] { return QApplication::activeModalWidget() != nullptr; }));
        for (auto* button : QApplication::activeModalWidget()->findChildren<QPushButton*>())
            if (button->text().contains(QLatin1String(words)))
                return button->click();
        FAIL() << words;
    }

    test::Folder folder;
    MainWindow window{fs::path(THAW_SOURCE) / "resources/experiments"};
};

// From a range on the plots of a run to a comparison.
TEST_F(SweepWindow, ARangeOfStopsBecomesASweepAndIsTrained) {
    const auto config = folder.write("small.toml", test::small_config(40));
    const auto made = test::thaw(folder, {"run", config, "-q", "--out", folder / "runs"});
    ASSERT_EQ(made.code, 0) << made.error;
    window.open(folder.run("runs"));
    ASSERT_TRUE(until([&] { return window.run_page() != nullptr; }));
    window.run_page()->range()->set_count(2);
    window.run_page()->range()->set(10, 20); // as if it had been dragged
    Q_EMIT window.run_page()->plots().front()->sweep_asked();
    auto* dialog = window.findChild<SweepDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->start_button()->isEnabled(); }));
    dialog->form()->set_seeds(QStringLiteral("1"));
    ASSERT_TRUE(until([&] { return dialog->start_button()->isEnabled(); }));
    EXPECT_THAT(dialog->told().toStdString(), HasSubstr("4 members")); // never and standard, too
    EXPECT_THAT(dialog->document_text().toStdString(),
                HasSubstr("[10, 20, \"never\", \"standard\"]"));
    dialog->start_button()->click();
    ASSERT_TRUE(until([&] { return window.sweep() != nullptr; }));
    SweepTab& tab = *window.sweep();
    ASSERT_TRUE(until([&] { return is_done(tab) && !tab.at_work(); }))
        << window.message_bar()->text().toStdString();
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_THAT(tab.page()->matrix()->cell_of(i)->text().toStdString(), HasSubstr("finished"));
    ASSERT_TRUE(until([&] { return tab.page()->front() != nullptr; }));
    ASSERT_TRUE(until([&] { return tab.page()->front()->plot()->points().size() == 4; }));
    press(tab, "compare");
    ASSERT_TRUE(until(
        [&] { return window.comparison() != nullptr && window.comparison()->page() != nullptr; }));
    EXPECT_EQ(window.comparison()->files().size(), 4U);
}

TEST_F(SweepWindow, TheDialogGoesWithThePageWhoseRangeItShows) {
    const auto config = folder.write("small.toml", test::small_config(20));
    const auto made = test::thaw(folder, {"run", config, "-q", "--out", folder / "runs"});
    ASSERT_EQ(made.code, 0) << made.error;
    window.open(folder.run("runs"));
    ASSERT_TRUE(until([&] { return window.run_page() != nullptr; }));
    Q_EMIT window.run_page()->sweep_asked();
    ASSERT_NE(window.findChild<SweepDialog*>(), nullptr);
    delete window.run_page();
    EXPECT_EQ(window.findChild<SweepDialog*>(), nullptr);
}

TEST_F(SweepWindow, AForkedMemberHasItsParentBehindIt) {
    const fs::path file = document(30);
    const auto made = test::thaw(folder, {"sweep", file, "-q", "--jobs", "1"});
    ASSERT_EQ(made.code, 0) << made.error;
    SweepTab& tab = shown(file);
    ASSERT_TRUE(until([&] { return is_done(tab); }));
    Q_EMIT tab.page()->matrix()->itemDoubleClicked(tab.page()->matrix()->cell_of(0)); // stop = 10
    ASSERT_TRUE(until([&] { return window.run_page() != nullptr; }));
    ASSERT_TRUE(window.run_page()->run()->history().record().header.parent);
    EXPECT_TRUE(until([&] { return window.run_page()->ghost()->known(); }));
}

TEST_F(SweepWindow, PausedItGoesOnWhereItStopped) {
    SweepTab& tab = shown(document(3000));
    tab.start(1, 1);
    ASSERT_TRUE(until([&] { return tab.watch()->ledger().count(MemberState::running) > 0; }))
        << window.message_bar()->text().toStdString();
    press(tab, "pause");
    ASSERT_TRUE(until([&] { return !tab.at_work(); }));
    ASSERT_TRUE(until([&] { return tab.watch()->ledger().count(MemberState::stopped) > 0; }));
    press(tab, "resume");
    ASSERT_TRUE(until([&] { return tab.watch()->ledger().count(MemberState::running) > 0; }));
    press(tab, "cancel");
    EXPECT_TRUE(until([&] { return window.findChildren<SweepTab*>().empty(); }));
}

TEST_F(SweepWindow, ClosedItMayGoOnWithoutTheWindow) {
    const fs::path file = document(600);
    SweepTab& tab = shown(file);
    tab.start(1, 1);
    ASSERT_TRUE(until([&] { return tab.watch()->ledger().count(MemberState::running) > 0; }));
    window.close(); // asks
    answer("go on");
    ASSERT_TRUE(until([&] { return !window.isVisible(); }));

    MainWindow later{fs::path(THAW_SOURCE) / "resources/experiments"};
    later.show();
    later.open(file); // as any file
    SweepTab* again = later.sweep();
    ASSERT_NE(again, nullptr);
    EXPECT_TRUE(until([&] { return is_done(*again); }));
    EXPECT_FALSE(again->at_work());
}

TEST_F(SweepWindow, AMemberThatFailsSaysWhy) {
    folder.write("base.toml", test::small_config(20));
    const fs::path file = folder.write("s.toml", "[sweep]\nbase = \"base.toml\"\nout = \"" +
                                                     (folder / "sweep").string() +
                                                     "\"\n[axes]\n\"run.device\" = [\"cpu\"]\n");
    SweepTab& tab = shown(file);
    folder.write("sweep", "a file where the folder of runs should be");
    tab.start(1, 1);
    ASSERT_TRUE(until([&] { return !tab.at_work(); }));
    EXPECT_FALSE(window.message_bar()->text().isEmpty());
}

TEST_F(SweepWindow, WhatCannotBeASweepIsSaid) {
    const fs::path file = folder.write("s.toml", "[sweep]\nbase = \"none.toml\"\n");
    EXPECT_TRUE(is_sweep(file));
    EXPECT_FALSE(is_sweep(folder.write("c.toml", test::small_config(10))));
    window.open(file);
    EXPECT_TRUE(until([&] { return !window.message_bar()->text().isEmpty(); }));
    EXPECT_THAT(window.message_bar()->text().toStdString(), HasSubstr("none.toml"));
}

} // namespace
} // namespace thaw
