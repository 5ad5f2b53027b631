#include "widgets/forms/cost_bar.h"
#include "widgets/forms/cost_panel.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <gtest/gtest.h>

namespace thaw {
namespace {

RunCost example_cost() {
    RunCost cost;
    cost.blocks = {{"stem", 100}, {"layer1", 300}, {"head", 600}};
    cost.steps = 938;
    cost.steps_per_epoch = 469;
    cost.seconds_per_step = 0.1;
    cost.diagnostics = {{"fisher_trace", 0.469, 100}, {"evaluation", 4.69, 10}};
    return cost;
}

QPushButton* button_of(const CostPanel& panel) {
    return panel.findChild<QPushButton*>();
}

TEST(CostPanel, AsksToMeasure) {
    CostPanel panel;
    panel.show();
    QSignalSpy asked(&panel, &CostPanel::measure_asked);
    EXPECT_FALSE(panel.findChild<QTableWidget*>()->isVisible());
    QTest::mouseClick(button_of(panel), Qt::LeftButton);
    EXPECT_EQ(asked.count(), 1);
    panel.show_busy();
    EXPECT_TRUE(panel.findChild<QProgressBar*>()->isVisible());
    QTest::mouseClick(button_of(panel), Qt::LeftButton);
    EXPECT_EQ(asked.count(), 1) << "one at a time";
}

TEST(CostPanel, ShowsWhatEachPartTakes) {
    CostPanel panel;
    panel.show_cost(example_cost());
    panel.show();
    const auto* table = panel.findChild<QTableWidget*>();
    ASSERT_EQ(table->rowCount(), 3);
    EXPECT_TRUE(table->isVisible());
    EXPECT_EQ(table->item(1, 0)->text(), "layer1");
    EXPECT_EQ(table->item(2, 2)->data(Qt::AccessibleTextRole).toString(), "60 %");
    const auto& parts = panel.findChild<CostBar*>()->parts();
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_NEAR(parts[0].share, 0.5, 1e-9);
    EXPECT_NEAR(parts[1].share, 0.25, 1e-9);
    EXPECT_EQ(parts[2].label, "evaluation");
    bool epochs = false;
    for (const auto* label : panel.findChildren<QLabel*>())
        epochs = epochs || label->text().contains("(2 epochs)");
    EXPECT_TRUE(epochs);
}

TEST(CostPanel, KnowsThatTheFormHasChanged) {
    CostPanel panel;
    panel.form_changed();
    EXPECT_EQ(panel.state(), CostPanel::State::nothing);
    panel.show_cost(example_cost());
    panel.form_changed();
    EXPECT_EQ(panel.state(), CostPanel::State::stale);
    EXPECT_FALSE(panel.findChild<QTableWidget*>()->isEnabled());
    panel.show_cost(example_cost());
    EXPECT_EQ(panel.state(), CostPanel::State::result);
    EXPECT_TRUE(panel.findChild<QTableWidget*>()->isEnabled());
}

TEST(CostPanel, TellsWhyItCouldNotBeMeasured) {
    CostPanel panel;
    panel.show();
    panel.show_error("The data are not there");
    bool told = false;
    for (const auto* label : panel.findChildren<QLabel*>())
        told = told || (label->isVisible() && label->text() == "The data are not there");
    EXPECT_TRUE(told);
    EXPECT_TRUE(button_of(panel)->isEnabled()) << "to try again";
    panel.set_can_measure(false);
    EXPECT_FALSE(button_of(panel)->isEnabled());
}

TEST(CostPanel, ARunThatTakesNoTimeIsShownToo) {
    CostPanel panel;
    panel.show_cost(RunCost());
    panel.resize(400, 500);
    EXPECT_FALSE(panel.grab().isNull());
    EXPECT_EQ(panel.findChild<CostBar*>()->parts().size(), 1U);
}

} // namespace
} // namespace thaw
