// The library in the real window, with run files that `thaw run` made.
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "core/storage/storage.h"
#include "tests/app/program.h"
#include "widgets/library/filter_line.h"
#include "widgets/library/library_page.h"
#include "widgets/library/run_tree_model.h"
#include "widgets/run_page.h"

#include <QLocale>
#include <QSettings>
#include <QTest>
#include <QTreeView>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int patience = 60'000; // milliseconds

class Library : public testing::Test {
  protected:
    Library() {
        setenv("THAW_CACHE", (folder / "cache").c_str(), 1);
        setenv("XDG_DATA_HOME", (folder / "data").c_str(), 1);
        const auto config = folder.write("a.toml", test::small_config(30));
        for (const char* seed : {"1", "2"}) {
            const auto result =
                test::thaw(folder, {"run", config, "-q", "--out", folder / "runs", "--seed", seed});
            EXPECT_EQ(result.code, 0) << result.error;
        }
        QSettings().clear();
        QSettings().setValue("library/folders",
                             QStringList(QString::fromStdString((folder / "runs").string())));
        window = std::make_unique<MainWindow>(fs::path(THAW_SOURCE) / "resources/experiments");
        window->resize(1400, 900);
        window->show();
    }
    ~Library() override {
        window.reset();
        unsetenv("THAW_CACHE");
        unsetenv("XDG_DATA_HOME");
    }
    template <class Condition>
    static bool until(const Condition& condition) {
        return QTest::qWaitFor(condition, patience);
    }
    LibraryPage& page() { return *window->library_page(); }
    RunTreeModel& model() { return *page().model(); }
    void select_row(int row) {
        page().view()->selectionModel()->setCurrentIndex(
            model().index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

    test::Folder folder;
    std::unique_ptr<MainWindow> window;
};

TEST_F(Library, ListsWhatTheFilesSay) {
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    page().filter()->set_text("seed == 2");
    ASSERT_EQ(model().rowCount(), 1);
    const SharedFacts run = model().run_at(model().index(0, 0));
    const RunRecord record = read_run(run->file);
    const auto [metric, series] = record.header.plan.find_series("accuracy.ood_mean");
    const double ood = record.metrics[static_cast<std::size_t>(metric)]
                           .series[static_cast<std::size_t>(series)]
                           .value.back();
    const auto column = model().columns().indexOf("ood_acc");
    EXPECT_EQ(model().index(0, static_cast<int>(column)).data().toString(),
              QLocale().toString(ood, 'g', 5));
    EXPECT_EQ(run->number(Field("stop_step")), static_cast<double>(stop_step(record.events)));
    Q_EMIT page().open_asked(run->file);
    ASSERT_TRUE(until([&] { return window->run_page() != nullptr; }));
    EXPECT_EQ(window->run_page()->file(), run->file);
}

TEST_F(Library, TrashesAndPutsBack) {
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    select_row(0);
    const auto files = page().selected_files();
    ASSERT_EQ(files.size(), 1U);
    const std::string bytes = test::contents(files[0]);
    Q_EMIT page().trash_asked(files);
    ASSERT_TRUE(until([&] { return model().rowCount() == 1; }));
    EXPECT_FALSE(fs::exists(files[0]));
    EXPECT_THAT(window->message_bar()->text().toStdString(), HasSubstr("trash"));
    Q_EMIT page().undo_asked();
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    EXPECT_EQ(test::contents(files[0]), bytes);
    EXPECT_TRUE(verify_run(files[0]).empty());
}

TEST_F(Library, NotesAreThereInTheNextWindow) {
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    const SharedFacts run = model().run_at(model().index(0, 0));
    const std::string bytes = test::contents(run->file);
    Q_EMIT page().annotation_asked({run->text(Field("run_id"))}, [](Annotation& one) {
        one.star = true;
        one.note = "the best";
    });
    page().filter()->set_text("star");
    ASSERT_TRUE(until([&] { return model().rowCount() == 1; }));
    EXPECT_EQ(test::contents(run->file), bytes); // apart from the data
    window = std::make_unique<MainWindow>(fs::path(THAW_SOURCE) / "resources/experiments");
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    page().filter()->set_text("note contains 'best'");
    EXPECT_EQ(model().rowCount(), 1);
}

TEST_F(Library, ANewRunAppearsByItself) {
    ASSERT_TRUE(until([&] { return model().rowCount() == 2; }));
    const auto result = test::thaw(
        folder, {"run", folder / "a.toml", "-q", "--out", folder / "runs", "--seed", "3"});
    ASSERT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(until([&] { return model().rowCount() == 3; }));
    std::ofstream(folder / "runs/broken.thaw.h5") << "this is no HDF5";
    EXPECT_TRUE(until([&] { return model().rowCount() == 4; }));
    EXPECT_THAT(page().told().toStdString(), HasSubstr("1 damaged"));
}

} // namespace
} // namespace thaw
