#include "widgets/forms/config_pages.h"
#include "widgets/forms/launch_form.h"

#include "core/run/quoting.h"
#include "tests/run/test_vocabulary.h"
#include "widgets/forms/config_difference.h"
#include "widgets/forms/item_editor.h"
#include "widgets/forms/item_list.h"
#include "widgets/forms/parameter_field.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

using test::small_vocabulary;
using testing::HasSubstr;

const std::string experiment = std::string(test::good_config) + R"(
name = "falling curve"
[[metrics]]
id = "evaluation"
[[ood]]
shift = ["fog", "stripe"]
[[ood]]
shift = "fog"
severity = [1, 2]
[[triggers]]
id = "stabilisation"
metric = "curve"
action = "release_all"
[[commands]]
step = 30
action = "checkpoint"
[seeds]
order = 7
)";

RunConfig parsed(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return parse_config(text, "a.toml", small_vocabulary(), overrides);
}

LaunchForm& loaded(LaunchForm& form, const std::string& text = experiment) {
    EXPECT_TRUE(form.load_toml(QString::fromStdString(text), "a.toml"));
    return form;
}

QLineEdit* line_of(const ItemEditor* editor, const char* key) {
    return qobject_cast<QLineEdit*>(editor->field(key)->editor());
}

TEST(LaunchForm, GivesBackTheConfigThatItWasGiven) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    EXPECT_EQ(form.config(), parsed(experiment));
    EXPECT_EQ(parsed(form.toml().toStdString()), parsed(experiment));
    LaunchForm other(small_vocabulary());
    other.set_config(*form.config(), "b.toml");
    EXPECT_EQ(other.config(), form.config());
}

TEST(LaunchForm, NoMetricStaysNoMetric) {
    const std::string text =
        "metrics = []\n" + std::string(test::good_config)
                               .substr(0, std::string(test::good_config).find("[[metrics]]"));
    LaunchForm form(small_vocabulary());
    loaded(form, text);
    ASSERT_TRUE(form.config());
    EXPECT_TRUE(form.config()->metrics.empty());
    EXPECT_EQ(form.command_line(), "thaw run a.toml");
}

TEST(LaunchForm, ShowsTheEnginesSentenceAtTheField) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    QSignalSpy changed(&form, &LaunchForm::changed);
    ItemEditor* training = form.pages()->editor("training");
    line_of(training, "batch_size")->setText("0");
    EXPECT_FALSE(form.config());
    ASSERT_EQ(form.problems().size(), 1U);
    EXPECT_THAT(form.problems()[0].sentence.toStdString(), HasSubstr("at least 1"));
    EXPECT_EQ(form.problems()[0].sentence, training->field("batch_size")->problem());
    EXPECT_TRUE(form.command_line().isEmpty());
    line_of(training, "batch_size")->setText("8");
    EXPECT_TRUE(form.config());
    EXPECT_TRUE(training->field("batch_size")->problem().isEmpty());
    EXPECT_EQ(changed.count(), 2);
}

TEST(LaunchForm, CombinationsThatCannotBeAreShownWhereTheyAre) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    ItemList* commands = form.pages()->list("commands");
    line_of(commands->editor(0), "step")->setText("41");
    ASSERT_EQ(form.problems().size(), 1U);
    EXPECT_EQ(form.problems()[0].list, commands);
    EXPECT_THAT(commands->editor(0)->field("step")->problem().toStdString(),
                HasSubstr("after the last step"));

    loaded(form);
    ItemList* ood = form.pages()->list("ood");
    ood->set_current(0);
    ood->duplicate_current();
    ASSERT_EQ(form.problems().size(), 1U);
    EXPECT_EQ(form.problems()[0].row, 1) << "found by its line";
    EXPECT_THAT(form.problems()[0].sentence.toStdString(), HasSubstr("twice"));
}

TEST(LaunchForm, RuleProblemsAreFoundByTheRulesName) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.pages()
        ->list("triggers")
        ->editor(0)
        ->field("action")
        ->set_value(std::string("set_learning_rate"));
    ASSERT_EQ(form.problems().size(), 1U);
    EXPECT_EQ(form.problems()[0].row, 0);
    EXPECT_FALSE(
        form.pages()->list("triggers")->editor(0)->field("learning_rate")->problem().isEmpty());
}

TEST(LaunchForm, ClickingAProblemGoesToItsField) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.resize(1000, 700);
    form.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&form));
    ItemList* ood = form.pages()->list("ood");
    line_of(ood->editor(2), "severity")->setText("9");
    const auto lists = form.findChildren<QListWidget*>();
    const auto found = std::find_if(lists.begin(), lists.end(), [](const QListWidget* list) {
        return list->accessibleName() == "Problems";
    });
    ASSERT_NE(found, lists.end());
    ASSERT_TRUE((*found)->isVisible());
    QTest::mouseClick((*found)->viewport(), Qt::LeftButton, {},
                      (*found)->visualItemRect((*found)->item(0)).center());
    EXPECT_EQ(form.pages()->currentIndex(), form.problems()[0].page);
    EXPECT_EQ(ood->current(), 2);
    EXPECT_TRUE(ood->editor(2)->isVisible());
    EXPECT_EQ(form.focusWidget(), line_of(ood->editor(2), "severity"));
}

TEST(LaunchForm, RefusesATextThatIsNoConfigAndStaysAsItWas) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    EXPECT_FALSE(form.load_toml("[training]\nsteps = \"many\"\n", "bad.toml"));
    EXPECT_EQ(form.config(), parsed(experiment));
    EXPECT_FALSE(form.load_file("/nowhere/at/all.toml"));
    EXPECT_EQ(form.config(), parsed(experiment));
}

TEST(LaunchForm, CommandLineNamesOnlyDifferences) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    EXPECT_EQ(form.command_line(), "thaw run a.toml");
    line_of(form.pages()->editor("optimiser"), "momentum")->setText("0.5");
    form.pages()->list("metrics")->editor(0)->field("every")->set_value(std::int64_t{5});
    EXPECT_EQ(form.command_line().toStdString(), "thaw run a.toml --set optimiser.momentum=0.5 "
                                                 "--set 'metrics.falling curve.every=5'");
    EXPECT_EQ(form.config(),
              parsed(experiment, {"optimiser.momentum=0.5", "metrics.falling curve.every=5"}));
}

TEST(LaunchForm, OtherThingsAndListsAreSetWhole) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.pages()->editor("intervention")->set_id("none");
    form.pages()->list("triggers")->set_items({});
    form.pages()->list("ood")->set_current(3);
    form.pages()->list("ood")->remove_current();
    ASSERT_TRUE(form.config());
    EXPECT_EQ(form.command_line().toStdString(),
              "thaw run a.toml --set 'ood=[{shift = \"fog\"}, {shift = \"stripe\"}, "
              "{shift = \"fog\", severity = 1}]' --set 'intervention={id = \"none\"}' "
              "--set 'triggers=[]'");
    EXPECT_EQ(*form.config(), parsed(experiment, {"ood=[{shift = \"fog\"}, {shift = \"stripe\"}, "
                                                  "{shift = \"fog\", severity = 1}]",
                                                  "intervention={id = \"none\"}", "triggers=[]"}));
}

TEST(LaunchForm, ChoosingAPresetLoadsIt) {
    QTemporaryDir folder;
    const QString good = folder.filePath("good.toml"), bad = folder.filePath("bad.toml");
    std::ofstream(good.toStdString()) << experiment;
    std::ofstream(bad.toStdString()) << "[training\n";
    LaunchForm form(small_vocabulary());
    form.set_presets({{"Good", good}, {"Bad", bad}});
    const auto combos = form.findChildren<QComboBox*>();
    QComboBox* presets = *std::find_if(combos.begin(), combos.end(), [](const QComboBox* combo) {
        return combo->accessibleName() == "Preset";
    });
    EXPECT_EQ(presets->currentIndex(), -1);
    QTest::keyClick(presets, Qt::Key_Down);
    EXPECT_EQ(form.config(), parsed(experiment));
    EXPECT_EQ(form.command_line().toStdString(), "thaw run " + shell_word(good.toStdString()));
    QTest::keyClick(presets, Qt::Key_Down);
    EXPECT_EQ(form.config(), parsed(experiment)) << "the bad one was not taken";
    EXPECT_EQ(presets->currentText(), "Good");
}

TEST(LaunchForm, APresetReplacesWhatWasChangedOnlyWhenTheUserAgrees) {
    QTemporaryDir folder;
    const QString file = folder.filePath("preset.toml");
    std::ofstream(file.toStdString()) << experiment;
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.set_presets({{"Preset", file}});
    auto* presets = form.findChild<QComboBox*>();
    EXPECT_FALSE(form.modified());
    form.pages()->list("metrics")->add("train");
    ASSERT_TRUE(form.modified());
    const auto changed = form.config();
    const auto answer = [&](QMessageBox::ButtonRole role) {
        presets->setCurrentIndex(0);
        Q_EMIT presets->activated(0);
        auto* box = form.findChild<QMessageBox*>();
        ASSERT_NE(box, nullptr);
        for (QAbstractButton* button : box->buttons())
            if (box->buttonRole(button) == role)
                button->click();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    };
    answer(QMessageBox::RejectRole);
    EXPECT_EQ(form.config(), changed);
    EXPECT_EQ(presets->currentIndex(), -1);
    answer(QMessageBox::AcceptRole);
    EXPECT_EQ(form.config(), parsed(experiment));
    EXPECT_FALSE(form.modified());
}

TEST(LaunchForm, TriggersAreOfferedTheMetricsThatThereAre) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.pages()->list("metrics")->add("train");
    const QLineEdit* metric = line_of(form.pages()->list("triggers")->editor(0), "metric");
    ASSERT_NE(metric->completer(), nullptr);
    metric->completer()->setCompletionPrefix("trai");
    EXPECT_EQ(metric->completer()->currentCompletion(), "train");
}

TEST(LaunchForm, TheTomlPageShowsWhatIsSaved) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.show_page(form.page_count() - 1);
    line_of(form.pages()->editor("training"), "steps")->setText("50");
    EXPECT_EQ(form.findChild<QPlainTextEdit*>()->toPlainText(), form.toml());
    EXPECT_THAT(form.toml().toStdString(), HasSubstr("steps = 50"));
    form.copy_toml();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), form.toml());
}

TEST(LaunchForm, WordsForTheShellAreQuotedWhereTheyMustBe) {
    EXPECT_EQ(shell_word("runs/a-1.toml"), "runs/a-1.toml");
    EXPECT_EQ(shell_word("two words"), "'two words'");
    EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
    EXPECT_EQ(shell_word(""), "''");
}

TEST(LaunchForm, TabReachesEveryFieldOfAPage) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    form.resize(1000, 700);
    form.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&form));
    for (int page = 0; page < form.pages()->count(); ++page) {
        form.show_page(page);
        std::set<QWidget*> wanted, reached;
        for (const ParameterField* field :
             form.pages()->currentWidget()->findChildren<ParameterField*>())
            if (field->isVisible())
                wanted.insert(field->editor());
        form.setFocus();
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(form.focusWidget() != nullptr ? form.focusWidget() : &form,
                            Qt::Key_Tab);
            reached.insert(form.focusWidget());
        }
        for (QWidget* widget : wanted)
            EXPECT_TRUE(reached.contains(widget))
                << page << " " << widget->accessibleName().toStdString();
    }
}

TEST(LaunchForm, EveryInputHasAnAccessibleName) {
    LaunchForm form(small_vocabulary());
    loaded(form);
    for (const QWidget* widget : form.findChildren<QWidget*>()) {
        const bool input = qobject_cast<const QLineEdit*>(widget) != nullptr ||
                           qobject_cast<const QComboBox*>(widget) != nullptr ||
                           qobject_cast<const QListWidget*>(widget) != nullptr;
        EXPECT_FALSE(input && widget->accessibleName().isEmpty())
            << widget->metaObject()->className() << " in "
            << widget->parentWidget()->metaObject()->className();
    }
}

TEST(ConfigPages, HaveAPlaceForEverySection) {
    const Vocabulary vocabulary = test::small_vocabulary();
    const ConfigPages pages(vocabulary);
    for (const Section& section : sections(vocabulary)) {
        if (section.is_list())
            EXPECT_NE(pages.list(section.key), nullptr) << section.key;
        else
            EXPECT_NE(pages.editor(section.key), nullptr) << section.key;
    }
}

} // namespace
} // namespace thaw
