#include "core/run/sections.h"
#include "tests/run/test_vocabulary.h"
#include "widgets/forms/choice_picker.h"
#include "widgets/forms/item_editor.h"
#include "widgets/forms/item_list.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/value_text.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

Parameter parameter(Value fallback, std::vector<std::string> words = {}) {
    Parameter made{.key = "momentum",
                   .fallback = std::move(fallback),
                   .label = "Momentum",
                   .help = "Share of the last update that is carried on."};
    made.words = std::move(words);
    return made;
}

struct UserLocale {
    explicit UserLocale(const QLocale& locale) { QLocale::setDefault(locale); }
    ~UserLocale() { QLocale::setDefault(before); }
    QLocale before;
};

QLineEdit* line_of(const ParameterField& field) {
    auto* line = qobject_cast<QLineEdit*>(field.editor());
    return line != nullptr ? line : qobject_cast<QComboBox*>(field.editor())->lineEdit();
}

std::string problem_with(ParameterField& field, const char* text) {
    line_of(field)->setText(text);
    return field.problem().toStdString();
}

TEST(ParameterField, YesOrNoIsACheckBox) {
    ParameterField field(parameter(true));
    QSignalSpy changed(&field, &ParameterField::changed);
    auto* box = qobject_cast<QCheckBox*>(field.editor());
    ASSERT_NE(box, nullptr);
    EXPECT_TRUE(box->isChecked());
    box->click();
    EXPECT_EQ(field.value(), Value(false));
    EXPECT_EQ(changed.count(), 1);
}

TEST(ParameterField, WordsAreACombo) {
    Parameter order = parameter(std::string("top_down"), {"top_down", "bottom_up"});
    ParameterField field(order);
    auto* combo = qobject_cast<QComboBox*>(field.editor());
    ASSERT_NE(combo, nullptr);
    EXPECT_FALSE(combo->isEditable());
    EXPECT_EQ(combo->currentText(), "top_down");
    QTest::keyClick(combo, Qt::Key_Down);
    EXPECT_EQ(field.value(), Value(std::string("bottom_up")));
}

TEST(ParameterField, NumbersAreCheckedByTheEngine) {
    Parameter share = parameter(0.5);
    share.minimum = 0;
    share.maximum = 1;
    ParameterField field(share);
    EXPECT_EQ(problem_with(field, "1e-4"), "");
    EXPECT_EQ(field.value(), Value(1e-4));
    EXPECT_EQ(problem_with(field, "1"), "");
    EXPECT_EQ(field.value(), Value(1.0));
    EXPECT_THAT(problem_with(field, "1.5"), HasSubstr("at most 1"));
    EXPECT_THAT(problem_with(field, "-0.1"), HasSubstr("at least 0"));
    EXPECT_THAT(problem_with(field, "inf"), HasSubstr("out of range"));
    EXPECT_THAT(problem_with(field, "1,5"), HasSubstr("'1,5' is not a number"));
    EXPECT_EQ(field.value(), Value(std::string("1,5"))) << "as typed: the engine refuses it too";
    EXPECT_EQ(problem_with(field, ""), "");
    EXPECT_TRUE(field.left_out());
    EXPECT_EQ(field.value(), Value(0.5));
}

TEST(ParameterField, NumbersComeBackBitForBit) {
    ParameterField field(parameter(0.5));
    for (const QLocale& locale : {QLocale::c(), QLocale(QLocale::German)})
        for (const double x : {0.1, 1e-300, 1.0 / 3.0, 5e22, 123456789.123456789, -0.0}) {
            const UserLocale user(locale);
            field.set_value(x);
            EXPECT_EQ(field.value(), Value(x)) << line_of(field)->text().toStdString();
        }
    const std::int64_t large = 9007199254740993; // no double has it
    ParameterField whole(parameter(std::int64_t{1}));
    whole.set_value(large);
    EXPECT_EQ(whole.value(), Value(large));
}

TEST(ParameterField, BothTheUsersAndThePlainCommaAreTaken) {
    const UserLocale user{QLocale(QLocale::German, QLocale::Germany)};
    ParameterField field(parameter(0.5));
    EXPECT_EQ(line_of(field)->text(), "0,5");
    EXPECT_EQ(problem_with(field, "0,25"), "");
    EXPECT_EQ(field.value(), Value(0.25));
    EXPECT_EQ(problem_with(field, "0.125"), "");
    EXPECT_EQ(field.value(), Value(0.125));
    const auto refused = problem_with(field, "1.000,5");
    EXPECT_THAT(refused, HasSubstr("0.5"));
    EXPECT_THAT(refused, HasSubstr("0,5"));
}

TEST(ParameterField, IntegersAreWhole) {
    ParameterField field(parameter(std::int64_t{8}));
    EXPECT_EQ(problem_with(field, " 12 "), "");
    EXPECT_EQ(field.value(), Value(std::int64_t{12}));
    EXPECT_THAT(problem_with(field, "12.5"), HasSubstr("not an integer"));
    EXPECT_THAT(problem_with(field, "1,000"), HasSubstr("without separators"));
}

TEST(ParameterField, AWordMayStandForANumber) {
    ParameterField field(parameter(std::int64_t{100}, {"auto"}));
    auto* combo = qobject_cast<QComboBox*>(field.editor());
    ASSERT_NE(combo, nullptr);
    EXPECT_TRUE(combo->isEditable());
    EXPECT_EQ(problem_with(field, "auto"), "");
    EXPECT_EQ(field.value(), Value(std::string("auto")));
    EXPECT_EQ(problem_with(field, "50"), "");
    EXPECT_EQ(field.value(), Value(std::int64_t{50}));
    EXPECT_THAT(problem_with(field, "atuo"), HasSubstr("did you mean 'auto'?"));
    EXPECT_THAT(problem_with(field, "5x"), HasSubstr("not an integer"));
}

TEST(ParameterField, ListsAreTypedWithCommas) {
    Parameter hidden = parameter(std::vector<std::int64_t>{4, 4});
    hidden.minimum = 1;
    ParameterField field(hidden);
    EXPECT_EQ(line_of(field)->text(), "4, 4");
    EXPECT_EQ(problem_with(field, "64,32 16"), "");
    EXPECT_EQ(field.value(), Value(std::vector<std::int64_t>{64, 32, 16}));
    EXPECT_EQ(problem_with(field, ""), "");
    EXPECT_EQ(field.value(), Value(std::vector<std::int64_t>{}));
    EXPECT_THAT(problem_with(field, "64, 0"), HasSubstr("at least 1"));
    EXPECT_THAT(problem_with(field, "64, many"), HasSubstr("not a list of integers"));
    ParameterField reals(parameter(std::vector<double>{0.5}));
    EXPECT_EQ(problem_with(reals, "[0.9, 1]"), "");
    EXPECT_EQ(reals.value(), Value(std::vector<double>{0.9, 1.0}));
}

TEST(ParameterField, TextIsTakenAsItIs) {
    ParameterField field(parameter(std::string("run")));
    EXPECT_EQ(problem_with(field, "a \"quoted\" \\ 日本語"), "");
    EXPECT_EQ(field.value(), Value(std::string("a \"quoted\" \\ 日本語")));
}

TEST(ParameterField, MarksWhatDiffersFromItsDefault) {
    ParameterField field(parameter(0.5));
    EXPECT_FALSE(field.caption()->font().bold());
    field.set_value(0.75);
    EXPECT_TRUE(field.caption()->font().bold());
    field.show();
    bool reset = false;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &field, [&] {
        for (QWidget* widget : QApplication::topLevelWidgets())
            if (auto* action = widget->findChild<QAction*>("reset");
                action != nullptr && qobject_cast<QMenu*>(widget) != nullptr) {
                reset = reset || action->isEnabled();
                action->trigger();
                widget->close();
            }
    });
    look.start(20);
    Q_EMIT field.editor()->customContextMenuRequested({3, 3});
    EXPECT_TRUE(reset);
    EXPECT_EQ(field.value(), Value(0.5));
    EXPECT_FALSE(field.caption()->font().bold());
}

TEST(ParameterField, ToldProblemsLastUntilTheNextChange) {
    ParameterField field(parameter(0.5));
    field.tell_problem("Nesterov's step needs momentum above 0");
    EXPECT_FALSE(field.problem().isEmpty());
    field.set_value(0.75);
    EXPECT_TRUE(field.problem().isEmpty());
}

TEST(ParameterField, TellsItsWholeHelpWhenItGetsTheFocus) {
    Parameter rate = parameter(0.5);
    rate.minimum = 0;
    rate.above_minimum = true;
    rate.unit = "per step";
    ParameterField field(rate, "optimiser");
    QSignalSpy wanted(&field, &ParameterField::help_wanted);
    field.show();
    field.activateWindow();
    field.setFocus();
    ASSERT_TRUE(QTest::qWaitFor([&] { return wanted.count() > 0; }));
    const auto help = wanted[0][0].toString().toStdString();
    for (const char* part : {"Share of the last update", "optimiser.momentum", "Default 0.5",
                             "more than 0", "per step"})
        EXPECT_THAT(help, HasSubstr(part));
}

Section schedules_spec() {
    return {"schedule", "id", "Schedule", descriptions(schedules())};
}

TEST(ItemEditor, KeepsWhatWasTypedWhenTheThingChanges) {
    const auto vocabulary = test::small_vocabulary();
    Description adam = vocabulary.optimisers[0];
    adam.id = "adam";
    adam.parameters = {adam.parameters[0]};
    adam.parameters[0].fallback = 0.001;
    ItemEditor editor({"optimiser", "id", "Optimiser", {vocabulary.optimisers[0], adam}});
    QSignalSpy changed(&editor, &ItemEditor::changed);
    editor.field("momentum")->set_value(0.5);
    editor.set_id("adam");
    EXPECT_EQ(editor.field("momentum"), nullptr);
    EXPECT_EQ(editor.field("learning_rate")->value(), Value(0.001)) << "its own default";
    editor.field("learning_rate")->set_value(0.25);
    editor.set_id("sgd");
    EXPECT_EQ(editor.field("momentum")->value(), Value(0.5));
    EXPECT_EQ(editor.field("learning_rate")->value(), Value(0.25));
    EXPECT_EQ(changed.count(), 4);
}

TEST(ItemEditor, ChoosesByKeyboard) {
    ItemEditor editor(schedules_spec());
    const std::string first = editor.id();
    QTest::keyClick(editor.id_box(), Qt::Key_Down);
    EXPECT_NE(editor.id(), first);
    EXPECT_THAT(editor.lines(), HasSubstr("id = \"" + editor.id() + "\""));
}

TEST(ItemEditor, AnIdAsNameDoesNotStayBehind) {
    const auto vocabulary = test::small_vocabulary();
    ItemEditor editor({"metrics", "id", "Metric", vocabulary.metrics, metric_extras()});
    Item item{"curve", {}, {}};
    item.settings.set("name", std::string("curve"));
    editor.set_item(item);
    editor.set_id("evaluation");
    EXPECT_EQ(editor.field("name")->value(), Value(std::string()));
}

TEST(ItemList, AddsDuplicatesMovesAndRemoves) {
    const auto vocabulary = test::small_vocabulary();
    ItemList list({"metrics", "id", "Metric", vocabulary.metrics, metric_extras()});
    QSignalSpy changed(&list, &ItemList::changed);
    list.add("train");
    list.add("curve");
    list.editor(1)->field("kind")->set_value(std::string("rising"));
    list.duplicate_current();
    ASSERT_EQ(list.count(), 3);
    EXPECT_EQ(list.current(), 2);
    EXPECT_EQ(list.editor(2)->field("kind")->value(), Value(std::string("rising")));
    EXPECT_EQ(list.editor(2)->field("name")->value(), Value(std::string("curve_2")));
    list.move_current(-1);
    EXPECT_EQ(list.editor(1)->field("name")->value(), Value(std::string("curve_2")));
    EXPECT_THAT(list.list()->item(1)->text().toStdString(), HasSubstr("curve_2"));
    QTest::keyClick(list.list(), Qt::Key_Delete);
    ASSERT_EQ(list.count(), 2);
    EXPECT_EQ(list.editor(1)->field("name")->value(), Value(std::string()));
    QTest::keyClick(list.list(), Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(list.editor(0)->id(), "curve");
    EXPECT_EQ(changed.count(), 7);
}

TEST(ItemList, KeepsWhatIsWrongInAnEntryThatIsNotShown) {
    ItemList list({.key = "ood",
                   .id_key = "shift",
                   .label = "Shift",
                   .choices = test::small_vocabulary().shifts,
                   .expands = true});
    list.add_several({"fog", "stripe"});
    line_of(*list.editor(0)->field("severity"))->setText("strong");
    list.set_current(1);
    list.set_current(0);
    EXPECT_EQ(line_of(*list.editor(0)->field("severity"))->text(), "strong");
}

TEST(ChoicePicker, AddsManyAtOnce) {
    ChoicePicker picker("Add shifts", test::small_vocabulary().shifts, {"fog"});
    EXPECT_TRUE(picker.picked().empty());
    picker.list()->item(0)->setCheckState(Qt::Checked);
    EXPECT_EQ(picker.picked(), std::vector<std::string>{"fog"});
    picker.check_all(true);
    EXPECT_EQ(picker.picked(), std::vector<std::string>{"stripe"}) << "those that are new";
}

} // namespace
} // namespace thaw
