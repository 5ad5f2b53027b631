#include "tests/widgets/example_run.h"
#include "widgets/controls/rule_editor.h"
#include "widgets/controls/rules_model.h"
#include "widgets/controls/rules_panel.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <gtest/gtest.h>

namespace thaw {
namespace {

struct OpenEditor {
    OpenEditor() : dialog(test::example_plan(), descriptions(triggers())) {
        QObject::connect(&dialog, &RuleEditor::rule_set, &dialog,
                         [this](const Item& rule) { set.push_back(rule); });
    }
    void open(const Item& draft, bool is_new) {
        dialog.edit(draft, is_new);
        dialog.open_at({5, 5});
        EXPECT_TRUE(QTest::qWaitForWindowActive(&dialog));
    }
    // To whatever has the focus, as a keyboard does.
    void type(const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); }
    void press(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }
    QString sentence() { return dialog.findChild<QLabel*>(QStringLiteral("sentence"))->text(); }
    bool may_set() { return dialog.findChild<QPushButton*>(QStringLiteral("set"))->isEnabled(); }

    RuleEditor dialog;
    std::vector<Item> set;
};

TEST(RuleEditor, ARuleIsMadeByKeyboardAlone) {
    OpenEditor editor;
    editor.open({"threshold", {}, {}}, true);
    EXPECT_FALSE(editor.may_set());
    EXPECT_EQ(editor.sentence(), "Value needs a number");
    editor.press(Qt::Key_Tab);
    editor.type(QStringLiteral("accuracy.ood_m")); // the series
    editor.press(Qt::Key_Tab);
    editor.type(QStringLiteral("a")); // above
    editor.press(Qt::Key_Tab);
    editor.type(QStringLiteral("0.55"));
    EXPECT_EQ(editor.sentence(), "accuracy.ood_mean above 0.55: release all");
    editor.press(Qt::Key_Tab); // relative
    editor.press(Qt::Key_Tab);
    editor.press(Qt::Key_Up); // patience 2
    editor.press(Qt::Key_Tab);
    editor.type(QStringLiteral("h")); // hold
    EXPECT_EQ(editor.sentence(), "accuracy.ood_mean above 0.55 for 2 readings: hold");
    editor.press(Qt::Key_Tab);
    editor.type(QStringLiteral("mine"));
    EXPECT_TRUE(editor.set.empty());
    editor.press(Qt::Key_Return);
    ASSERT_EQ(editor.set.size(), 1U);
    Table expected;
    expected.set("name", std::string("mine"));
    expected.set("metric", std::string("accuracy.ood_mean"));
    expected.set("direction", std::string("above"));
    expected.set("value", 0.55);
    expected.set("patience", std::int64_t{2});
    expected.set("action", std::string("hold"));
    EXPECT_EQ(editor.set[0], make_rule("threshold", expected));
    EXPECT_FALSE(editor.dialog.isVisible());
}

TEST(RuleEditor, EscapeSetsNothing) {
    OpenEditor editor;
    Table settings;
    settings.set("step", std::int64_t{5});
    editor.open({"at_step", settings, {}}, true);
    EXPECT_TRUE(editor.may_set());
    editor.press(Qt::Key_Escape);
    EXPECT_FALSE(editor.dialog.isVisible());
    EXPECT_TRUE(editor.set.empty());
}

TEST(RuleEditor, ALineFromAPlotLacksItsActionOnly) {
    OpenEditor editor;
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    settings.set("value", 12.5);
    editor.dialog.set_taken_names({QStringLiteral("threshold"), QStringLiteral("threshold_2")});
    editor.open({"threshold", settings, {}}, true);
    editor.type(QStringLiteral("pau"));
    EXPECT_EQ(editor.sentence(), "fisher_trace below 12.5: pause");
    editor.press(Qt::Key_Return);
    ASSERT_EQ(editor.set.size(), 1U);
    EXPECT_EQ(editor.set[0].settings.text("name"), "threshold_3");
}

TEST(RuleEditor, SaysWhatIsWrongAndSetsNothingUntilItIsRight) {
    OpenEditor editor;
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    settings.set("value", 1.5);
    editor.dialog.set_taken_names({QStringLiteral("low")});
    editor.open({"threshold", settings, {}}, true);
    auto* value = editor.dialog.findChild<QLineEdit*>(QStringLiteral("value"));
    value->setText(QStringLiteral("many"));
    EXPECT_EQ(editor.sentence(), "Value needs a number");
    EXPECT_FALSE(editor.may_set());
    value->setText(QStringLiteral("1e-3"));
    EXPECT_TRUE(editor.may_set());
    auto* name = editor.dialog.findChild<QLineEdit*>(QStringLiteral("name"));
    name->setText(QStringLiteral("low"));
    EXPECT_EQ(editor.sentence(), "there is a rule called 'low' already");
    name->clear();

    auto* action = editor.dialog.findChild<QComboBox*>(QStringLiteral("action"));
    auto* rate = editor.dialog.findChild<QLineEdit*>(QStringLiteral("learning_rate"));
    EXPECT_FALSE(rate->isVisible());
    action->setCurrentIndex(action->findData(QStringLiteral("set_learning_rate")));
    EXPECT_TRUE(QTest::qWaitFor([&] { return rate->isVisible(); }));
    EXPECT_FALSE(editor.may_set());
    EXPECT_TRUE(editor.sentence().contains(QStringLiteral("learning_rate above 0")));
    rate->setText(QStringLiteral("0.01"));
    EXPECT_EQ(editor.sentence(), "fisher_trace below 0.001: set learning rate to 0.01");
}

TEST(RuleEditor, AStepThatIsOverCannotBeSet) {
    OpenEditor editor;
    editor.dialog.set_step(120);
    editor.open({"at_step", {}, {}}, true);
    EXPECT_EQ(editor.sentence(), "at step 121: release all");
    Table settings;
    settings.set("step", std::int64_t{100});
    editor.open({"at_step", settings, {}}, true);
    EXPECT_EQ(editor.sentence(), "step 100 is over; the run is at step 120");
    EXPECT_FALSE(editor.may_set());
}

TEST(RuleEditor, AnotherKindKeepsWhatWasTyped) {
    OpenEditor editor;
    Table settings;
    settings.set("metric", std::string("accuracy.fog"));
    settings.set("value", 0.5);
    settings.set("action", std::string("pause"));
    editor.open({"threshold", settings, {}}, true);
    auto* kind = editor.dialog.findChild<QComboBox*>(QStringLiteral("kind"));
    kind->setCurrentIndex(kind->findData(QStringLiteral("stabilisation")));
    EXPECT_EQ(editor.sentence(), "accuracy.fog steady: change at most 0.02 over 8 readings: pause");
    kind->setCurrentIndex(kind->findData(QStringLiteral("at_step")));
    kind->setCurrentIndex(kind->findData(QStringLiteral("threshold")));
    EXPECT_EQ(editor.sentence(), "accuracy.fog below 0.5: pause");
}

TEST(RuleEditor, AnOldRuleKeepsItsNameAndWhetherItIsEnabled) {
    OpenEditor editor;
    Table settings;
    settings.set("name", std::string("late"));
    settings.set("step", std::int64_t{5});
    settings.set("action", std::string("hold"));
    settings.set("enabled", false);
    const Item rule = make_rule("at_step", settings);
    editor.dialog.set_taken_names({QStringLiteral("late")});
    editor.open(rule, false);
    editor.press(Qt::Key_Return);
    ASSERT_EQ(editor.set.size(), 1U);
    EXPECT_EQ(editor.set[0], rule);
}

struct Panel {
    explicit Panel(RunMode mode = RunMode::live)
        : run(test::example_record(), test::example_config(), mode) {
        QObject::connect(&panel, &RulesPanel::asked, &panel,
                         [this](const RunCommand& command) { asked.push_back(command); });
        panel.set_run(&run);
        panel.resize(360, 260);
        panel.show();
        list = panel.findChild<QListView*>();
        list->setCurrentIndex(row());
    }
    QModelIndex row(int n = 0) { return list->model()->index(n, 0); }
    QString state(int n = 0) { return row(n).data(RulesModel::state_role).toString(); }
    void click(const char* name) {
        QTest::mouseClick(panel.findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }
    void happen(EventKind kind, std::int64_t step, std::int64_t number, const Table& details) {
        auto bundle = std::make_shared<EventBundle>(*test::event_at(step, kind));
        bundle->events[0].command = number;
        bundle->events[0].details = details;
        run.append({bundle});
    }

    ShownRun run;
    RulesPanel panel;
    QListView* list = nullptr;
    std::vector<RunCommand> asked;
};

TEST(RulesPanel, TellsHowEachRuleStands) {
    Panel panel;
    EXPECT_EQ(panel.row().data().toString(),
              "fisher_trace steady: change at most 0.02 over 8 readings: release all");
    EXPECT_EQ(panel.state(), "waiting  ·  from the config");
    Table fired;
    fired.set("trigger", std::string("stabilisation"));
    panel.happen(EventKind::trigger_fired, 210, 0, fired);
    EXPECT_EQ(panel.state(), "fired at step 210  ·  from the config");
}

TEST(RulesPanel, ATickIsAskedForAndFollowsTheEvent) {
    Panel panel;
    panel.list->setFocus();
    QTest::keyClick(panel.list, Qt::Key_Space); // the run's: it pauses
    EXPECT_TRUE(panel.asked.empty());
    panel.list->model()->setData(panel.row(), Qt::Unchecked, Qt::CheckStateRole); // as a click
    ASSERT_EQ(panel.asked.size(), 1U);
    EXPECT_EQ(panel.asked[0].action, Action::set_rule);
    EXPECT_FALSE(panel.asked[0].rule.settings.boolean("enabled"));
    EXPECT_EQ(panel.row().data(Qt::CheckStateRole).toInt(), Qt::Checked);
    panel.panel.show_asked(panel.asked[0], 2);
    EXPECT_EQ(panel.state(), "asked…");
    panel.happen(EventKind::rule_set, 30, 2, rule_details(panel.asked[0].rule));
    EXPECT_EQ(panel.row().data(Qt::CheckStateRole).toInt(), Qt::Unchecked);
    EXPECT_EQ(panel.state(), "disabled  ·  set at step 30");
}

TEST(RulesPanel, DeleteRemoves) {
    Panel panel;
    panel.list->setFocus();
    QTest::keyClick(panel.list, Qt::Key_Delete);
    panel.click("remove");
    ASSERT_EQ(panel.asked.size(), 2U);
    EXPECT_EQ(panel.asked[0].action, Action::remove_rule);
    EXPECT_EQ(panel.asked[0].rule.settings.text("name"), "stabilisation");
    Table details;
    details.set("trigger", std::string("stabilisation"));
    panel.happen(EventKind::rule_removed, 30, 1, details);
    EXPECT_EQ(panel.list->model()->rowCount(), 0);
}

TEST(RulesPanel, ADoubleClickEditsTheRuleAndAddMakesANewOne) {
    Panel panel;
    const QPoint middle = panel.list->visualRect(panel.row()).center();
    QTest::mouseClick(panel.list->viewport(), Qt::LeftButton, {}, middle);
    QTest::mouseDClick(panel.list->viewport(), Qt::LeftButton, {}, middle);
    auto* editor = panel.panel.findChild<RuleEditor*>();
    ASSERT_NE(editor, nullptr);
    ASSERT_TRUE(editor->isVisible());
    editor->findChild<QLineEdit*>(QStringLiteral("epsilon"))->setText(QStringLiteral("0.05"));
    QTest::mouseClick(editor->findChild<QPushButton*>(QStringLiteral("set")), Qt::LeftButton);
    ASSERT_EQ(panel.asked.size(), 1U);
    EXPECT_EQ(panel.asked[0].action, Action::set_rule);
    EXPECT_EQ(panel.asked[0].rule.settings.text("name"), "stabilisation");
    EXPECT_DOUBLE_EQ(panel.asked[0].rule.settings.real("epsilon"), 0.05);

    panel.click("add");
    ASSERT_TRUE(editor->isVisible());
    editor->findChild<QLineEdit*>(QStringLiteral("value"))->setText(QStringLiteral("3"));
    QTest::mouseClick(editor->findChild<QPushButton*>(QStringLiteral("set")), Qt::LeftButton);
    ASSERT_EQ(panel.asked.size(), 2U);
    EXPECT_EQ(panel.asked[1].rule.settings.text("name"), "threshold");
}

TEST(RulesPanel, ARefusalIsToldWithItsReason) {
    Panel panel;
    RunCommand command{.action = Action::remove_rule};
    command.rule.settings.set("name", std::string("gone"));
    panel.panel.show_asked(command, 4);
    Table details;
    details.set("reason", std::string("there is no rule of this name"));
    panel.happen(EventKind::refused, 30, 4, details);
    const auto* refusal = panel.panel.findChild<QLabel*>(QStringLiteral("refusal"));
    EXPECT_TRUE(refusal->isVisible());
    EXPECT_TRUE(refusal->text().contains(QStringLiteral("there is no rule of this name")));
}

TEST(RulesPanel, NothingIsAskedOfARunThatCannotBeSteered) {
    Panel panel(RunMode::saved);
    panel.list->setFocus();
    QTest::keyClick(panel.list, Qt::Key_Space);
    QTest::keyClick(panel.list, Qt::Key_Delete);
    QTest::keyClick(panel.list, Qt::Key_Return);
    panel.panel.draft({"threshold", {}, {}}, {5, 5});
    panel.click("add");
    EXPECT_TRUE(panel.asked.empty());
    EXPECT_EQ(panel.panel.findChild<RuleEditor*>(), nullptr);
}

} // namespace
} // namespace thaw
