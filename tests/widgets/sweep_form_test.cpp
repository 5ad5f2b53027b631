// The form of a sweep and the range of stops that it shares with the plots.
#include "core/sweep/sweep_document.h"
#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/sweep/sweep_form.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::ElementsAre;

TEST(StopRange, StopsAreWholeStepsEachOnce) {
    StopRange range(1000);
    range.set(400, 100); // pulled from right to left
    range.set_count(4);
    EXPECT_THAT(range.stops(), ElementsAre(100, 200, 300, 400));
    range.set(10, 12);
    range.set_count(9);
    EXPECT_THAT(range.stops(), ElementsAre(10, 11, 12));
    range.set_count(1);
    EXPECT_THAT(range.stops(), ElementsAre(10));
}

TEST(StopRange, StaysWithinTheRun) {
    StopRange range(1000);
    range.set(-5, 5000);
    EXPECT_EQ(range.from(), 1);
    EXPECT_EQ(range.to(), 999);
    range.set_count(100000);
    EXPECT_EQ(range.count(), StopRange::most_stops);
}

TEST(WholeNumbers, AreReadAsPeopleWriteThem) {
    EXPECT_THAT(*whole_numbers(QStringLiteral("1, 3 ,5-7,3")), ElementsAre(1, 3, 5, 6, 7));
    EXPECT_THAT(*whole_numbers(QStringLiteral("1、2")), ElementsAre(1, 2));
    EXPECT_TRUE(whole_numbers(QString())->empty());
    for (const char* text : {"one", "1.5", "3-1", "-4", "1-99999999", "1 2"})
        EXPECT_FALSE(whole_numbers(QString::fromLatin1(text))) << text;
}

class FormOfASweep : public testing::Test {
  protected:
    FormOfASweep() {
        form.set_name(QStringLiteral("mine"));
        form.set_seeds(QStringLiteral("1-3"));
        range.set(100, 300);
        range.set_count(3);
    }
    QLineEdit* line(const char* name) {
        return form.findChild<QLineEdit*>(QString::fromLatin1(name));
    }
    QString problem() { return form.findChild<ProblemLabel*>()->text(); }

    StopRange range{1000};
    SweepForm form{&range};
};

TEST_F(FormOfASweep, SaysWhatTheDocumentSays) {
    line("intervals")->setText(QStringLiteral("50"));
    line("rule")->setText(QStringLiteral("id=stabilisation,metric=fisher_trace,tau=8"));
    const auto document = form.document();
    ASSERT_TRUE(document) << problem().toStdString();
    EXPECT_EQ(document->name, "mine");
    EXPECT_THAT(document->seeds, ElementsAre(1, 2, 3));
    ASSERT_EQ(document->axes.size(), 2U);
    EXPECT_EQ(document->axes[0].key, interval_axis);
    EXPECT_THAT(document->axes[1].values,
                ElementsAre("100", "200", "300", "never", "standard",
                            "id=stabilisation,metric=fisher_trace,tau=8"));
    auto read = *document;
    read.base = "b.toml";
    EXPECT_EQ(parse_sweep(to_toml(read), "mine.toml"), read);
}

TEST_F(FormOfASweep, ChangesTheRangeOnThePlots) {
    QSignalSpy changed(&range, &StopRange::changed);
    form.findChild<NumberBox*>(QStringLiteral("to"))->set_value(500);
    EXPECT_EQ(range.to(), 500);
    EXPECT_GT(changed.size(), 0);
    range.set(50, 60); // dragged
    EXPECT_EQ(form.findChild<NumberBox*>(QStringLiteral("from"))->integer(), 50);
}

TEST_F(FormOfASweep, WhatCannotBeIsSaid) {
    line("seeds")->setText(QStringLiteral("one"));
    EXPECT_FALSE(form.document());
    EXPECT_FALSE(problem().isEmpty());
    line("seeds")->setText(QStringLiteral("1"));
    EXPECT_TRUE(form.document());
    line("rule")->setText(QStringLiteral("id=no_such_rule"));
    EXPECT_FALSE(form.document());
    line("rule")->clear();
    line("intervals")->setText(QStringLiteral("50, 100")); // standard would be there twice
    EXPECT_FALSE(form.document());
    form.findChild<QCheckBox*>(QStringLiteral("standard"))->setChecked(false);
    EXPECT_TRUE(form.document());
    line("name")->setText(QStringLiteral("../up"));
    EXPECT_FALSE(form.document());
}

} // namespace
} // namespace thaw
