#include "widgets/event_log.h"

#include "core/run/rule.h"
#include "tests/widgets/example_run.h"
#include "widgets/copied_rows.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QMimeData>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Log : testing::Test {
    ShownRun run{test::example_record(), test::example_config(), RunMode::live};
    StepAxis axis{run.plan()};
    EventLog log{&run, &axis};
    QAbstractItemModel* rows = log.table()->model();
    QAbstractItemModelTester tester{rows, QAbstractItemModelTester::FailureReportingMode::Fatal};

    QString cell(int row, int column) const { return rows->index(row, column).data().toString(); }
    static SharedBundle answer(std::int64_t step, EventKind kind, std::int64_t number) {
        auto bundle = std::make_shared<EventBundle>(*test::event_at(step, kind));
        bundle->events[0].actor = Actor::user;
        bundle->events[0].command = number;
        return bundle;
    }
};

TEST_F(Log, SaysWhatHappenedWhenAndByWhom) {
    auto bundle =
        std::make_shared<EventBundle>(*test::event_at(1200, EventKind::released, "layer2"));
    bundle->events[0].actor = Actor::rule;
    bundle->events[0].values = {{"fisher_trace", 12.5}};
    run.append({test::event_at(0, EventKind::started), bundle});
    ASSERT_EQ(rows->rowCount(), 2);
    EXPECT_EQ(cell(0, EventTable::what_column), "started");
    EXPECT_EQ(cell(0, EventTable::who_column), "System");
    EXPECT_EQ(cell(1, EventTable::step_column), "1,200");
    EXPECT_EQ(cell(1, EventTable::time_column), "1:00");
    EXPECT_EQ(cell(1, EventTable::what_column), "layer2 released");
    EXPECT_EQ(cell(1, EventTable::who_column), "Rule");
    ASSERT_EQ(rows->headerData(EventTable::first_value, Qt::Horizontal), "fisher_trace");
    EXPECT_EQ(cell(1, EventTable::first_value), "12.5");
    EXPECT_EQ(cell(0, EventTable::first_value), "");
}

TEST_F(Log, FiltersByTextAndLeavesCheckpointsOut) {
    run.append({test::event_at(0, EventKind::started),
                test::event_at(0, EventKind::checkpoint_saved),
                test::event_at(100, EventKind::released, "layer2"),
                test::event_at(200, EventKind::released, "layer1")});
    EXPECT_EQ(rows->rowCount(), 3);
    QTest::mouseClick(log.findChild<QCheckBox*>(), Qt::LeftButton, {}, QPoint(6, 10));
    EXPECT_EQ(rows->rowCount(), 4);
    QTest::keyClicks(log.findChild<QLineEdit*>(), "LAYER1");
    ASSERT_EQ(rows->rowCount(), 1);
    EXPECT_EQ(cell(0, EventTable::step_column), "200");
    log.findChild<QLineEdit*>()->setText("100");
    EXPECT_EQ(cell(0, EventTable::what_column), "layer2 released");
    run.append({test::event_at(300, EventKind::paused)});
    EXPECT_EQ(rows->rowCount(), 1); // what comes passes the same filter
}

TEST_F(Log, ARowPutsTheCursorOnItsStep) {
    run.append({test::event_at(100, EventKind::released, "layer2"),
                test::event_at(900, EventKind::released, "layer1")});
    axis.set_range(50, 150);
    log.table()->setFocus();
    log.table()->selectRow(0);
    EXPECT_EQ(axis.cursor(), 100);
    EXPECT_DOUBLE_EQ(axis.low(), 50); // it was in view
    QTest::keyClick(log.table(), Qt::Key_Down);
    EXPECT_EQ(axis.cursor(), 900);
    EXPECT_DOUBLE_EQ(axis.low(), 850);
}

TEST_F(Log, NewRowsScrollIntoViewUnlessSomeoneReadsAbove) {
    log.resize(600, 200);
    log.show();
    std::vector<SharedBundle> many;
    for (int i = 1; i <= 50; ++i)
        many.push_back(test::event_at(i, EventKind::paused));
    run.append(many);
    QScrollBar* bar = log.table()->verticalScrollBar();
    EXPECT_TRUE(QTest::qWaitFor([&] { return bar->maximum() > 0; }));
    run.append({test::event_at(60, EventKind::paused)});
    EXPECT_TRUE(QTest::qWaitFor([&] { return bar->value() == bar->maximum(); }));
    bar->setValue(3);
    run.append({test::event_at(61, EventKind::paused)});
    QApplication::processEvents();
    EXPECT_EQ(bar->value(), 3);
}

TEST_F(Log, WhoIsInViewBesideTheControls) {
    log.resize(340, 300); // the column of a window that is not wide
    log.show();
    auto rule = std::make_shared<EventBundle>(*test::event_at(1200, EventKind::rule_set));
    rule->events[0].details = rule_details(test::example_config().triggers.front());
    run.append({test::event_at(1200, EventKind::released, "layer2"), rule});
    const auto* table = log.table();
    const int who = EventTable::who_column;
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return table->columnViewportPosition(who) + table->columnWidth(who) <=
               table->viewport()->width();
    }));
    EXPECT_GE(table->columnWidth(EventTable::what_column),
              14 * log.fontMetrics().averageCharWidth());
    log.resize(1400, 300); // all of it
    EXPECT_TRUE(QTest::qWaitFor([&] { return table->horizontalScrollBar()->maximum() == 0; }));
}

// As a damaged file may have it: shown, where an exception would end the program.
TEST_F(Log, AnEventWithoutItsDetailsIsShown) {
    run.append({test::event_at(6, EventKind::learning_rate_set)});
    ASSERT_EQ(rows->rowCount(), 1);
    EXPECT_EQ(cell(0, EventTable::what_column), "learning_rate_set, without its details");
}

TEST_F(Log, WhatIsAskedWaitsForItsAnswer) {
    run.append({test::event_at(100, EventKind::started)});
    log.show_asked({.action = Action::release_all}, 7);
    log.show_asked({.action = Action::set_learning_rate, .learning_rate = 0.5}, 8);
    ASSERT_EQ(rows->rowCount(), 3);
    EXPECT_EQ(cell(1, EventTable::what_column), "asked: release all");
    EXPECT_EQ(cell(1, EventTable::who_column), "You");
    EXPECT_EQ(cell(2, EventTable::what_column), "asked: set learning rate to 0.5");
    run.append({answer(110, EventKind::released_all, 7)});
    ASSERT_EQ(rows->rowCount(), 3);
    EXPECT_EQ(cell(1, EventTable::what_column), "all blocks released");
    EXPECT_EQ(cell(2, EventTable::what_column), "asked: set learning rate to 0.5");
}

TEST_F(Log, ARefusalSaysWhy) {
    log.show_asked({.action = Action::hold}, 3);
    auto refused = std::make_shared<EventBundle>(*answer(110, EventKind::refused, 3));
    refused->events[0].details.set("action", std::string("hold"));
    refused->events[0].details.set("reason", std::string("no block is frozen"));
    run.append({refused});
    ASSERT_EQ(rows->rowCount(), 1);
    EXPECT_EQ(cell(0, EventTable::what_column), "hold refused: no block is frozen");
    log.show_asked({.action = Action::hold}, 0);
    EXPECT_EQ(cell(1, EventTable::what_column), "hold refused: too many commands are waiting");
}

TEST_F(Log, TheEndAnswersEverything) {
    log.show_asked({.action = Action::stop}, 4);
    log.show_asked({.action = Action::checkpoint}, 5);
    run.append({test::event_at(110, EventKind::ended)});
    ASSERT_EQ(rows->rowCount(), 2);
    EXPECT_TRUE(cell(0, EventTable::what_column).startsWith("ended"));
    EXPECT_EQ(cell(1, EventTable::what_column), "save checkpoint refused: the run ended before");
}

TEST_F(Log, AnAnswerMayComeBeforeTheQuestionIsShown) {
    run.append({answer(110, EventKind::held, 9)});
    log.show_asked({.action = Action::hold}, 9);
    EXPECT_EQ(rows->rowCount(), 1);
}

TEST_F(Log, RowsAreCopiedForSpreadsheets) {
    run.append({test::event_at(100, EventKind::released, "layer2"),
                test::event_at(900, EventKind::released, "layer1")});
    EXPECT_EQ(rows_as_tsv(*log.table()), "");
    log.show();
    log.activateWindow();
    log.table()->setFocus();
    log.table()->selectAll();
    QTest::keySequence(log.table(), QKeySequence::Copy);
    const QStringList lines = QApplication::clipboard()->text().split('\n');
    ASSERT_EQ(lines.size(), 4);
    EXPECT_TRUE(lines[0].startsWith("Step\tTime\tWhat happened\tWho\t"));
    EXPECT_TRUE(lines[1].startsWith("100\t0:05\tlayer2 released\tSystem\t"));
    const QMimeData* copied = QApplication::clipboard()->mimeData();
    EXPECT_TRUE(copied->html().contains("<td>layer2 released</td><td>System</td>"));
    EXPECT_TRUE(copied->data("text/csv").contains("\n100,0:05,layer2 released,System,"));
}

TEST(CopiedRows, SayTheSameInEveryForm) {
    const CopiedTable table{{"run", "note"}, {"a & b", "says \"no\",\tthen\nyes"}};
    EXPECT_EQ(as_tsv(table), "run\tnote\na & b\tsays \"no\", then yes\n");
    EXPECT_EQ(as_csv(table), "run,note\na & b,\"says \"\"no\"\",\tthen\nyes\"\n");
    EXPECT_EQ(as_html(table), "<table border=\"1\">\n<tr><th>run</th><th>note</th></tr>\n<tr><td>a "
                              "&amp; b</td><td>says &quot;no&quot;,\tthen<br>yes</td></tr>\n"
                              "</table>\n");
}

} // namespace
} // namespace thaw
