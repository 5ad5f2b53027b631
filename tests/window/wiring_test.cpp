// The window put together: every signal of its parts is heard, every shortcut means one thing, and
// what a page asks for happens.
#include "app/window/fork_dialog.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "core/storage/storage.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "tests/wrong_input/languages.h"
#include "widgets/compare/compare_plot.h"
#include "widgets/controls/decision_button.h"
#include "widgets/controls/shortcuts_page.h"
#include "widgets/figures/figure_page.h"
#include "widgets/forms/item_editor.h"
#include "widgets/forms/item_list.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/forms/problem_label.h"
#include "widgets/number_box.h"
#include "widgets/run_page.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMetaMethod>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>
#include <gmock/gmock.h>
#include <map>
#include <set>

namespace thaw {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int patience = 60'000; // milliseconds, on a machine that is busy with other tests

class Wiring : public testing::Test {
  protected:
    Wiring() {
        QSettings().clear();
        setenv("THAW_CACHE", (folder / "cache").c_str(), 1);
        window.set_folder(folder / "runs");
        window.resize(1400, 900);
        window.show();
        window.activateWindow();
    }
    ~Wiring() override { unsetenv("THAW_CACHE"); }

    template <class Condition>
    static bool until(const Condition& condition) {
        return QTest::qWaitFor(condition, patience);
    }
    // A run of 30 steps, finished, in front.
    void open_a_run() {
        std::filesystem::create_directories(folder / "runs");
        file = folder / "runs" / "a.thaw.h5";
        std::filesystem::copy_file(THAW_SOURCE "/tests/data/format-1.2.thaw.h5", file);
        open_file();
    }
    // The same, made by this program, with its checkpoints.
    void make_a_run() {
        const auto config = folder.write("a.toml", test::small_config(30));
        const auto made = test::thaw(folder, {"run", config, "-q", "--out", folder / "runs"});
        ASSERT_EQ(made.code, 0) << made.error;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "runs"))
            if (entry.path().string().ends_with(".thaw.h5"))
                file = entry.path();
        open_file();
    }
    void open_file() {
        window.open(file);
        ASSERT_TRUE(until([&] { return window.run_page() != nullptr; }));
    }
    // And a comparison, and a figure.
    void open_every_page() {
        open_a_run();
        window.compare({file});
        ASSERT_TRUE(until([&] { return window.findChild<ComparePlot*>() != nullptr; }));
        window.open_figure(folder.write("f.toml", "[figure]\npreset = \"neurips\"\n"));
        ASSERT_TRUE(until([&] { return window.findChild<FigurePage*>() != nullptr; }));
    }
    ForkDialog* fork_dialog() { return window.findChild<ForkDialog*>(); }
    void fork(const QString& settings) {
        fork_dialog()->findChild<QPlainTextEdit*>()->setPlainText(settings);
        for (auto* button : fork_dialog()->findChildren<QPushButton*>())
            if (button->text() == QLatin1String("Fork"))
                button->click();
    }
    static QString said_in(const QWidget* dialog) {
        return dialog->findChild<ProblemLabel*>()->text();
    }

    test::Folder folder;
    std::filesystem::path file;
    MainWindow window{std::filesystem::path(THAW_SOURCE) / "resources/experiments"};
};

bool is_heard(const QObject& object, const QMetaMethod& signal) {
    struct Open : QObject {
        using QObject::isSignalConnected;
    };
    return (object.*(&Open::isSignalConnected))(signal);
}

TEST_F(Wiring, EverySignalOfAPartIsHeard) {
    open_every_page();
    // Tests wait for the one; the other is heard while figures are saved before they are closed.
    const std::set<std::string> needless{"FigurePage::drawn", "FigurePage::saved"};
    // Of what these tell, each plot and form takes what it needs; somebody needs each of it.
    const std::set<std::string> shared{"FieldGrid", "PlaneAxis", "PlaneGestures"};
    std::map<std::string, bool> heard; // of every object that has it
    for (const QObject* object : window.findChildren<QObject*>())
        for (const QMetaObject* meta = object->metaObject();
             std::string(meta->className()).starts_with("thaw::"); meta = meta->superClass())
            for (int i = meta->methodOffset(); i < meta->methodCount(); ++i)
                if (const QMetaMethod method = meta->method(i);
                    method.methodType() == QMetaMethod::Signal) {
                    const std::string part = std::string(meta->className()).substr(6);
                    const bool now = is_heard(*object, method);
                    auto& one =
                        *heard.try_emplace(part + "::" + method.name().toStdString(), now).first;
                    one.second = shared.contains(part) ? one.second || now : one.second && now;
                }
    std::vector<std::string> unheard;
    for (const auto& [signal, is] : heard)
        if (!is && !needless.contains(signal))
            unheard.push_back(signal);
    EXPECT_GT(heard.size(), 60U);
    EXPECT_THAT(unheard, IsEmpty());
}

TEST_F(Wiring, EveryShortcutMeansOneThing) {
    open_every_page();
    auto* tabs = window.findChild<QTabWidget*>();
    int seen = 0;
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        std::map<std::string, std::vector<std::string>> meanings;
        for (const QAction* action : window.findChildren<QAction*>()) {
            const auto holders = action->associatedObjects();
            const bool at_hand =
                std::any_of(holders.begin(), holders.end(), [&](const QObject* holder) {
                    const auto* widget = qobject_cast<const QWidget*>(holder);
                    const auto* menu = qobject_cast<const QMenu*>(holder);
                    return menu != nullptr ? menu->menuAction()->isVisible()
                                           : widget != nullptr && widget->isVisibleTo(&window);
                });
            for (const QKeySequence& keys : action->shortcuts())
                if (at_hand && !keys.isEmpty() && action->shortcutContext() != Qt::WidgetShortcut)
                    meanings[keys.toString().toStdString()].push_back(action->text().toStdString());
        }
        for (const QShortcut* shortcut : window.findChildren<QShortcut*>())
            if (shortcut->parent()->isWidgetType() &&
                static_cast<QWidget*>(shortcut->parent())->isVisibleTo(&window))
                meanings[shortcut->key().toString().toStdString()].emplace_back("a shortcut");
        for (const auto& [keys, actions] : meanings)
            EXPECT_EQ(actions.size(), 1U)
                << keys << " in tab " << tab << ": " << actions.front() << ", " << actions.back();
        seen += static_cast<int>(meanings.size());
    }
    EXPECT_GT(seen, 40);
}

// The underlined letters of the menus, in every language.
TEST_F(Wiring, EveryMnemonicMeansOneThing) {
    for (const char* language : {"en", "ja"}) {
        test::speak(language);
        MainWindow spoken{std::filesystem::path(THAW_SOURCE) / "resources/experiments"};
        spoken.show();
        int seen = 0;
        const auto look = [&](const QList<QAction*>& actions, const QString& where) {
            std::map<std::string, std::string> meanings;
            for (const QAction* action : actions) {
                const std::string key =
                    QKeySequence::mnemonic(action->text()).toString().toStdString();
                if (key.empty())
                    continue;
                const auto [one, is_new] = meanings.emplace(key, action->text().toStdString());
                EXPECT_TRUE(is_new) << language << ", " << where.toStdString() << ": "
                                    << one->second << ", " << action->text().toStdString();
                ++seen;
            }
        };
        look(spoken.menuBar()->actions(), "menu bar");
        for (const QMenu* menu : spoken.menuBar()->findChildren<QMenu*>())
            look(menu->actions(), menu->title());
        EXPECT_GT(seen, 10) << language;
    }
    test::speak("en");
}

TEST_F(Wiring, TheListOfShortcutsIsThatOfThePageInFront) {
    open_a_run();
    const auto rows = [&](const ShortcutsPage& page, const char* what) {
        int count = 0;
        const auto* list = page.findChild<QTreeWidget*>();
        for (int g = 0; g < list->topLevelItemCount(); ++g)
            for (int r = 0; r < list->topLevelItem(g)->childCount(); ++r)
                count += list->topLevelItem(g)->child(r)->text(0).contains(QLatin1String(what));
        return count;
    };
    EXPECT_EQ(rows(ShortcutsPage(&window), "Release next"), 1);
    EXPECT_EQ(rows(ShortcutsPage(&window), "Tags"), 0); // the library's, in another tab
    window.findChild<QTabWidget*>()->setCurrentIndex(1);
    EXPECT_EQ(rows(ShortcutsPage(&window), "Release next"), 0);
    EXPECT_EQ(rows(ShortcutsPage(&window), "Tags"), 1);
}

TEST_F(Wiring, StartOnAFinishedRunLeadsToANewOne) {
    open_a_run();
    auto* start = window.run_page()->findChild<DecisionButton*>(QStringLiteral("pause"));
    ASSERT_EQ(start->text(), "Start");
    QTest::mouseClick(start, Qt::LeftButton);
    EXPECT_TRUE(window.new_run_page()->isVisible());
}

TEST_F(Wiring, AForkThatCannotBeMadeKeepsWhatWasTyped) {
    make_a_run();
    window.run_page()->axis()->set_cursor(12);
    window.run_page()->axis()->set_cursor(std::nullopt); // the mouse is on its way to the menu
    Q_EMIT window.run_page()->fork_asked();
    ASSERT_NE(fork_dialog(), nullptr);
    auto* at = fork_dialog()->findChild<NumberBox*>();
    EXPECT_EQ(at->integer(), 12);
    const QString typo = QStringLiteral("optimiser.learning_rat = 0.5");
    fork(typo);
    EXPECT_TRUE(fork_dialog()->isVisible());
    EXPECT_THAT(said_in(fork_dialog()).toStdString(), HasSubstr("learning_rate"));
    EXPECT_THAT(said_in(fork_dialog()).toStdString(), testing::Not(HasSubstr("--set")));
    EXPECT_EQ(fork_dialog()->findChild<QPlainTextEdit*>()->toPlainText(), typo);
    at->findChild<QLineEdit*>()->setText("31");
    EXPECT_THAT(said_in(fork_dialog()).toStdString(), HasSubstr("from 0 to 30"));
    at->set_value(12);

    // A run that goes on: the dialog waits for its end.
    const std::string text = test::small_config(100'000);
    window.start(parse_config(text, "a.toml", vocabulary()), QString::fromStdString(text));
    fork(QStringLiteral("optimiser.learning_rate = 0.5"));
    EXPECT_TRUE(fork_dialog()->isVisible());
    EXPECT_THAT(said_in(fork_dialog()).toStdString(), HasSubstr("one at a time"));
    ASSERT_TRUE(until([&] { return window.controller().run() != nullptr; }));
    window.controller().ask_to_stop();
    ASSERT_TRUE(until([&] { return !window.controller().busy(); }));
    fork(QStringLiteral("optimiser.learning_rate = 0.5"));
    ASSERT_TRUE(until([&] { return fork_dialog() == nullptr; }));
    ASSERT_TRUE(until([&] { return !window.controller().busy(); }));
    const RunRecord child = read_run(window.controller().file());
    ASSERT_TRUE(child.header.parent);
    EXPECT_EQ(child.header.parent->step, 12);
}

TEST_F(Wiring, ATriggersSeriesIsCheckedAsItIsTyped) {
    auto* form = window.new_run_page()->form();
    auto* triggers = form->pages()->list("triggers");
    ASSERT_GT(triggers->count(), 0);
    auto* metric = triggers->editor(0)->field("metric");
    auto* line = metric->findChild<QLineEdit*>();
    line->setText(QStringLiteral("fisher_trac"));
    EXPECT_FALSE(form->config());
    EXPECT_FALSE(window.new_run_page()->start_button()->isEnabled());
    EXPECT_EQ(metric->problem(),
              "the run has no series 'fisher_trac'; did you mean 'fisher_trace'?");
    ASSERT_EQ(form->problems().size(), 1U);
    EXPECT_THAT(form->problems()[0].place.toStdString(), HasSubstr("Triggers › "));
    line->setText(QStringLiteral("accuracy.ood_mean"));
    EXPECT_TRUE(form->config());
    line->setText(QStringLiteral("fisher_trace.head"));
    EXPECT_TRUE(form->config());
}

TEST_F(Wiring, AWrongFolderIsMarked) {
    auto* page = window.new_run_page();
    const auto file_there = folder.write("no_folder", "x");
    page->set_folder(file_there / "runs");
    EXPECT_TRUE(until([&] { return !page->start_button()->isEnabled(); }));
    bool said = false;
    for (const auto* label : page->findChildren<ProblemLabel*>())
        said = said || label->text().contains(QStringLiteral("no_folder is not a folder"));
    EXPECT_TRUE(said);
    page->set_folder(folder / "new" / "runs"); // will be made
    EXPECT_TRUE(until([&] { return page->start_button()->isEnabled(); }));
}

TEST_F(Wiring, AnEditedFormIsAskedAboutBeforeItIsLost) {
    auto* name = window.new_run_page()->form()->pages()->editor("run")->field("name");
    name->findChild<QLineEdit*>()->setText(QStringLiteral("mine"));
    const auto answer = [](QMessageBox::ButtonRole role) {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        ASSERT_NE(box, nullptr);
        for (QAbstractButton* button : box->buttons())
            if (box->buttonRole(button) == role)
                return button->click();
        FAIL() << "no such button";
    };
    EXPECT_FALSE(window.close());
    answer(QMessageBox::RejectRole);
    EXPECT_TRUE(window.isVisible());
    EXPECT_EQ(name->value(), Value(std::string("mine")));
    EXPECT_FALSE(window.close());
    answer(QMessageBox::DestructiveRole);
    EXPECT_TRUE(until([&] { return !window.isVisible(); }));
}

// What the engine finds only once it has the data, for a config of the form: in the form's words.
TEST_F(Wiring, ARefusalNamesFieldsAndNoLinesOfATextThatNobodyWrote) {
    auto* form = window.new_run_page()->form();
    ASSERT_TRUE(form->config());
    const RunConfig config = *form->config();
    const ConfigError error({{"form:179", "training.batch_size", "is too large"}});
    const std::string said = window.new_run_page()->show_refusal(config, error).toStdString();
    EXPECT_THAT(said, HasSubstr("Run › "));
    EXPECT_THAT(said, HasSubstr("is too large"));
    EXPECT_THAT(said, testing::Not(HasSubstr("form:")));
    EXPECT_EQ(form->pages()->editor("training")->field("batch_size")->problem(), "is too large");
}

} // namespace
} // namespace thaw
