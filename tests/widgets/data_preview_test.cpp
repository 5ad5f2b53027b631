// The data and the weights of a config, as the form shows them before a run.
#include "tests/run/test_vocabulary.h"
#include "widgets/forms/choice_picker.h"
#include "widgets/forms/class_table.h"
#include "widgets/forms/config_pages.h"
#include "widgets/forms/data_preview_panel.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/picture_strip.h"
#include "widgets/forms/problem_label.h"
#include "widgets/forms/split_entry.h"
#include "widgets/forms/weights_panel.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

Picture picture(std::uint8_t grey, const std::string& label, int side = 28) {
    const auto size = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    return {side, side, 1, std::vector<std::uint8_t>(size, grey), label};
}

SplitPreview split(const std::string& name, SplitRole role, std::vector<std::int64_t> counts) {
    SplitPreview made;
    made.info.name = name;
    made.info.role = role;
    for (const std::int64_t count : counts)
        made.info.examples += count;
    made.class_counts = std::move(counts);
    made.pictures = {picture(0, "cat"), picture(255, "dog")};
    return made;
}

DataPreview pets() {
    DataPreview data{.width = 28,
                     .height = 28,
                     .channels = 1,
                     .seen_width = 28,
                     .seen_height = 28,
                     .outputs = 2,
                     .classes = {"cat", "dog"},
                     .splits = {}};
    data.splits = {
        split("train", SplitRole::train, {3000, 4000}), split("id_test", SplitRole::id, {30, 40}),
        split("sketch", SplitRole::ood, {50, 0}), split("fog_5", SplitRole::ood, {30, 40})};
    data.splits[2].info.domain = "<b>sketch</b>";
    data.splits[3].info.shift = "fog";
    data.splits[3].clean = data.splits[3].pictures;
    return data;
}

QString shown_text(const QWidget& widget) {
    QStringList all;
    for (const QLabel* label : widget.findChildren<QLabel*>())
        all << label->text();
    return all.join('\n');
}

TEST(DataPreviewPanel, ShowsEverySplitWithItsRoleSizeAndPictures) {
    DataPreviewPanel panel;
    panel.show_data(pets());
    ASSERT_EQ(panel.entries().size(), 4U);
    EXPECT_THAT(shown_text(panel).toStdString(), HasSubstr("28 × 28 pixels · grey · 2 classes"));
    EXPECT_EQ(panel.entries()[0]->told(), "train\nTraining set · 7,000 examples");
    EXPECT_THAT(panel.entries()[2]->told().toStdString(), HasSubstr("domain <b>sketch</b>"));
    for (const SplitEntry* entry : panel.entries())
        ASSERT_NE(entry->strip(), nullptr);
    EXPECT_EQ(panel.entries()[1]->strip()->rows(), 1);
    EXPECT_EQ(panel.entries()[3]->strip()->rows(), 2) << "clean above shifted";
    EXPECT_EQ(panel.entries()[0]->strip()->accessibleName(), "Samples of train");
    EXPECT_EQ(panel.entries()[0]->strip()->accessibleDescription(), "cat, dog");
}

TEST(DataPreviewPanel, ClassesStandInATableAndOneThatIsMissingStandsOut) {
    DataPreviewPanel panel;
    panel.show_data(pets());
    const ClassTable* table = panel.classes();
    ASSERT_EQ(table->columnCount(), 4) << "shifted splits have the ID test set's classes";
    EXPECT_EQ(table->horizontalHeaderItem(3)->text(), "sketch");
    EXPECT_EQ(table->item(1, 0)->text(), "dog");
    EXPECT_EQ(table->item(1, 1)->text(), "4,000");
    EXPECT_EQ(table->item(1, 3)->text(), "0");
    EXPECT_EQ(table->item(1, 3)->foreground().color(), problem_color(table->palette()));
    EXPECT_EQ(table->missing(), "sketch has no examples of 1 class: dog");
    EXPECT_THAT(shown_text(panel).toStdString(), HasSubstr("sketch has no examples"));
}

TEST(DataPreviewPanel, VectorsHaveTheirShapeAndTheRangeOfTheirLabels) {
    DataPreview data{
        .width = 12, .height = 1, .outputs = 3, .classes = {"0", "1", "2"}, .splits = {}};
    data.splits = {split("train", SplitRole::train, {5, 4, 0})};
    data.splits[0].pictures.clear();
    DataPreviewPanel panel;
    panel.show_data(data);
    EXPECT_EQ(panel.entries()[0]->strip(), nullptr);
    EXPECT_THAT(panel.entries()[0]->told().toStdString(),
                HasSubstr("12 numbers per example; labels 0 to 1"));
}

TEST(DataPreviewPanel, RealTargetsHaveTheirMeanAndRange) {
    DataPreview data{.width = 1, .height = 1, .classification = false, .outputs = 1, .splits = {}};
    data.splits.resize(1);
    data.splits[0].info.name = "train";
    data.splits[0].targets = {2.5, -1, 7};
    DataPreviewPanel panel;
    panel.show_data(data);
    EXPECT_THAT(panel.entries()[0]->told().toStdString(),
                HasSubstr("Targets: mean 2.5, range -1 to 7"));
    EXPECT_TRUE(panel.classes()->isHidden());
}

TEST(DataPreviewPanel, WhatIsWrongStandsWhereItIs) {
    DataPreviewPanel panel;
    DataPreview data = pets();
    data.splits[3].problem = "There is no frost1.png.";
    data.splits[3].pictures.clear();
    data.splits[3].clean.clear();
    panel.show_data(data);
    EXPECT_THAT(panel.entries()[3]->told().toStdString(), HasSubstr("There is no frost1.png."));
    EXPECT_EQ(panel.problem(), "");
    panel.show_problem("The folder is not there.");
    EXPECT_EQ(panel.problem(), "The folder is not there.");
    EXPECT_TRUE(panel.entries().empty());
    panel.show_data(pets());
    EXPECT_EQ(panel.problem(), "");
}

TEST(DataPreviewPanel, AsksToBeFilledWhenItIsSeenAndKeepsWhatItShowsMeanwhile) {
    DataPreviewPanel panel;
    QSignalSpy wanted(&panel, &DataPreviewPanel::wanted);
    QSignalSpy again(&panel, &DataPreviewPanel::look_again_wanted);
    panel.show();
    EXPECT_EQ(wanted.count(), 1);
    auto* button = panel.findChild<QPushButton*>();
    EXPECT_FALSE(button->isEnabled()) << "nothing to look at";
    panel.show_data(pets());
    panel.show_busy();
    EXPECT_EQ(panel.entries().size(), 4U);
    EXPECT_FALSE(panel.entries()[0]->isEnabled());
    panel.show_data(pets());
    EXPECT_TRUE(panel.entries()[0]->isEnabled());
    button->click();
    EXPECT_EQ(again.count(), 1);
}

TEST(PictureStrip, EnlargesByWholePixelsAndFitsANarrowForm) {
    PictureStrip strip;
    strip.set_pictures({picture(0, "a"), picture(255, "b")}, {});
    strip.resize(700, strip.heightForWidth(700));
    EXPECT_EQ(strip.picture_rect(0, 0).size(), QSizeF(56, 56)) << "twice 28";
    EXPECT_EQ(strip.grab().toImage().pixelColor(62 + 28, 28).lightness(), 255);
    strip.resize(330, strip.heightForWidth(330));
    EXPECT_EQ(strip.picture_rect(0, 0).size(), QSizeF(28, 28));
    EXPECT_LE(strip.minimumSizeHint().width(), 8 * 16 + 7 * 6);
    strip.set_pictures({picture(0, "a", 128)}, {picture(9, "a", 128)});
    strip.resize(700, strip.heightForWidth(700));
    EXPECT_EQ(strip.picture_rect(1, 0).size(), QSizeF(64, 64)) << "reduced";
    EXPECT_GE(strip.height(), 2 * 64);
}

TEST(WeightsPanel, HasARowForEachFateWithTheNamesBelow) {
    WeightsPanel panel;
    EXPECT_TRUE(panel.table()->isHidden());
    panel.show_report({"a.safetensors",
                       "",
                       {"stem.conv.weight", "stem.conv.bias"},
                       {},
                       {"head.weight"},
                       {"fc2.weight"}});
    ASSERT_EQ(panel.table()->topLevelItemCount(), 4);
    EXPECT_FALSE(panel.table()->isHidden());
    const auto row = [&](int i) { return panel.table()->topLevelItem(i); };
    EXPECT_EQ(row(0)->text(0), "Matched");
    EXPECT_EQ(row(0)->text(1), "2");
    EXPECT_EQ(row(0)->child(1)->text(0), "stem.conv.bias");
    EXPECT_EQ(row(1)->text(1), "0");
    EXPECT_EQ(row(2)->text(0), "Re-initialised");
    EXPECT_EQ(row(2)->child(0)->text(0), "head.weight");
    EXPECT_EQ(row(3)->child(0)->text(0), "fc2.weight");
    panel.show_problem("The weights a.pt are a program.");
    EXPECT_EQ(panel.problem(), "The weights a.pt are a program.");
    EXPECT_TRUE(panel.table()->isHidden());
    panel.show_nothing();
    EXPECT_EQ(panel.problem(), "");
}

TEST(ChoicePicker, AWordForSeveralChecksItsMembers) {
    const Vocabulary all = test::small_vocabulary();
    const std::vector<Group> groups{
        {{.id = "both", .label = "Both", .help = "Both of them"}, {"fog", "stripe"}}};
    ChoicePicker picker("Add", all.shifts, {}, nullptr, groups);
    QListWidgetItem* both = picker.list()->item(0);
    EXPECT_EQ(both->text(), "Both: 2 shifts");
    both->setCheckState(Qt::Checked);
    EXPECT_EQ(picker.picked(), (std::vector<std::string>{"fog", "stripe"}));
    picker.list()->item(1)->setCheckState(Qt::Unchecked);
    EXPECT_EQ(both->checkState(), Qt::PartiallyChecked);
    EXPECT_EQ(picker.picked(), std::vector<std::string>{"stripe"});
    picker.list()->item(1)->setCheckState(Qt::Checked);
    EXPECT_EQ(both->checkState(), Qt::Checked);
    both->setCheckState(Qt::Unchecked);
    EXPECT_TRUE(picker.picked().empty());
    ChoicePicker more("Add", all.shifts, {"fog"}, nullptr, groups);
    more.list()->item(0)->setCheckState(Qt::Checked);
    EXPECT_EQ(more.picked(), std::vector<std::string>{"stripe"}) << "those that are new";
}

TEST(LaunchForm, WaitsForSeriesThatAreNotKnownYet) {
    LaunchForm form(test::small_vocabulary());
    std::optional<Plan> known;
    form.set_series([&](const RunConfig&) { return known; });
    ASSERT_TRUE(form.load_toml(QString::fromStdString(std::string(test::good_config) +
                                                      "\n[[triggers]]\nid = \"stabilisation\"\n"
                                                      "metric = \"nothing\"\naction = "
                                                      "\"release_all\"\n"),
                               "a.toml"));
    EXPECT_TRUE(form.problems().empty());
    known.emplace().metrics.emplace_back().series.push_back({.name = "curve"});
    form.look_at_series();
    EXPECT_EQ(form.problems().size(), 1U);
}

} // namespace
} // namespace thaw
