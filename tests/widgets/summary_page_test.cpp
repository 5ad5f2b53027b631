#include "widgets/summary_page.h"

#include "tests/widgets/example_run.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QUrl>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct Summary : testing::Test {
    ShownRun run{test::example_record(), test::example_config(), RunMode::live};

    // accuracy of id_test, fog, stripe, their mean and the worst; then the losses.
    static SharedBundle evaluation_at(std::int64_t step, double id, double mean) {
        auto bundle = std::make_shared<EventBundle>();
        bundle->step = step;
        bundle->wall_time = 3700;
        bundle->train_time = 1800;
        MetricReadings taken;
        taken.metric = 1;
        taken.readings = {{id, 0.0034, 10000}, {}, {}, {mean, 0.0022, 20000}, {0.25, 0, 10000}};
        taken.readings.resize(10);
        bundle->readings.push_back(taken);
        return bundle;
    }
    static QStringList texts(const SummaryPage& summary) {
        QStringList all;
        for (const auto* label : summary.findChildren<QLabel*>())
            if (label->isVisibleTo(&summary))
                all << label->text();
        return all;
    }
};

TEST_F(Summary, TellsTheNumbersOfTheEndAndTheBest) {
    SummaryPage summary(&run);
    summary.show();
    EXPECT_TRUE(texts(summary).contains("No reading yet"));
    run.append({evaluation_at(100, 0.5, 0.25), evaluation_at(200, 0.75, 0.625),
                evaluation_at(300, 0.8685, 0.5)});
    const QStringList all = texts(summary);
    EXPECT_TRUE(all.contains("0.8685"));
    EXPECT_TRUE(all.contains("± 0.0034 at step 300"));
    EXPECT_TRUE(all.contains("The best of the run"));
    EXPECT_TRUE(all.contains("0.5000"));
    EXPECT_TRUE(all.contains("Best 0.6250 ± 0.0022 at step 200"));
    EXPECT_TRUE(all.contains("At step 300")); // the worst has no error here
    EXPECT_TRUE(all.contains("1:01:40, of which 30:00 training"));
    EXPECT_TRUE(all.contains("300 of 1,000, 0.64 epochs"));
}

// Of a regression: R2, under its own name, and the least of what is better when less.
TEST_F(Summary, TellsTheScoreOfAnyTask) {
    RunRecord record = test::example_record();
    for (SeriesInfo& series : record.header.plan.metrics[1].series)
        if (series.quantity == "accuracy") {
            series.name = "error." + series.part;
            series.quantity = "error";
            series.label = series.part == "ood_mean" ? "Mean OOD error" : "Error";
            series.better = Better::less;
        }
    ShownRun regression(record, test::example_config(), RunMode::live);
    SummaryPage summary(&regression);
    summary.show();
    regression.append({evaluation_at(100, 0.5, 0.25), evaluation_at(200, 0.75, 0.625)});
    const QStringList all = texts(summary);
    EXPECT_TRUE(all.contains("Error, ID test"));
    EXPECT_TRUE(all.contains("Mean OOD error"));
    EXPECT_FALSE(all.contains("ID accuracy"));
    EXPECT_TRUE(all.contains("Best 0.5000 ± 0.0034 at step 100")) << all.join("|").toStdString();
}

TEST_F(Summary, TellsWhenUnfreezingEnded) {
    SummaryPage summary(&run);
    summary.show();
    EXPECT_TRUE(texts(summary).contains("Not yet"));
    run.append({test::event_at(100, EventKind::released, "layer2")});
    EXPECT_TRUE(texts(summary).contains("Not yet")); // two are frozen still, by plan
    EXPECT_TRUE(texts(summary).contains("2 of 4 blocks are trainable"));
    auto held = std::make_shared<EventBundle>(*test::event_at(390, EventKind::held));
    held->events[0].actor = Actor::rule;
    held->events[0].details.set("trigger", std::string("stabilisation"));
    run.append({held});
    EXPECT_TRUE(texts(summary).contains("390"));
    EXPECT_TRUE(texts(summary).contains("By rule stabilisation"));
}

TEST_F(Summary, AnActionByHandIsSummedUpAsOne) {
    SummaryPage summary(&run);
    summary.show();
    const auto release = [&](std::int64_t step, const char* block, Actor actor) {
        auto bundle =
            std::make_shared<EventBundle>(*test::event_at(step, EventKind::released, block));
        bundle->events[0].actor = actor;
        if (actor == Actor::user)
            bundle->events[0].details.set("action", std::string("release_next"));
        run.append({bundle});
    };
    release(100, "layer2", Actor::system);
    release(200, "layer1", Actor::system);
    release(210, "stem", Actor::user); // the last one, by Release next
    EXPECT_TRUE(texts(summary).contains("By you"));
    EXPECT_FALSE(texts(summary).contains("As planned"));
}

TEST_F(Summary, APlansLastReleaseIsAsPlanned) {
    SummaryPage summary(&run);
    summary.show();
    for (const char* block : {"layer2", "layer1", "stem"})
        run.append({test::event_at(100, EventKind::released, block)});
    EXPECT_TRUE(texts(summary).contains("As planned"));
}

TEST_F(Summary, SaysThatTheRunDiverged) {
    SummaryPage summary(&run);
    summary.show();
    run.append({test::event_at(120, EventKind::diverged), test::event_at(300, EventKind::ended)});
    RunStatus status;
    status.state = RunState::finished;
    run.set_status(status);
    EXPECT_TRUE(texts(summary).contains("Finished after 300 steps, diverged at step 120"));
}

TEST_F(Summary, SaysHowTheRunStands) {
    SummaryPage summary(&run);
    summary.show();
    run.append({test::event_at(210, EventKind::paused)});
    EXPECT_TRUE(texts(summary).contains("Paused at step 210 of 1,000"));
    run.append({test::event_at(210, EventKind::went_on)});
    EXPECT_TRUE(texts(summary).contains("Running, step 210 of 1,000"));
    RunStatus status;
    status.state = RunState::stopped;
    status.reason = "trigger mine";
    run.set_status(status);
    EXPECT_TRUE(texts(summary).contains("Stopped at step 210 of 1,000: trigger mine"));
}

TEST_F(Summary, NamesTheParentOfAForkOnly) {
    EXPECT_FALSE(texts(SummaryPage(&run)).contains("Forked from"));
    auto record = test::example_record();
    record.header.parent = Parent{"abc", "parent.thaw.h5", 299};
    ShownRun fork(record, test::example_config(), RunMode::saved);
    EXPECT_TRUE(texts(SummaryPage(&fork)).contains("parent.thaw.h5 at step 299"));
}

class Opened : public QObject {
    Q_OBJECT
  public:
    QUrl url;
    Q_SLOT void take(const QUrl& asked) { url = asked; }
};

TEST_F(Summary, LeadsToTheFile) {
    SummaryPage summary(&run);
    summary.show();
    EXPECT_FALSE(texts(summary).contains("File"));
    summary.set_file("/data/runs/a.thaw.h5");
    EXPECT_TRUE(texts(summary).contains("/data/runs/a.thaw.h5"));
    Opened opened;
    QDesktopServices::setUrlHandler("file", &opened, "take");
    for (auto* button : summary.findChildren<QPushButton*>())
        QTest::mouseClick(button, Qt::LeftButton);
    QDesktopServices::unsetUrlHandler("file");
    EXPECT_EQ(opened.url, QUrl::fromLocalFile("/data/runs"));
    EXPECT_EQ(QApplication::clipboard()->text(), "/data/runs/a.thaw.h5");
}

TEST_F(Summary, CardsStandTwoByTwoWhereItIsNarrow) {
    SummaryPage summary(&run);
    const auto top = [&](const char* name) {
        for (const auto* label : summary.findChildren<QLabel*>())
            if (label->text() == name)
                return label->mapTo(&summary, QPoint()).y();
        return -1;
    };
    summary.resize(1000, 500);
    summary.grab();
    EXPECT_EQ(top("ID accuracy"), top("Unfreezing ended"));
    summary.resize(350, 600);
    summary.grab();
    EXPECT_EQ(top("ID accuracy"), top("Mean OOD accuracy"));
    EXPECT_LT(top("ID accuracy"), top("Unfreezing ended"));
}

} // namespace
} // namespace thaw

#include "summary_page_test.moc"
