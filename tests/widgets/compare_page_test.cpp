// The page of a comparison: what its views show of a handful of runs, and how they hang together.
#include "widgets/compare/compare_page.h"

#include "tests/compare/little_runs.h"
#include "widgets/compare/correlation_panel.h"
#include "widgets/compare/curve_table.h"
#include "widgets/compare/curves_panel.h"
#include "widgets/compare/diff_panel.h"
#include "widgets/compare/histogram_plot.h"
#include "widgets/compare/outcome_panel.h"
#include "widgets/compare/replay_panel.h"
#include "widgets/compare/results_panel.h"
#include "widgets/compare/stop_panel.h"
#include "widgets/compare/text_table.h"
#include "widgets/controls/rule_form.h"
#include "widgets/plots/plot_legend.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::SizeIs;

// tr(F) falls by a tenth a reading; accuracies end as said.
SharedRun run_of(std::int64_t seed, std::int64_t stop, double id, double ood) {
    std::vector<double> trace, accuracy, out;
    for (int i = 0; i <= 60; ++i) {
        trace.push_back(10 * std::pow(0.9, i) + 0.01 * static_cast<double>(seed));
        accuracy.push_back(id * i / 60);
        out.push_back(ood * i / 60);
    }
    return test::little_run({.seed = seed,
                             .stop = stop,
                             .series = {{"fisher_trace", trace},
                                        {"accuracy.id_test", accuracy},
                                        {"accuracy.ood_mean", out}}});
}

struct Shown {
    Shown()
        : page({run_of(1, 100, 0.90, 0.50), run_of(2, 100, 0.92, 0.54), run_of(3, 100, 0.91, 0.52),
                run_of(1, 300, 0.91, 0.60), run_of(2, 300, 0.912, 0.64),
                run_of(3, 300, 0.908, 0.62), run_of(1, -1, 0.913, 0.40),
                run_of(2, -1, 0.915, 0.44)}) {
        page.resize(1280, 760);
        page.show();
        settle();
    }
    void settle() {
        EXPECT_TRUE(QTest::qWaitFor(
            [this] { return !page.curves()->busy() && !page.replay()->busy(); }, 20'000));
    }
    const std::vector<std::shared_ptr<const ShownCurve>>& lines() {
        return page.curves()->curves().panels.at(0).curves;
    }
    ComparePage page;
};

TEST(ComparePage, StartsWithTheMeanOfEveryStop) {
    Shown shown;
    ASSERT_THAT(shown.lines(), SizeIs(3));
    EXPECT_THAT(shown.lines()[0]->runs, ElementsAre(0, 1, 2));
    EXPECT_NEAR(shown.lines()[0]->y.look()[60], 0.52, 1e-12);
    EXPECT_NEAR(shown.lines()[0]->high.look()[60], 0.54, 1e-12);
    const auto* legend = shown.page.curves()->legend();
    ASSERT_EQ(legend->count(), 3);
    EXPECT_THAT(legend->item(0)->text().toStdString(), testing::HasSubstr("mean ± SD, n = 3"));
    EXPECT_THAT(legend->item(2)->text().toStdString(), testing::HasSubstr("n = 2"));
}

// Whether the curves are there before the page is shown or after it is a race.
TEST(ComparePage, TheCurvesHaveMostOfTheRoomHoweverItBegins) {
    for (const bool curves_first : {true, false})
        for (const QSize size : {QSize(1400, 900), QSize(1000, 640)}) {
            Shown shown;
            ComparePage page(shown.page.set()->runs());
            page.resize(size);
            const auto ready = [&] { return !page.curves()->busy(); };
            if (curves_first) {
                ASSERT_TRUE(QTest::qWaitFor(ready, 20'000));
            }
            page.show();
            ASSERT_TRUE(QTest::qWaitFor(ready, 20'000));
            const auto* plot = page.curves()->plots().front();
            EXPECT_TRUE(QTest::qWaitFor([&] {
                return plot->height() > size.height() / 3 && plot->width() > size.width() / 3;
            })) << curves_first;
        }
}

TEST(ComparePage, DrawsEveryRunWhenAsked) {
    Shown shown;
    shown.page.curves()->choose(QStringLiteral("lines"), QStringLiteral("run"));
    shown.page.curves()->choose(QStringLiteral("series"), QStringLiteral("fisher_trace"));
    shown.settle();
    ASSERT_THAT(shown.lines(), SizeIs(8));
    EXPECT_FALSE(shown.lines()[0]->of_group);
    EXPECT_NEAR(shown.lines()[0]->y.look()[1], 9.01, 1e-12);
    shown.page.curves()->plots()[0]->draw_now();
    EXPECT_EQ(shown.page.curves()->plots()[0]->view()->frame().curves.size(), 8U);
}

TEST(ComparePage, CountsFromTheStop) {
    Shown shown;
    shown.page.curves()->choose(QStringLiteral("axis"), QStringLiteral("since_release_all:"));
    shown.settle();
    ASSERT_THAT(shown.lines(), SizeIs(2)) << "runs without a stop are left out";
    EXPECT_EQ(shown.lines()[0]->x->front(), -100);
    EXPECT_EQ(shown.lines()[1]->x->front(), -300);
    EXPECT_EQ(shown.page.curves()->curves().without_series, 2U);
    const auto* note = shown.page.curves()->findChild<QLabel*>(QStringLiteral("note"));
    EXPECT_TRUE(note->text().startsWith(QStringLiteral("2 runs have no such series")));
}

TEST(ComparePage, SubtractsTheBaselineSeedBySeed) {
    Shown shown;
    shown.page.choose(QStringLiteral("baseline"), QStringLiteral("Stop step: 100"));
    auto* difference = shown.page.findChild<QCheckBox*>(QStringLiteral("difference"));
    ASSERT_TRUE(difference->isEnabled());
    difference->setChecked(true);
    shown.settle();
    ASSERT_THAT(shown.lines(), SizeIs(2)) << "the baseline is not drawn against itself";
    EXPECT_NEAR(shown.lines()[0]->y.look()[60], 0.10, 1e-12);
    EXPECT_THAT(shown.lines()[1]->runs, ElementsAre(6, 7));
    const ResultsTable& table = shown.page.results()->results();
    EXPECT_NEAR(table.rows[1].cells[1].difference->mean, 0.10, 1e-12);
}

TEST(ComparePage, ShowsSmallMultiples) {
    Shown shown;
    shown.page.curves()->choose(QStringLiteral("panels"), QStringLiteral("run.seed"));
    shown.settle();
    EXPECT_THAT(shown.page.curves()->curves().panels, SizeIs(3));
    EXPECT_THAT(shown.page.curves()->plots(), SizeIs(3));
    EXPECT_EQ(shown.page.curves()->legend()->count(), 3) << "a line a group, in all panels";
}

TEST(ComparePage, SeedEllipsesAreInView) {
    Shown shown;
    auto* plot = shown.page.outcomes()->plot();
    plot->draw_now();
    const PlotFrame& frame = plot->view()->frame();
    qsizetype outlines = 0;
    for (const DrawnLine& line : frame.lines)
        if (line.corners.size() > 60) {
            ++outlines;
            for (const QPointF& corner : line.corners)
                EXPECT_TRUE(frame.map.area.contains(corner)) << corner.x() << " " << corner.y();
        }
    EXPECT_EQ(outlines, 2) << "a group of two runs has none";
}

TEST(ComparePage, SaysWhatTheDiamondsAre) {
    Shown shown;
    const auto* note = shown.page.curves()->findChild<QLabel*>(QStringLiteral("note"));
    EXPECT_TRUE(note->text().contains(QStringLiteral("◆"))) << note->text().toStdString();
}

TEST(ComparePage, ChoiceIsOneEverywhere) {
    Shown shown;
    auto* plot = shown.page.outcomes()->plot();
    shown.page.tabs()->setCurrentIndex(0);
    plot->draw_now();
    // A box about the two best OOD runs.
    const PlotMap map = plot->view()->frame().map;
    const QPoint from(static_cast<int>(map.area.left()) + 1, static_cast<int>(map.y.pixel(0.65)));
    const QPoint to(static_cast<int>(map.area.right()) - 1, static_cast<int>(map.y.pixel(0.61)));
    QWidget* viewport = plot->view()->viewport();
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    QTest::mouseMove(viewport, to);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    EXPECT_FALSE(shown.page.set()->chosen(3));
    EXPECT_TRUE(shown.page.set()->chosen(4));
    EXPECT_TRUE(shown.page.set()->chosen(5));
    EXPECT_THAT(shown.page.run_table()->table()->selected_numbers(), SizeIs(2));
    // And back: a row of the table chooses the run in the plots.
    shown.page.run_table()->table()->selectRow(0);
    EXPECT_TRUE(shown.page.set()->chosen(0));
    EXPECT_FALSE(shown.page.set()->chosen(4));
    plot->draw_now();
    EXPECT_EQ(std::count_if(plot->view()->frame().points.begin(),
                            plot->view()->frame().points.end(),
                            [](const DrawnPoint& point) { return point.ringed; }),
              1);
}

TEST(ComparePage, AClickOnALineChoosesItsRuns) {
    Shown shown;
    ComparePlot* plot = shown.page.curves()->plots()[0];
    plot->draw_now();
    const PlotMap map = plot->view()->frame().map;
    const QPoint at(static_cast<int>(map.x.pixel(550)),
                    static_cast<int>(std::lround(map.y.pixel(0.62 * 55 / 60))));
    QTest::mouseClick(plot->view()->viewport(), Qt::LeftButton, {}, at);
    EXPECT_TRUE(shown.page.set()->chosen(3));
    EXPECT_TRUE(shown.page.set()->chosen(5));
    EXPECT_FALSE(shown.page.set()->chosen(0));
}

TEST(ComparePage, ZoomsAndShowsAllAgain) {
    Shown shown;
    ComparePlot* plot = shown.page.curves()->plots()[0];
    plot->draw_now();
    const PlotMap before = plot->view()->frame().map;
    plot->view()->setFocus();
    QTest::keyClick(plot->view(), Qt::Key_Plus);
    plot->draw_now();
    EXPECT_LT(plot->view()->frame().map.x.high() - plot->view()->frame().map.x.low(),
              before.x.high() - before.x.low());
    QTest::keyClick(plot->view(), Qt::Key_Home);
    plot->draw_now();
    EXPECT_EQ(plot->view()->frame().map.x.high(), before.x.high());
}

TEST(ComparePage, HidesALineFromTheLegend) {
    Shown shown;
    Q_EMIT shown.page.curves()->legend()->visibility_asked(0, false);
    ComparePlot* plot = shown.page.curves()->plots()[0];
    plot->draw_now();
    EXPECT_EQ(plot->view()->frame().curves.size(), 2U);
    Q_EMIT shown.page.curves()->legend()->all_asked();
    plot->draw_now();
    EXPECT_EQ(plot->view()->frame().curves.size(), 3U);
}

TEST(ComparePage, StopsAreShadedWhereIdHardlyLoses) {
    Shown shown;
    const IdLossWindow& window = shown.page.stops()->window();
    EXPECT_TRUE(window.of_baseline);
    EXPECT_NEAR(window.reference, 0.914, 1e-12);
    EXPECT_THAT(window.spans, ElementsAre(testing::Pair(100, 300)));
    shown.page.tabs()->setCurrentWidget(shown.page.stops());
    shown.page.stops()->plot()->draw_now();
    EXPECT_THAT(shown.page.stops()->plot()->view()->frame().spans, SizeIs(1));
    EXPECT_THAT(shown.page.stops()->plot()->points(), SizeIs(6));
}

TEST(ComparePage, CorrelatesAMetricWithOod) {
    Shown shown;
    shown.page.correlation()->show_series("accuracy.id_test");
    EXPECT_EQ(shown.page.correlation()->tau().n, 8U);
    std::vector<double> id, ood;
    for (const RunOutcome& run : shown.page.set()->outcomes()) {
        id.push_back(run.id);
        ood.push_back(run.ood);
    }
    EXPECT_EQ(shown.page.correlation()->tau().value, kendall(id, ood).value);
    EXPECT_TRUE(shown.page.correlation()->told().contains(QStringLiteral("tau-b")));
}

TEST(ComparePage, ReplaysARuleWhileItIsEdited) {
    Shown shown;
    RuleForm* form = shown.page.replay()->form();
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    settings.set("value", 5.0);
    form->edit({"threshold", settings, {}}, true);
    shown.settle();
    const Replay& result = shown.page.replay()->result();
    EXPECT_EQ(result.fired, 8U);
    EXPECT_EQ(result.runs[0].firing.step, 70); // 10 * 0.9^7 is below 5
    EXPECT_EQ(result.runs[0].outcome.stop, 100);
    EXPECT_EQ(shown.page.replay()->histogram()->bars().counts.size(), 1U);
    EXPECT_EQ(shown.page.replay()->table()->rowCount(), 8);
    // 100 loses against 300 wherever both seeds stopped.
    EXPECT_EQ(result.won, 0U);
    EXPECT_EQ(result.compared, 8U);
    auto* value = qobject_cast<QLineEdit*>(form->widget("value"));
    ASSERT_NE(value, nullptr);
    value->setText(QStringLiteral("0.7"));
    shown.settle();
    EXPECT_EQ(shown.page.replay()->result().runs[0].outcome.stop, 300);
    EXPECT_DOUBLE_EQ(shown.page.replay()->result().winning_rate(), 1);
    // Its marks stand on the lines.
    ComparePlot* plot = shown.page.curves()->plots()[0];
    plot->draw_now();
    EXPECT_THAT(plot->view()->frame().points, SizeIs(8));
    value->setText(QString());
    EXPECT_FALSE(form->rule()) << "nothing is replayed while a number is missing";
}

TEST(ComparePage, CopiesItsTable) {
    Shown shown;
    shown.page.results()->copy("latex");
    EXPECT_TRUE(QApplication::clipboard()->text().contains(QStringLiteral("\\toprule")));
    EXPECT_EQ(shown.page.results()->table()->rowCount(), 3);
    shown.page.choose(QStringLiteral("group"), QStringLiteral("run.seed"));
    EXPECT_EQ(shown.page.results()->table()->rowCount(), 3);
    EXPECT_EQ(shown.page.set()->groups()[0].runs.size(), 3U);
    EXPECT_GE(shown.page.differences()->table()->rowCount(), 2);
}

TEST(ComparePage, GivesTheNumbersBehindItsLines) {
    Shown shown;
    const CurveTable table(shown.lines(), QStringLiteral("Steps"), QStringLiteral("OOD"), nullptr);
    EXPECT_EQ(table.findChild<QTableView*>()->model()->rowCount(), 3 * 61);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("lines.csv"));
    EXPECT_EQ(table.save_csv(path), QString());
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll().count('\n'), 1 + 3 * 61);
    EXPECT_NE(table.save_csv(folder.filePath(QStringLiteral("no/such/folder.csv"))), QString());
}

TEST(ComparePage, HasATooltipAndANameForEveryControl) {
    Shown shown;
    for (const auto* box : shown.page.findChildren<QComboBox*>()) {
        EXPECT_FALSE(box->toolTip().isEmpty()) << box->objectName().toStdString();
        EXPECT_FALSE(box->accessibleName().isEmpty()) << box->objectName().toStdString();
    }
    for (const auto* button : shown.page.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty()) {
            EXPECT_FALSE(button->toolTip().isEmpty()) << button->text().toStdString();
        }
}

TEST(StepBars, CoverAllStepsInRoundWidths) {
    const StepBars bars = step_bars({10, 10, 12, 95, 240});
    EXPECT_EQ(bars.width, 10);
    EXPECT_EQ(bars.first, 10);
    ASSERT_EQ(bars.counts.size(), 24U);
    EXPECT_EQ(bars.counts[0], 3);
    EXPECT_EQ(bars.counts[8], 1);
    EXPECT_EQ(bars.counts[23], 1);
    EXPECT_EQ(step_bars({7}).counts, std::vector<int>{1});
    EXPECT_TRUE(step_bars({}).counts.empty());
}

} // namespace
} // namespace thaw
