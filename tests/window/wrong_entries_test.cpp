// What is typed into the window, or given to it, and is wrong: a sentence where it was typed, in
// both languages, and nothing is started.
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/new_run_page.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "tests/wrong_input/languages.h"
#include "widgets/controls/learning_rate_field.h"
#include "widgets/forms/launch_form.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/library/filter_line.h"

#include <QTest>
#include <algorithm>
#include <functional>

namespace thaw {
namespace {

using test::expect_said_in_both;
using test::Folder;
using Words = std::vector<std::string>;

const std::string experiments = THAW_SOURCE "/resources/experiments";

bool until(const std::function<bool()>& seen) {
    return QTest::qWaitFor(seen, 20'000);
}

// What a line for this setting must not take.
std::vector<QString> wrong_for(const Parameter& parameter) {
    if (std::holds_alternative<std::string>(parameter.fallback))
        return {};
    std::vector<QString> all{"abc", "--3", "1e9e9", "3 4 x", "\"3\""};
    if (parameter.minimum)
        all.push_back(QString::number(*parameter.minimum - 1, 'f', 0));
    if (parameter.maximum)
        all.push_back(
            QString::number(*parameter.maximum + std::max(1.0, *parameter.maximum), 'f', 0));
    if (std::holds_alternative<std::int64_t>(parameter.fallback))
        all.insert(all.end(), {"1.5", "99999999999999999999"});
    return all;
}

TEST(WrongEntries, EveryFieldOfTheFormSaysWhatIsWrong) {
    int entries = 0;
    for (const char* preset : {"quickstart", "paper-mnist-resnet18"}) {
        LaunchForm form(vocabulary());
        ASSERT_TRUE(form.load_file(QString::fromStdString(experiments + "/" + preset + ".toml")));
        ASSERT_TRUE(form.config());
        for (auto* field : form.findChildren<ParameterField*>()) {
            auto* line = field->findChild<QLineEdit*>();
            const auto wrongs = wrong_for(field->parameter());
            if (line == nullptr || wrongs.empty())
                continue;
            SCOPED_TRACE(field->parameter().key);
            entries += static_cast<int>(wrongs.size());
            const QString good = line->text();
            for (const auto& wrong : wrongs)
                expect_said_in_both(
                    [&] {
                        line->setText(wrong);
                        EXPECT_FALSE(form.config()) << wrong.toStdString();
                        EXPECT_TRUE(form.command_line().isEmpty());
                        std::string said = field->problem().toStdString();
                        line->setText(good);
                        EXPECT_TRUE(form.config()) << wrong.toStdString();
                        return said;
                    },
                    {}, {});
        }
    }
    EXPECT_GT(entries, 150);
}

TEST(WrongEntries, AFilterSaysWhere) {
    const std::vector<std::pair<QString, Words>> filters = {
        {"seed =", {"seed"}},   {"sed = 3", {"sed"}},  {"(seed = 3", {}},
        {"seed == == 3", {}},   {"\"never ends", {}},  {"seed 3", {}},
        {"seed in", {}},        {"abs(", {}},          {"@", {}},
        {"seed and and 3", {}}, {"seed = 3)", {}},     {"1 +", {}},
        {"no_such(seed)", {}},  {"seed contains", {}}, {"`never ends", {}},
    };
    for (const auto& [text, names] : filters) {
        SCOPED_TRACE(text.toStdString());
        expect_said_in_both(
            [&text = text] {
                FilterLine line;
                line.set_fields({field_of("seed"), field_of("stop_step")});
                line.set_text(text);
                return line.problem().toStdString();
            },
            {}, {"Character "});
    }
}

TEST(WrongEntries, ALearningRateIsANumberAboveNothing) {
    for (const char* text : {"fast", "0", "-1", "nan", "inf", "1e999", "0,1,2", "0x1", "--1"}) {
        SCOPED_TRACE(text);
        expect_said_in_both(
            [&] {
                LearningRateField field;
                field.set_steerable(true);
                field.show_rates(0.1, 0.1);
                field.findChild<QLineEdit*>()->setFocus();
                field.findChild<QLineEdit*>()->clear();
                QTest::keyClicks(field.findChild<QLineEdit*>(), QString::fromLatin1(text));
                EXPECT_FALSE(field.findChild<QPushButton*>()->isEnabled());
                return field.findChild<QLabel*>()->text().toStdString();
            },
            {}, {"A number above 0"});
    }
}

TEST(WrongEntries, FilesThatCannotBeOpened) {
    const Folder folder;
    folder.write("text.thaw.h5", "this is no HDF5");
    folder.write("empty.thaw.h5", "");
    folder.write("bad.toml", "[training\n");
    folder.write("wrong.toml", "[training]\nstesp = 3\n");
    folder.write("plain.pdf", "%PDF-1.4 and no figure in it");
    folder.write("plain.svg", "<svg/>");
    folder.write("short.png", "\x89PNG\r\n");
    folder.write("half.figure.toml", "[figure]\nwidth = \"wide\"\n");
    for (const char* name : {"none.thaw.h5", "text.thaw.h5", "empty.thaw.h5", "none.toml",
                             "plain.pdf", "none.pdf", "plain.svg", "short.png"}) {
        SCOPED_TRACE(name);
        expect_said_in_both(
            [&] {
                MainWindow window(experiments);
                window.open(folder / name);
                EXPECT_TRUE(until([&] { return !window.message_bar()->text().isEmpty(); }));
                return window.message_bar()->text().toStdString();
            },
            {name}, {});
    }
    for (const char* name : {"bad.toml", "wrong.toml"}) { // the form says it
        SCOPED_TRACE(name);
        expect_said_in_both(
            [&] {
                MainWindow window(experiments);
                window.open(folder / name);
                std::string said = window.message_bar()->text().toStdString();
                for (auto* label : window.new_run_page()->findChildren<QLabel*>())
                    if (label->isVisibleTo(&window) && label->text().contains(QLatin1String(name)))
                        said += label->text().toStdString();
                return said;
            },
            {name}, {});
    }
}

} // namespace
} // namespace thaw
