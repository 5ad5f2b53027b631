#include "widgets/plots/curve_plot.h"

#include "tests/widgets/example_run.h"
#include "tests/widgets/plot_desk.h"
#include "widgets/say.h"

#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QMimeData>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <set>

namespace thaw {
namespace {

using test::Desk;

TEST(CurveShape, ColumnsHoldLeastAndGreatestOfTheirRows) {
    const Plan plan = test::example_plan(40'000);
    StepAxis axis(plan);
    axis.set_range(1'000, 31'000);
    MetricColumns columns;
    OwnColumn values;
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    for (std::int64_t step = 0; step < 40'000; ++step) {
        columns.step.push_back(step);
        values.append(normal(random));
    }
    PlotMap map{QRectF(50, 10, 300, 200), {}, {}};
    map.x = {AxisScale::linear, axis.low(), axis.high(), 50, 350};
    map.y = {AxisScale::linear, -6, 6, 210, 10};
    const ColumnRows rows = column_rows(columns, axis, map);
    ASSERT_FALSE(rows.exact());
    ASSERT_EQ(rows.first.size(), 301U);
    EXPECT_EQ(rows.rows(), 30'001U);
    const CurveShape shape = curve_shape(values.look(), rows, map);
    ASSERT_EQ(shape.strokes.size(), 1U);
    ASSERT_EQ(shape.strokes[0].size(), 600);
    for (std::size_t c = 0; c < 300; ++c) {
        double low = 1e9, high = -1e9;
        for (std::int64_t step = 0; step < 40'000; ++step) {
            const double column = (static_cast<double>(step) - 1000) / 100;
            const bool last = c == 299 && step == 31'000;
            if (last || (column >= static_cast<double>(c) && column < static_cast<double>(c + 1))) {
                low = std::min(low, values.look()[static_cast<std::size_t>(step)]);
                high = std::max(high, values.look()[static_cast<std::size_t>(step)]);
            }
        }
        const auto i = static_cast<qsizetype>(2 * c);
        const double a = shape.strokes[0][i].y(), b = shape.strokes[0][i + 1].y();
        EXPECT_NEAR(std::max(a, b), map.y.pixel(low), 1e-9) << c;
        EXPECT_NEAR(std::min(a, b), map.y.pixel(high), 1e-9) << c;
    }
}

TEST(CurveShape, WhatIsNotANumberBreaksTheLineAndIsTold) {
    StepAxis axis(test::example_plan(10));
    axis.set_range(0, 10);
    MetricColumns columns;
    OwnColumn values;
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double value : {1.0, 2.0, std::nan(""), 3.0, infinity, 4.0, -infinity, 5.0}) {
        columns.step.push_back(static_cast<std::int64_t>(columns.step.size()));
        values.append(value);
    }
    PlotMap map{QRectF(0, 0, 100, 100), {}, {}};
    map.x = {AxisScale::linear, 0, 10, 0, 100};
    map.y = {AxisScale::linear, 0, 10, 100, 0};
    const ColumnRows rows = column_rows(columns, axis, map);
    EXPECT_TRUE(rows.exact());
    const CurveShape shape = curve_shape(values.look(), rows, map);
    EXPECT_EQ(shape.strokes.size(), 4U);
    EXPECT_EQ(shape.strokes[0].size(), 2);
    EXPECT_EQ(shape.nan, std::vector<double>{20});
    EXPECT_EQ(shape.above, std::vector<double>{40});
    EXPECT_EQ(shape.below, std::vector<double>{60});
}

TEST(CurveShape, ADenseCurveKeepsItsGaps) {
    StepAxis axis(test::example_plan(10'000));
    axis.set_range(0, 10'000);
    MetricColumns columns;
    OwnColumn values;
    for (std::int64_t step = 0; step <= 10'000; ++step) {
        columns.step.push_back(step);
        values.append(step >= 4000 && step < 6000 ? std::nan("") : 1.0);
    }
    PlotMap map{QRectF(0, 0, 100, 100), {}, {}};
    map.x = {AxisScale::linear, 0, 10'000, 0, 100};
    map.y = {AxisScale::linear, 0, 2, 100, 0};
    const CurveShape shape = curve_shape(values.look(), column_rows(columns, axis, map), map);
    EXPECT_EQ(shape.strokes.size(), 2U);
    EXPECT_EQ(shape.nan.size(), 20U);
}

TEST(DerivedCurve, SmoothedIsTheMeanOfTheLastSteps) {
    MetricColumns columns;
    columns.series.resize(1);
    std::mt19937 random(9);
    std::normal_distribution<double> normal;
    SmoothedCurve curve(25);
    for (std::int64_t step = 0; step < 2000; step += 1 + static_cast<std::int64_t>(random() % 9)) {
        columns.step.push_back(step);
        columns.series[0].value.push_back(step == 1000 ? 1e300 : normal(random));
        if (random() % 20 == 0)
            columns.series[0].value.back() = std::nan("");
        if (random() % 3 == 0)
            curve.update(columns, 0);
    }
    curve.update(columns, 0);
    ASSERT_EQ(curve.values().size(), columns.step.size());
    for (std::size_t row = 0; row < columns.step.size(); ++row) {
        double sum = 0;
        int count = 0;
        for (std::size_t other = 0; other <= row; ++other)
            if (columns.step[other] > columns.step[row] - 25 &&
                std::isfinite(columns.series[0].value[other])) {
                sum += columns.series[0].value[other];
                ++count;
            }
        if (std::isnan(columns.series[0].value[row]))
            EXPECT_TRUE(std::isnan(curve.values()[row]));
        else
            EXPECT_NEAR(curve.values()[row] / (sum / count), 1, 1e-9) << row;
    }
}

// The band is left by the moving average exactly where the trigger's own arithmetic says that it
// moves: once the trigger fires, two neighbouring averages differ by at most half the band.
TEST(DerivedCurve, StabilisationBandIsWhatTheTriggerWatches) {
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    settings.set("action", std::string("release_all"));
    settings.set("tau", std::int64_t{3});
    const Item rule = make_rule("stabilisation", settings);
    const auto trigger = entry_of(triggers(), "stabilisation").make(rule.settings);
    MetricColumns columns;
    columns.series.resize(1);
    StabilisationBand band(rule.settings, 0, -1);
    for (std::int64_t step = 0; step < 100; ++step) {
        const double value = 40 * std::exp(-static_cast<double>(step) / 6) + 5;
        columns.step.push_back(step);
        columns.series[0].value.push_back(value);
        band.update(columns, 0);
        const Reading reading{value, 0.1, 10};
        const auto why = trigger->observe(step, &reading);
        const std::size_t row = columns.step.size() - 1;
        const double low = band.lower()[row], high = band.upper()[row];
        if (!why)
            continue;
        EXPECT_NEAR((low + high) / 2, why->real("moving_average"), 1e-9);
        EXPECT_NEAR((high - low) / 2, 0.02 * 45, 1e-9);
        EXPECT_TRUE(std::isnan(band.lower()[0]));
        return;
    }
    FAIL() << "the trigger never fired";
}

TEST(DefaultPlots, ShowWhatThePlanHas) {
    const auto plots = default_plots(test::example_plan());
    std::vector<std::string> ids;
    for (const auto& plot : plots) {
        ids.push_back(plot.id);
        for (const auto& series : plot.series)
            EXPECT_GE(test::example_plan().find_series(series.name).first, 0) << series.name;
    }
    EXPECT_EQ(ids, (std::vector<std::string>{"accuracy", "fisher_trace", "loss"}));
    EXPECT_EQ(plots[0].series.size(), 5U);
    EXPECT_TRUE(plots[0].series[1].bold);
    EXPECT_TRUE(plots[0].series[2].marked);
    EXPECT_EQ(plots[1].y_scale, AxisScale::logarithmic);
}

// A plot a quantity, whatever made the splits; a validation set is drawn and never in the mean.
TEST(DefaultPlots, AskWhatASeriesIs) {
    Plan plan;
    MetricInfo big{"big", "evaluation", {}, {}, {}};
    const auto add = [&](const char* quantity, const char* part, SplitRole role, bool headline) {
        big.series.push_back({.name = std::string("big.") + quantity + "." + part,
                              .label = quantity,
                              .headline = headline,
                              .quantity = quantity,
                              .part = part,
                              .role = role});
    };
    for (const char* quantity : {"r2", "calibration_error", "loss"}) {
        add(quantity, "hospital_4", SplitRole::ood, false); // a domain, a foreign set
        add(quantity, "id_validation", SplitRole::validation, false);
        add(quantity, "id_test", SplitRole::id, true);
        add(quantity, "ood_mean", SplitRole::ood, true);
    }
    MetricInfo train{"train", "train", {}, {}, {}};
    train.series = {{.name = "train_loss",
                     .label = "Training loss",
                     .headline = true,
                     .quantity = "loss",
                     .role = SplitRole::train}};
    plan.metrics = {big, train};
    std::vector<std::string> told;
    for (const PlotSpec& plot : default_plots(plan)) {
        std::string text = plot.id + ":";
        for (const PlottedSeries& series : plot.series)
            text += " " + series.label.toStdString() + ",";
        told.push_back(text);
    }
    const std::string splits = " ID test, OOD mean, ID validation, hospital_4,";
    EXPECT_EQ(told, (std::vector<std::string>{"r2.big:" + splits, "calibration_error.big:" + splits,
                                              "loss: Training batch," + splits}));
}

TEST(CurvePlot, ALinePulledFromTheGutterDraftsARule) {
    Desk desk;
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    const QPoint to = desk.at(700, 2.5);
    desk.drag(Qt::LeftButton, Qt::NoModifier, {10, to.y() - 40}, to);
    ASSERT_EQ(drafted.count(), 1);
    const Item draft = drafted[0][0].value<Item>();
    EXPECT_EQ(draft.id, "threshold");
    EXPECT_EQ(draft.settings.text("metric"), "fisher_trace");
    EXPECT_EQ(draft.settings.text("name"), "rule 1");
    EXPECT_EQ(draft.settings.real("value"), snapped(desk.map().y.value(to.y())));
    EXPECT_NEAR(draft.settings.real("value"), 2.5, 0.02);
    const double newest = Desk::value_at(500);
    EXPECT_EQ(draft.settings.text("direction"), newest < 2.5 ? "above" : "below");
    EXPECT_EQ(draft.settings.text("action"), "release_all");
    EXPECT_EQ(drafted[0][1].toPoint(), desk.viewport()->mapToGlobal(to));
}

TEST(CurvePlot, AVerticalLineStaysAheadOfThePresent) {
    Desk desk;
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    const int gutter = static_cast<int>(desk.map().area.bottom()) + 12;
    const QPoint behind = desk.at(200, 2), ahead = desk.at(800, 2);
    desk.drag(Qt::LeftButton, Qt::NoModifier, {behind.x(), gutter}, behind);
    ASSERT_EQ(drafted.count(), 1);
    EXPECT_EQ(drafted[0][0].value<Item>().settings.integer("step"), 501);
    QTest::mouseDClick(desk.viewport(), Qt::LeftButton, Qt::NoModifier, ahead);
    ASSERT_EQ(drafted.count(), 2);
    EXPECT_NEAR(static_cast<double>(drafted[1][0].value<Item>().settings.integer("step")), 800, 2);
}

TEST(CurvePlot, ARuleCanBeMovedSwitchedAndRemoved) {
    Desk desk;
    const Item rule = threshold_draft("fisher_trace", 2.5, desk.run.config(), desk.run.rules(),
                                      desk.run.history());
    auto set = std::make_shared<EventBundle>(*test::event_at(500, EventKind::rule_set));
    set->events[0].details = rule_details(rule);
    desk.run.append({set});
    desk.draw();
    QSignalSpy changed(desk.plot.get(), &CurvePlot::rule_changed);
    QSignalSpy removed(desk.plot.get(), &CurvePlot::rule_removal_asked);
    const QPoint to = desk.at(700, 1.5);
    desk.drag(Qt::LeftButton, Qt::NoModifier, desk.at(700, 2.5), to);
    ASSERT_EQ(changed.count(), 1);
    const Item moved_rule = changed[0][0].value<Item>();
    EXPECT_EQ(moved_rule.settings.text("name"), "rule 1");
    EXPECT_EQ(moved_rule.settings.real("value"), snapped(desk.map().y.value(to.y())));
    QTest::keyClick(desk.plot->view(), Qt::Key_Delete);
    ASSERT_EQ(removed.count(), 1);
    EXPECT_EQ(removed[0][0].toString(), QStringLiteral("rule 1"));
}

TEST(CurvePlot, ASavedRunHasNoLinesToPull) {
    Desk desk;
    desk.run.set_mode(RunMode::saved);
    desk.draw();
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    desk.drag(Qt::LeftButton, Qt::NoModifier, {10, 200}, desk.at(700, 2.5));
    QTest::mouseDClick(desk.viewport(), Qt::LeftButton, Qt::NoModifier, desk.at(800, 2));
    EXPECT_EQ(drafted.count(), 0);
}

TEST(CurvePlot, EscapeGivesALineUp) {
    Desk desk;
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    QTest::mousePress(desk.viewport(), Qt::LeftButton, Qt::NoModifier, {10, 200});
    desk.move(desk.at(500, 2), Qt::LeftButton);
    QTest::keyClick(desk.plot->view(), Qt::Key_Escape);
    QTest::mouseRelease(desk.viewport(), Qt::LeftButton, Qt::NoModifier, desk.at(600, 2));
    EXPECT_EQ(drafted.count(), 0);
}

// The edge itself belongs to the gutter, and no drag shows steps before the first.
TEST(CurvePlot, ADragFromJustInsideTheLeftEdgePullsALine) {
    Desk desk;
    QSignalSpy drafted(desk.plot.get(), &CurvePlot::rule_drafted);
    const QPoint edge(static_cast<int>(desk.map().area.left()) + 1, 150);
    desk.drag(Qt::LeftButton, Qt::NoModifier, edge, desk.at(700, 2.5));
    EXPECT_EQ(drafted.count(), 1);
    EXPECT_DOUBLE_EQ(desk.axis.low(), 0);
    desk.drag(Qt::LeftButton, Qt::NoModifier, edge, edge + QPoint(2, 60)); // never left it
    EXPECT_EQ(drafted.count(), 1);
    desk.run.set_mode(RunMode::saved);
    desk.draw();
    desk.drag(Qt::LeftButton, Qt::NoModifier, edge, desk.at(700, 2.5));
    EXPECT_EQ(drafted.count(), 1);
    EXPECT_DOUBLE_EQ(desk.axis.low(), 0);
    EXPECT_DOUBLE_EQ(desk.axis.high(), 1000);
}

TEST(CurvePlot, DragsAndKeysMoveTheSharedAxis) {
    Desk desk;
    const double width = desk.map().area.width();
    desk.axis.set_range(200, 600);
    desk.draw();
    desk.drag(Qt::LeftButton, Qt::NoModifier, desk.at(450, 2), desk.at(350, 2));
    EXPECT_NEAR(desk.axis.low(), 300, 2000 / width);
    EXPECT_NEAR(desk.axis.high(), 700, 2000 / width);
    desk.axis.undo();
    EXPECT_EQ(desk.axis.low(), 200) << "a drag is one gesture";
    desk.axis.set_range(0, 1000);
    desk.draw();
    QTest::keyClick(desk.plot->view(), Qt::Key_Plus);
    EXPECT_NEAR(desk.axis.high() - desk.axis.low(), 800, 1);
    desk.axis.set_range(0, 1000);
    desk.draw();
    const QPoint from = desk.at(200, 2.5), to = desk.at(400, 1.5);
    const double low = desk.map().y.value(to.y()), high = desk.map().y.value(from.y());
    desk.drag(Qt::LeftButton, Qt::ShiftModifier, from, to);
    EXPECT_NEAR(desk.axis.low(), 200, 2000 / width);
    EXPECT_NEAR(desk.axis.high(), 400, 2000 / width);
    desk.draw();
    EXPECT_NEAR(desk.map().y.low(), low, 1e-9);
    EXPECT_NEAR(desk.map().y.high(), high, 1e-9);
    QTest::keyClick(desk.plot->view(), Qt::Key_Y);
    desk.draw();
    EXPECT_LT(desk.map().y.low(), low);
    const bool following = desk.axis.following();
    QTest::keyClick(desk.plot->view(), Qt::Key_F);
    EXPECT_NE(desk.axis.following(), following);
}

TEST(CurvePlot, TheWheelZoomsAboutTheMouse) {
    Desk desk;
    const QPointF at(desk.at(250, 2));
    const double before = desk.map().x.value(at.x());
    QWheelEvent wheel(at, desk.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(desk.viewport(), &wheel);
    desk.draw();
    EXPECT_NEAR(desk.axis.high() - desk.axis.low(), 800, 1e-6);
    EXPECT_NEAR(desk.map().x.value(at.x()), before, 1e-6);
}

TEST(CurvePlot, TheCursorIsSharedAndReadOut) {
    Desk desk;
    EXPECT_TRUE(desk.plot->legend()
                    ->item(0)
                    ->data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(shown_reading(Desk::value_at(500), 0.1)));
    desk.move(desk.at(123, 2), Qt::NoButton);
    ASSERT_TRUE(desk.axis.cursor().has_value());
    EXPECT_NEAR(static_cast<double>(*desk.axis.cursor()), 123, 1);
    EXPECT_TRUE(desk.plot->legend()
                    ->item(0)
                    ->data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(shown_reading(Desk::value_at(120), 0.1)));
    const auto said = [&] {
        return desk.plot->legend()->item(0)->data(Qt::AccessibleTextRole).toString();
    };
    desk.axis.set_cursor(123); // between two readings: whose this is, is said
    EXPECT_TRUE(said().endsWith("(step 120)")) << said().toStdString();
    desk.axis.set_cursor(130);
    EXPECT_FALSE(said().contains("step")) << said().toStdString();
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(desk.viewport(), &leave);
    EXPECT_FALSE(desk.axis.cursor().has_value());
    EXPECT_FALSE(said().contains("step"));
}

TEST(CurvePlot, IsCopiedAsAPicture) {
    Desk desk;
    desk.plot->view()->setFocus();
    QTest::keySequence(desk.plot->view(), QKeySequence::Copy);
    const QMimeData* copied = QApplication::clipboard()->mimeData();
    ASSERT_TRUE(copied->hasImage());
    const auto picture = qvariant_cast<QImage>(copied->imageData());
    EXPECT_EQ(picture.width(), 3 * desk.plot->width());
    std::set<QRgb> colors; // of the curve, among others
    for (int x = 0; x < picture.width(); ++x)
        colors.insert(picture.pixel(x, picture.height() / 2));
    EXPECT_GT(colors.size(), 3U);
    const QByteArray svg = copied->data("image/svg+xml");
    EXPECT_TRUE(svg.contains("<path") || svg.contains("<polyline"));
    EXPECT_TRUE(svg.contains("Fisher trace")); // text is text
}

TEST(CurvePlot, TheLegendHidesCurves) {
    Desk desk;
    EXPECT_EQ(desk.plot->view()->frame().curves.size(), 2U);
    PlotLegend* legend = desk.plot->legend();
    const QPoint second = legend->visualItemRect(legend->item(1)).center();
    QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::NoModifier, second);
    desk.draw();
    EXPECT_FALSE(desk.plot->spec().series[1].visible);
    EXPECT_EQ(desk.plot->view()->frame().curves.size(), 1U);
    legend->setCurrentRow(1);
    QTest::keyClick(legend, Qt::Key_Space);
    desk.draw();
    EXPECT_EQ(desk.plot->view()->frame().curves.size(), 2U);
}

TEST(CurvePlot, EveryScaleShowsNaNAndEvents) {
    Desk desk;
    desk.run.append({test::bundle_at(510, std::nan("")), test::bundle_at(520, -1.0),
                     test::event_at(520, EventKind::released, "layer2")});
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(desk.plot->view(), Qt::Key_L);
        desk.draw();
        const PlotFrame& frame = desk.plot->view()->frame();
        EXPECT_EQ(frame.curves.back().shape.nan.size(), 1U);
        EXPECT_EQ(frame.marks.size(), 1U);
        EXPECT_EQ(frame.curves.back().shape.off_scale,
                  desk.plot->spec().y_scale == AxisScale::logarithmic);
        EXPECT_FALSE(desk.plot->grab().isNull());
    }
    EXPECT_EQ(desk.plot->spec().y_scale, AxisScale::linear);
}

TEST(CurvePlot, ReadingsAreDrawnByTheTimerOnce) {
    Desk desk;
    const auto drawn = [&] { return desk.plot->view()->frame().map.x.high(); };
    desk.axis.set_range(0, 600);
    desk.axis.set_range(0, 700);
    EXPECT_EQ(drawn(), 1000) << "not at once";
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn() == 700; }, 1000));
}

TEST(CurvePlot, VisibleDataAreCopiedInFull) {
    Desk desk;
    desk.axis.set_range(95, 125);
    PlotSpec spec{.id = "one", .title = QStringLiteral("One")};
    spec.series = {{.name = "fisher_trace", .label = QStringLiteral("All")}};
    const PlotModel model(&desk.run, &desk.axis, spec);
    const QStringList lines = model.csv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 4);
    EXPECT_EQ(lines[0], QStringLiteral("step,epoch,examples,wall_time,train_time,fisher_trace,"
                                       "fisher_trace.standard_error,fisher_trace.count"));
    const QStringList cells = lines[1].split(QLatin1Char(','));
    EXPECT_EQ(cells[0], QStringLiteral("100"));
    EXPECT_EQ(cells[5].toDouble(), Desk::value_at(100));
    EXPECT_EQ(cells[7], QStringLiteral("256"));
}

} // namespace
} // namespace thaw
