// The page of a sweep, told how its members stand.
#include "core/compare/outcome_geometry.h"
#include "tests/widgets/example_run.h"
#include "widgets/compare/outcome_panel.h"
#include "widgets/sweep/member_look.h"
#include "widgets/sweep/member_tree.h"
#include "widgets/sweep/sweep_matrix.h"
#include "widgets/sweep/sweep_page.h"

#include <QPushButton>
#include <QSignalSpy>
#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

using testing::HasSubstr;

// Two arms of two seeds; the second arm leaves the first at step 300.
ShownSweep example_sweep() {
    ShownSweep sweep;
    sweep.name = "stops";
    for (const char* arm : {"stop = never", "stop = 300"})
        for (const std::int64_t seed : {1, 2})
            sweep.members.push_back(
                {.index = sweep.members.size(), .arm = arm, .values = {}, .seed = seed});
    sweep.tree.nodes.resize(4);
    for (std::size_t i = 0; i < 4; ++i)
        sweep.tree.nodes[i].steps = 1000;
    for (const std::size_t child : {2, 3}) {
        sweep.tree.nodes[child].parent = child - 2;
        sweep.tree.nodes[child].leaves.step = 300;
        sweep.tree.nodes[child].depth = 1;
    }
    sweep.tree.order = {0, 2, 1, 3};
    return sweep;
}

MemberStanding standing(MemberState state, std::int64_t step, const char* reason = "") {
    return {.state = state, .file = "/runs/x.thaw.h5", .last_step = step, .reason = reason};
}

SharedRun example_run(std::int64_t seed, double id, double ood) {
    RunRecord record = test::example_record();
    record.header.run_id = "run " + std::to_string(seed);
    record.header.config =
        to_toml(parse_config(test::good_config, "x.toml", test::small_vocabulary(),
                             {"run.seed=" + std::to_string(seed)}));
    record.metrics.resize(record.header.plan.metrics.size());
    for (std::size_t m = 0; m < record.metrics.size(); ++m)
        record.metrics[m].series.resize(record.header.plan.metrics[m].series.size());
    MetricColumns& evaluation = record.metrics[1];
    evaluation.step = {100};
    evaluation.epoch = evaluation.wall_time = evaluation.train_time = {0};
    evaluation.examples = {0};
    for (std::size_t s = 0; s < evaluation.series.size(); ++s) {
        const std::string& name = record.header.plan.metrics[1].series[s].name;
        evaluation.series[s].value = {name == "accuracy.id_test"    ? id
                                      : name == "accuracy.ood_mean" ? ood
                                                                    : 0.5};
        evaluation.series[s].standard_error = {0};
        evaluation.series[s].count = {1};
    }
    return compared_run("/runs/" + record.header.run_id + ".thaw.h5", record);
}

class PageOfASweep : public testing::Test {
  protected:
    PageOfASweep() { now.members.resize(4); }
    void show() { page.show_standing(now, QStringLiteral("told"), 0.5); }
    QPushButton* button(const char* name) {
        return page.findChild<QPushButton*>(QString::fromLatin1(name));
    }
    QString cell(std::size_t member) { return page.matrix()->cell_of(member)->text(); }

    SweepPage page{example_sweep()};
    Ledger now;
};

TEST(MemberLook, EveryStateHasASymbolOfItsOwn) {
    std::set<QString> symbols, words;
    for (const MemberState state :
         {MemberState::queued, MemberState::running, MemberState::finished, MemberState::stopped,
          MemberState::preempted, MemberState::interrupted, MemberState::failed,
          MemberState::diverged}) {
        symbols.insert(state_symbol(state));
        words.insert(standing_label(standing(state, 1), 2));
    }
    EXPECT_EQ(symbols.size(), 8U);
    EXPECT_EQ(words.size(), 8U);
}

TEST_F(PageOfASweep, TheMatrixFillsIn) {
    EXPECT_EQ(page.matrix()->rowCount(), 2);
    EXPECT_EQ(page.matrix()->columnCount(), 2);
    EXPECT_THAT(cell(0).toStdString(), HasSubstr("queued"));
    now.members[0] = standing(MemberState::finished, 1000);
    now.members[2] = standing(MemberState::running, 400);
    now.members[3] = standing(MemberState::failed, 10, "no room on the disk");
    show();
    EXPECT_THAT(cell(0).toStdString(), HasSubstr("finished"));
    EXPECT_THAT(cell(2).toStdString(), HasSubstr("400"));
    EXPECT_THAT(page.matrix()->cell_of(3)->toolTip().toStdString(),
                HasSubstr("no room on the disk"));
    EXPECT_THAT(page.problems().toStdString(), HasSubstr("no room on the disk"));
    EXPECT_THAT(page.problems().toStdString(), HasSubstr("stop = 300"));
    EXPECT_NE(page.matrix()->cell_of(0)->background(), page.matrix()->cell_of(3)->background());
    EXPECT_EQ(page.headline(), QStringLiteral("50 % sweep stops"));
}

TEST_F(PageOfASweep, WhatWasSaidOfAMemberWithoutAFileStandsUntilItHasOne) {
    page.set_told(1, QStringLiteral("stop = never, seed 2 did not end: no such data"));
    EXPECT_THAT(page.problems().toStdString(), HasSubstr("no such data"));
    now.members[1] = standing(MemberState::running, 3);
    show();
    EXPECT_TRUE(page.problems().isEmpty());
}

TEST_F(PageOfASweep, ADoubleClickOpensTheRun) {
    QSignalSpy opened(&page, &SweepPage::open_asked);
    Q_EMIT page.matrix()->itemDoubleClicked(page.matrix()->cell_of(0));
    EXPECT_EQ(opened.size(), 0); // it has no file
    now.members[0] = standing(MemberState::running, 5);
    show();
    Q_EMIT page.matrix()->itemDoubleClicked(page.matrix()->cell_of(0));
    EXPECT_EQ(opened.size(), 1);
}

TEST_F(PageOfASweep, TheTreeTellsWhoLeavesWhom) {
    const QTreeWidgetItem* parent = page.tree()->topLevelItem(0);
    ASSERT_EQ(parent->childCount(), 1);
    EXPECT_EQ(parent->text(0), QStringLiteral("stop = never"));
    EXPECT_EQ(parent->child(0)->text(0), QStringLiteral("stop = 300"));
    EXPECT_THAT(parent->child(0)->text(2).toStdString(), HasSubstr("300"));
}

TEST_F(PageOfASweep, ButtonsFollowTheWork) {
    EXPECT_TRUE(button("resume")->isEnabled());
    EXPECT_FALSE(button("pause")->isEnabled());
    EXPECT_FALSE(button("compare")->isEnabled());
    page.set_work(SweepWork::here);
    EXPECT_FALSE(button("resume")->isEnabled());
    EXPECT_TRUE(button("pause")->isEnabled());
    page.set_work(SweepWork::stopping);
    EXPECT_FALSE(button("pause")->isEnabled());
    for (MemberStanding& member : now.members)
        member = standing(MemberState::finished, 1000);
    show();
    page.set_work(SweepWork::nobody);
    EXPECT_FALSE(button("resume")->isEnabled()); // nothing is missing
    EXPECT_TRUE(button("compare")->isEnabled());
}

TEST_F(PageOfASweep, TheFrontGrows) {
    EXPECT_EQ(page.front(), nullptr);
    page.show_runs({example_run(1, 0.8, 0.5)});
    ASSERT_NE(page.front(), nullptr);
    EXPECT_EQ(page.front()->front().size(), 1U);
    page.show_runs({example_run(1, 0.8, 0.5), example_run(2, 0.7, 0.6), example_run(3, 0.7, 0.4)});
    EXPECT_EQ(page.front()->plot()->points().size(), 3U);
    EXPECT_EQ(page.front()->front().size(), 2U); // nothing beats the first two
}

} // namespace
} // namespace thaw
