// The list of saved runs: rows, filter, groups, lineage, notes, and what a person asks for.
#include "widgets/library/column_dialog.h"
#include "widgets/library/fact_text.h"
#include "widgets/library/facts_panel.h"
#include "widgets/library/filter_line.h"
#include "widgets/library/library_page.h"
#include "widgets/library/run_tree_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QInputDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Values {
    const char* id;
    double seed, stop, ood;
    const char* parent = "";
};

SharedFacts run(const Values& values) {
    auto facts = std::make_shared<RunFacts>();
    facts->set_file(std::string("/runs/") + values.id + ".thaw.h5");
    const auto set = [&](const char* name, Fact fact) { facts->set(Field(name), std::move(fact)); };
    set("name", std::string(values.id));
    set("run_id", std::string(values.id));
    set("state", std::string("finished"));
    set("run.seed", values.seed);
    if (values.stop >= 0)
        set("stop_step", values.stop);
    set("accuracy.ood_mean", values.ood);
    set("training.steps", 938.0);
    set("duration", 75.0);
    if (*values.parent != '\0')
        set("parent", std::string(values.parent));
    return facts;
}

RunList example() {
    return {run({"a", 1, 300, 0.5}), run({"b", 2, 100, 0.75, "a"}), run({"c", 3, 100, 0.25}),
            run({"d", 1, -1, 0.625}),
            std::make_shared<RunFacts>(unreadable("/runs/e.thaw.h5", "e is cut off"))};
}

// The first column of every row, children in brackets.
std::string rows(const QAbstractItemModel& model, const QModelIndex& parent = {}) {
    std::string text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        text += (row == 0 ? "" : " ") + index.data().toString().toStdString();
        if (model.rowCount(index) > 0)
            text += "[" + rows(model, index) + "]";
    }
    return text;
}

class TreeModel : public testing::Test {
  protected:
    TreeModel() {
        model.set_columns({"name", "run.seed", "stop_step", "ood_acc"});
        model.show_runs(example());
    }
    Expression parsed(const char* text) { return Expression::parse(text, model.fields()); }
    QString cell(int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString();
    }

    RunTreeModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(TreeModel, ShowsFactsByLocale) {
    EXPECT_EQ(rows(model), "a b c d e");
    EXPECT_EQ(cell(0, 2), QLocale().toString(300));
    EXPECT_EQ(cell(0, 3), QLocale().toString(0.5));
    EXPECT_EQ(cell(3, 2), ""); // unfreezing never ended
    EXPECT_EQ(cell(4, 0), "e");
    EXPECT_EQ(cell(4, 1, Qt::ToolTipRole), "e is cut off");
    EXPECT_EQ(model.headerData(3, Qt::Horizontal, Qt::DisplayRole).toString(), "OOD accuracy");
}

TEST_F(TreeModel, AStateSaysWhereTheRunDiverged) {
    auto lost = std::make_shared<RunFacts>(*run({"f", 4, 100, 0.1}));
    lost->set(Field("diverged_step"), 120.0);
    model.set_columns({"state"});
    model.show_runs({run({"a", 1, 300, 0.5}), lost});
    EXPECT_EQ(cell(0, 0), "finished");
    EXPECT_EQ(cell(1, 0), "finished, diverged at step 120");
    EXPECT_EQ(cell(1, 0, Qt::EditRole), "finished"); // what the file says, for a filter
}

TEST_F(TreeModel, SortsWithWhatIsUnknownLast) {
    model.sort(3, Qt::AscendingOrder);
    EXPECT_EQ(rows(model), "c a d b e");
    model.sort(3, Qt::DescendingOrder);
    EXPECT_EQ(rows(model), "b d a c e");
    model.sort(2, Qt::DescendingOrder);
    EXPECT_EQ(rows(model), "a b c d e");
}

TEST_F(TreeModel, FiltersAndCountsWhatIsUnknown) {
    model.set_filter(parsed("stop_step < 300"));
    EXPECT_EQ(rows(model), "b c");
    EXPECT_EQ(model.selection().unknown, 2U);
    model.set_filter({});
    EXPECT_EQ(rows(model), "a b c d e");
}

TEST_F(TreeModel, GroupsWithCountsAndMeans) {
    model.set_shape(RunTreeModel::Shape::grouped, "stop_step");
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(rows(model), "Stop step: 100 (2)[b c] Stop step: 300 (1)[a] "
                           "Stop step: not known (2)[d e]");
    EXPECT_THAT(cell(0, 3).toStdString(), HasSubstr(QLocale().toString(0.5).toStdString()));
    EXPECT_EQ(model.runs_below(model.index(0, 0)).size(), 2U);
    EXPECT_EQ(model.run_at(model.index(0, 0)), nullptr);
    model.sort(3, Qt::DescendingOrder); // within the groups
    EXPECT_THAT(rows(model), HasSubstr("[b c]"));
}

TEST_F(TreeModel, ShowsTheLineageWithTheAncestorsOfWhatMatches) {
    model.set_shape(RunTreeModel::Shape::lineage);
    EXPECT_EQ(rows(model), "a[b] c d e");
    model.set_filter(parsed("run_id == 'b'"));
    EXPECT_EQ(rows(model), "a[b]");
    const QModelIndex a = model.index(0, 0);
    EXPECT_TRUE(a.data(Qt::ForegroundRole).isValid()); // muted: it does not match itself
    EXPECT_FALSE(model.index(0, 0, a).data(Qt::ForegroundRole).isValid());
}

TEST_F(TreeModel, ChangesInPlaceWhereTheRowsStay) {
    QSignalSpy anew(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    RunList later = example();
    later[0] = run({"a", 1, 350, 0.5});
    model.show_runs(later);
    EXPECT_TRUE(anew.isEmpty());
    EXPECT_FALSE(changed.isEmpty());
    EXPECT_EQ(cell(0, 2), QLocale().toString(350));
    later.pop_back();
    model.show_runs(later);
    EXPECT_EQ(anew.size(), 1);
    model.show_runs(later);
    EXPECT_EQ(anew.size(), 1);
}

TEST_F(TreeModel, HasColumnsThatAreComputed) {
    model.set_columns({"name", "ood_acc * 2", "no_such_field"});
    EXPECT_EQ(cell(0, 1), QLocale().toString(1));
    EXPECT_EQ(cell(0, 2), "");
    EXPECT_THAT(model.headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString().toStdString(),
                HasSubstr("no_such_field"));
}

TEST(FactText, SaysTimesAndStatesInWords) {
    EXPECT_EQ(shown_fact("duration", 75.0), "1:15");
    EXPECT_EQ(shown_fact("state", std::string("interrupted")), "interrupted");
    EXPECT_EQ(shown_fact("star", true), "★");
    EXPECT_EQ(shown_fact("run.seed", 12345678.0), QLocale().toString(12345678));
    EXPECT_EQ(shown_fact("x", Fact()), "");
    EXPECT_EQ(shown_fact("x", std::nan("")), "NaN");
    EXPECT_NE(shown_fact("created", std::string("2026-11-24T12:00:00Z")), "2026-11-24T12:00:00Z");
    EXPECT_EQ(shown_fact("created", std::string("once")), "once");
}

TEST(FactText, MakesConditions) {
    EXPECT_EQ(condition_for(Field("stop_step"), 300.0), "stop_step == 300");
    EXPECT_EQ(condition_for(Field("name"), std::string("a \"b\"")), "name == \"a \\\"b\\\"\"");
    EXPECT_EQ(condition_for(Field("star"), false), "not star");
    EXPECT_EQ(condition_for(Field("my metric"), 1.0), "`my metric` == 1");
    EXPECT_EQ(condition_for(Field("x"), Fact()), "not known(x)");
    EXPECT_EQ(condition_for(Field("tags"), std::vector<std::string>{"p"}), "\"p\" in tags");
}

class Filter : public testing::Test {
  protected:
    Filter() {
        line.set_fields(fields_of(example()));
        line.show();
        line.activateWindow();
        line.line()->setFocus();
        QObject::connect(&line, &FilterLine::filter_changed,
                         [this](const Expression& filter) { taken.push_back(filter); });
    }
    void type(const char* text) { QTest::keyClicks(line.line(), QLatin1String(text)); }

    FilterLine line;
    std::vector<Expression> taken;
};

TEST_F(Filter, IsCheckedWhileItIsWritten) {
    type("stop_stepp < 3");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !line.problem().isEmpty(); }));
    EXPECT_THAT(line.problem().toStdString(), HasSubstr("Character 1: "));
    EXPECT_THAT(line.problem().toStdString(), HasSubstr("'stop_step'"));
    EXPECT_THAT(taken, IsEmpty()); // nothing is shown by a filter that has no meaning
    line.set_text("stop_step < 300");
    EXPECT_EQ(line.problem(), "");
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(select(example(), taken[0]).matching.size(), 2U);
}

TEST_F(Filter, CountsCharactersAndNotBytes) {
    line.set_text(QStringLiteral("name == \"凍結\" and x"));
    EXPECT_THAT(line.problem().toStdString(), HasSubstr("Character 18: "));
}

TEST_F(Filter, HasAHistoryBehindTheArrowKeys) {
    line.set_text("stop_step < 300");
    line.set_text("ood_acc > 0.5");
    line.set_text("wrong <");
    EXPECT_THAT(line.history(), ElementsAre("ood_acc > 0.5", "stop_step < 300"));
    QTest::keyClick(line.line(), Qt::Key_Up);
    EXPECT_EQ(line.text(), "ood_acc > 0.5");
    QTest::keyClick(line.line(), Qt::Key_Up);
    QTest::keyClick(line.line(), Qt::Key_Up);
    EXPECT_EQ(line.text(), "stop_step < 300");
    QTest::keyClick(line.line(), Qt::Key_Down);
    QTest::keyClick(line.line(), Qt::Key_Down);
    EXPECT_EQ(line.text(), "wrong <"); // what was being written
    QTest::keyClick(line.line(), Qt::Key_Escape);
    EXPECT_EQ(line.text(), "");
}

TEST_F(Filter, AddsConditions) {
    line.add_condition("star");
    EXPECT_EQ(line.text(), "star");
    line.add_condition("run.seed == 1");
    EXPECT_EQ(line.text(), "star and run.seed == 1");
    line.set_text("star or not star");
    line.add_condition("run.seed == 1");
    EXPECT_EQ(line.text(), "(star or not star) and run.seed == 1");
    EXPECT_EQ(line.problem(), "");
}

TEST(ColumnDialog, OffersWhatDiffersFirstAndOwnColumns) {
    ColumnDialog dialog(example(), {"name", "stop_step"});
    const auto row_of = [&](const char* field) {
        for (int i = 0; i < dialog.list()->count(); ++i)
            if (dialog.list()->item(i)->data(Qt::UserRole).toString() == QLatin1String(field))
                return i;
        return -1;
    };
    EXPECT_EQ(row_of("name"), 0);
    EXPECT_LT(row_of("run.seed"), row_of("note")); // all notes are empty
    dialog.list()->item(row_of("run.seed"))->setCheckState(Qt::Checked);
    dialog.list()->item(row_of("stop_step"))->setCheckState(Qt::Unchecked);
    dialog.own()->setText("ood_acc * 2");
    dialog.add_own();
    dialog.own()->setText("ood_accc");
    dialog.add_own(); // is told to be wrong
    EXPECT_THAT(dialog.columns(), ElementsAre("name", "run.seed", "ood_acc * 2"));
}

class Page : public testing::Test {
  protected:
    Page() {
        QSettings().clear();
        page = std::make_unique<LibraryPage>();
        page->resize(1200, 700);
        page->show();
        page->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(page.get())); // shortcuts are an active window's
        page->show_folders({"/runs"});
    }
    void show() { page->show_runs(example()); }
    void select_rows(std::initializer_list<int> wanted) {
        auto* selection = page->view()->selectionModel();
        selection->clear();
        for (const int row : wanted) {
            const QModelIndex index = page->model()->index(row, 0);
            selection->setCurrentIndex(index,
                                       QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
    }
    std::vector<std::string> selected() const {
        std::vector<std::string> names;
        for (const auto& file : page->selected_files())
            names.push_back(file.filename().string().substr(0, 1));
        return names;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        page->view()->setFocus();
        QTest::keyClick(page->view(), key, modifiers);
    }

    std::unique_ptr<LibraryPage> page;
};

TEST_F(Page, TellsWhatToDoWhereThereAreNoRuns) {
    EXPECT_TRUE(page->is_empty_shown());
    page->show_runs({});
    EXPECT_TRUE(page->is_empty_shown());
    show();
    EXPECT_FALSE(page->is_empty_shown());
    EXPECT_THAT(page->told().toStdString(), HasSubstr("5 runs"));
    EXPECT_THAT(page->told().toStdString(), HasSubstr("1 damaged"));
}

TEST_F(Page, PlainWordsSearchWhatNamesAndNotesARun) {
    RunList runs;
    for (const SharedFacts& one : example()) {
        auto noted = std::make_shared<RunFacts>(*one);
        const std::string& name = noted->text(Field("name"));
        if (name == "b")
            noted->set(Field("note"), std::string("The BEST of them"));
        if (name == "c")
            noted->set(Field("tags"), std::vector<std::string>{"paper", "fog-run"});
        runs.push_back(noted);
    }
    page->show_runs(runs);
    page->set_columns({"name"});
    const auto found = [&](const char* words) {
        page->filter()->set_text(QString::fromUtf8(words));
        EXPECT_EQ(page->filter()->problem(), "") << words;
        return rows(*page->model());
    };
    EXPECT_EQ(found("best"), "b");
    EXPECT_EQ(found("fog"), "c");
    EXPECT_EQ(found("the them"), "b"); // all of them
    EXPECT_EQ(found("nobody"), "");
    EXPECT_EQ(found("stop_step < 300"), "b c");
    EXPECT_EQ(found(""), "a b c d e");
    page->filter()->set_text("seed = "); // an expression that is not finished
    EXPECT_NE(page->filter()->problem(), "");
}

TEST_F(Page, FiltersAndSaysWhatIsLeftOut) {
    show();
    page->filter()->set_text("stop_step < 300");
    EXPECT_EQ(page->model()->rowCount(), 2);
    EXPECT_THAT(page->told().toStdString(), HasSubstr("2 of 5 runs"));
    EXPECT_THAT(page->told().toStdString(), HasSubstr("2 runs of which stop_step is not known"));
    page->filter()->set_text("stop_step < 0");
    EXPECT_TRUE(page->is_empty_shown());
}

TEST_F(Page, KeepsTheSelectionWhenRunsComeAndGo) {
    show();
    select_rows({1, 2});
    EXPECT_THAT(selected(), ElementsAre("b", "c"));
    RunList later = example();
    later.erase(later.begin());
    page->show_runs(later);
    EXPECT_THAT(selected(), ElementsAre("b", "c"));
    page->group_by("stop_step");
    EXPECT_THAT(selected(), ElementsAre("b", "c"));
    page->filter()->set_text("run.seed == 3");
    EXPECT_THAT(selected(), ElementsAre("c"));
}

TEST_F(Page, AGroupStandsForItsRuns) {
    show();
    page->group_by("stop_step");
    select_rows({0});
    EXPECT_THAT(selected(), ElementsAre("b", "c"));
}

TEST_F(Page, EnterOpensAndDeleteTrashes) {
    show();
    std::vector<std::filesystem::path> opened, trashed;
    QObject::connect(page.get(), &LibraryPage::open_asked,
                     [&](const std::filesystem::path& file) { opened.push_back(file); });
    QObject::connect(page.get(), &LibraryPage::trash_asked,
                     [&](const std::vector<std::filesystem::path>& files) { trashed = files; });
    select_rows({0});
    press(Qt::Key_Return);
    EXPECT_THAT(opened, ElementsAre("/runs/a.thaw.h5"));
    select_rows({2, 3});
    press(Qt::Key_Delete);
    EXPECT_THAT(trashed, ElementsAre("/runs/c.thaw.h5", "/runs/d.thaw.h5"));
    QSignalSpy undo(page.get(), &LibraryPage::undo_asked);
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(undo.isEmpty()); // nothing to put back
    page->set_undo("2 runs");
    press(Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(undo.size(), 1);
}

TEST_F(Page, ComparingIsOfferedWhereSomebodyListens) {
    show();
    select_rows({0, 1});
    press(Qt::Key_K, Qt::ControlModifier);
    std::vector<std::filesystem::path> compared;
    QObject::connect(page.get(), &LibraryPage::compare_asked,
                     [&](const std::vector<std::filesystem::path>& files) { compared = files; });
    select_rows({0});
    press(Qt::Key_K, Qt::ControlModifier);
    EXPECT_THAT(compared, IsEmpty()); // one alone is not compared
    select_rows({0, 1});
    press(Qt::Key_K, Qt::ControlModifier);
    EXPECT_EQ(compared.size(), 2U);
}

TEST_F(Page, StarsTagsAndNotesAreAskedFor) {
    show();
    std::vector<std::string> ids;
    Annotation annotation{false, {"old"}, ""};
    QObject::connect(
        page.get(), &LibraryPage::annotation_asked,
        [&](const std::vector<std::string>& of, const std::function<void(Annotation&)>& change) {
            ids = of;
            change(annotation);
        });
    select_rows({0, 1, 4}); // the damaged one has no id
    press(Qt::Key_D, Qt::ControlModifier);
    EXPECT_THAT(ids, ElementsAre("a", "b"));
    EXPECT_TRUE(annotation.star);
    select_rows({0});
    const int tags = static_cast<int>(page->model()->columns().indexOf("tags"));
    const int note = static_cast<int>(page->model()->columns().indexOf("note"));
    EXPECT_TRUE(page->model()->setData(page->model()->index(0, tags), "fog, paper", Qt::EditRole));
    EXPECT_THAT(annotation.tags, ElementsAre("fog", "paper"));
    press(Qt::Key_F2); // in its cell
    auto* editor = page->view()->viewport()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, "look again");
    QTest::keyClick(editor, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([&] { return annotation.note == "look again"; }));
    EXPECT_FALSE(page->model()->setData(page->model()->index(4, note), "x", Qt::EditRole));
}

TEST_F(Page, CopiesRowsInFullPrecision) {
    show();
    page->set_columns({"name", "ood_acc", "ood_acc / 3"});
    select_rows({1});
    press(Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), "name\tood_acc\tood_acc / 3\nb\t0.75\t0.25\n");
    EXPECT_THAT(QApplication::clipboard()->mimeData()->html().toStdString(),
                HasSubstr("<tr><td>b</td><td>0.75</td><td>0.25</td></tr>"));
}

TEST_F(Page, ShowsAllThatIsKnownOfTheCurrentRun) {
    show();
    select_rows({0});
    const auto found = page->facts()->list()->findItems("training.steps", Qt::MatchRecursive);
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0]->text(1), QLocale().toString(938));
    Q_EMIT page->facts()->column_asked("training.steps");
    EXPECT_TRUE(page->model()->columns().contains("training.steps"));
    Q_EMIT page->facts()->group_asked("run.seed");
    EXPECT_EQ(page->model()->rowCount(), 4); // seeds 1, 2, 3 and the damaged file
    Q_EMIT page->facts()->condition_asked("run.seed == 1");
    EXPECT_EQ(page->model()->rowCount(), 1);
}

TEST_F(Page, RemembersColumnsGroupsAndHistory) {
    show();
    page->set_columns({"name", "ood_acc"});
    page->filter()->set_text("ood_acc > 0.5");
    page->group_by("lineage");
    page.reset();
    page = std::make_unique<LibraryPage>();
    EXPECT_THAT(page->model()->columns(), ElementsAre("name", "ood_acc"));
    EXPECT_THAT(page->filter()->history(), ElementsAre("ood_acc > 0.5"));
    EXPECT_EQ(page->model()->shape(), RunTreeModel::Shape::lineage);
}

} // namespace
} // namespace thaw
