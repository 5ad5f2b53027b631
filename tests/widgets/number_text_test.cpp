// What is typed is what is meant, in the locales of five desktops and in every kind of field.
#include "widgets/number_text.h"

#include "tests/widgets/example_run.h"
#include "widgets/controls/learning_rate_field.h"
#include "widgets/controls/rule_editor.h"
#include "widgets/forms/parameter_field.h"
#include "widgets/number_box.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;

// The desktop's locale while it lives, as the window takes it over.
struct Desktop {
    explicit Desktop(const char* name) : before(QLocale()) {
        QLocale locale{QLatin1String(name)};
        locale.setNumberOptions(QLocale::OmitGroupSeparator);
        QLocale::setDefault(locale);
    }
    ~Desktop() { QLocale::setDefault(before); }
    QLocale before;
};

constexpr const char* desktops[] = {"C", "en_US", "de_DE", "fr_FR", "ja_JP", "ar_EG"};

struct Entry {
    const char* text;
    std::optional<double> value;
};
const std::optional<double> refused;

// What each desktop takes a text for; nothing: it is asked about.
std::vector<Entry> entries(const std::string& desktop) {
    std::vector<Entry> all{{"0.001", 1e-3},      {"0.010", 1e-2},      {"0.5", 0.5},
                           {"1e-3", 1e-3},       {"1E-3", 1e-3},       {"1000", 1e3},
                           {" 2.5 ", 2.5},       {"-3", -3.0},         {"\u22123", -3.0},
                           {"1.000.5", refused}, {"1,000.5", refused}, {"1_000", refused},
                           {"0x10", refused},    {"1 000", refused},   {"1\u202f000", refused},
                           {"", refused},        {"-", refused},       {"1e", refused},
                           {"many", refused}};
    const bool comma = desktop == "de_DE" || desktop == "fr_FR";
    for (const Entry& one : std::vector<Entry>{{"0,001", 1e-3},
                                               {"0,010", 1e-2},
                                               {"1,5", 1.5},
                                               {"1,000", 1.0},
                                               {"1,125", 1.125},
                                               {"2,5e-3", 2.5e-3}})
        all.push_back(comma ? one : Entry{one.text, refused});
    // A German 1.000 is a thousand, a program's is one.
    for (const Entry& one : std::vector<Entry>{{"1.000", 1.0}, {"12.500", 12.5}, {"-1.250", -1.25}})
        all.push_back(desktop == "de_DE" ? Entry{one.text, refused} : one);
    if (desktop == "ar_EG")
        all.insert(all.end(), {{"٠٫٠٠١", 1e-3}, {"١٠٠٠", 1e3}, {"١٬٠٠٠", refused}});
    return all;
}

TEST(NumberText, IsReadAsItIsMeantInEveryLocale) {
    for (const char* name : desktops) {
        const Desktop desktop(name);
        for (const auto& [text, value] : entries(name)) {
            SCOPED_TRACE(std::string(name) + ": " + text);
            EXPECT_EQ(read_real(QString::fromUtf8(text)), value);
            if (!value) {
                EXPECT_THAT(unreadable_real(QString::fromUtf8(text)).toStdString(),
                            HasSubstr(QString::fromUtf8(text).trimmed().toStdString()));
            }
        }
        for (const double x : {0.001, 0.1, 1.125, 1234.5, 1e-10, -2.5e20, 1.0 / 3, 1e6, 0.0})
            EXPECT_EQ(read_real(entry_text(x)), x) << name << ' ' << entry_text(x).toStdString();
        for (const std::int64_t n : {0L, -7L, 1000L, 123456789L, 9007199254740993L})
            EXPECT_EQ(read_integer(entry_text(n)), n) << name;
        for (const char* text : {"1.5", "1,5", "1e3", "1.000", "1,000", "1.0", "ten"})
            EXPECT_EQ(read_integer(QString::fromUtf8(text)), std::nullopt) << name << ' ' << text;
    }
}

TEST(NumberText, TheTwoMeaningsOfADoubtfulOneAreSaid) {
    const Desktop desktop("de_DE");
    EXPECT_EQ(unreadable_real("1.500"),
              "'1.500' may be 1,5 or 1500; write it without separators of thousands");
}

// What a field made of a text that was typed, by an input method where no key has it: its value, or
// its sentence.
struct Made {
    std::optional<double> value;
    std::string said;
};

Made in_learning_rate(const QString& text) {
    LearningRateField field;
    field.set_steerable(true);
    field.show_rates(0.77, 0.77);
    QSignalSpy asked(&field, &LearningRateField::set_asked_for);
    auto* line = field.findChild<QLineEdit*>();
    line->clear();
    line->insert(text);
    QTest::keyClick(line, Qt::Key_Return);
    return {asked.isEmpty() ? std::nullopt : std::optional(asked[0][0].toDouble()),
            field.findChild<QLabel*>()->text().toStdString()};
}

Made in_rule(const QString& text) {
    RuleEditor editor(test::example_plan(), descriptions(triggers()));
    std::optional<double> set;
    QObject::connect(&editor, &RuleEditor::rule_set, &editor,
                     [&](const Item& rule) { set = rule.settings.real("value"); });
    Table settings;
    settings.set("metric", std::string("fisher_trace"));
    editor.edit({"threshold", settings, {}}, true);
    editor.findChild<QLineEdit*>(QStringLiteral("value"))->insert(text);
    editor.findChild<QPushButton*>(QStringLiteral("set"))->click();
    return {set, editor.findChild<QLabel*>(QStringLiteral("sentence"))->text().toStdString()};
}

Made in_form(const QString& text) {
    ParameterField field({.key = "share", .fallback = 0.0, .label = "Share", .help = "x"});
    auto* line = field.findChild<QLineEdit*>();
    line->clear();
    line->insert(text);
    const Value value = field.value();
    return {field.problem().isEmpty() ? std::optional(std::get<double>(value)) : std::nullopt,
            field.problem().toStdString()};
}

Made in_box(const QString& text) {
    NumberBox box(NumberBox::Kind::real, -1e6, 1e6, 0.1);
    box.selectAll();
    box.findChild<QLineEdit*>()->insert(text);
    QTest::keyClick(&box, Qt::Key_Return); // nothing is made of it then, either
    return {box.value(), box.problem().toStdString()};
}

TEST(NumberText, EveryFieldTakesWhatIsMeantOrSaysWhatIsDoubtful) {
    for (const char* name : desktops) {
        const Desktop desktop(name);
        for (const auto& [text, value] : entries(name)) {
            const QString typed = QString::fromUtf8(text);
            if (typed.trimmed().isEmpty())
                continue;
            SCOPED_TRACE(std::string(name) + ": " + text);
            for (const auto& made : {in_rule(typed), in_form(typed), in_box(typed)}) {
                EXPECT_EQ(made.value, value) << made.said;
                EXPECT_TRUE(value || !made.said.empty());
            }
            for (const auto& made : {in_form(typed), in_box(typed)})
                EXPECT_TRUE(value ||
                            made.said.find(typed.trimmed().toStdString()) != std::string::npos)
                    << made.said;
            const Made rate = in_learning_rate(typed);
            EXPECT_EQ(rate.value, value && *value > 0 ? value : std::nullopt);
            EXPECT_TRUE(rate.value || !rate.said.empty());
        }
    }
}

TEST(NumberText, ListsAreOfDecimalPoints) {
    const Parameter reals{.key = "x", .fallback = std::vector<double>{}, .label = "X", .help = ""};
    const auto read = [&](const char* text) -> std::optional<std::vector<double>> {
        ParameterField field(reals);
        field.findChild<QLineEdit*>()->setText(QString::fromUtf8(text));
        if (!field.problem().isEmpty())
            return {};
        return std::get<std::vector<double>>(field.value());
    };
    using List = std::vector<double>;
    for (const char* name : desktops) {
        const Desktop desktop(name);
        SCOPED_TRACE(name);
        EXPECT_EQ(read("0.5, 0.25"), (List{0.5, 0.25}));
        EXPECT_EQ(read("30 60"), (List{30, 60}));
        EXPECT_EQ(read("30; 60"), (List{30, 60}));
        EXPECT_EQ(read("1,000"), std::nullopt); // one, a thousand, or one and nothing
        EXPECT_EQ(read("0,001"), std::nullopt);
    }
    const Desktop german("de_DE");
    EXPECT_EQ(read("0,5, 0,25"), std::nullopt);
    EXPECT_EQ(read("0,5"), std::nullopt);
}

TEST(NumberBox, KeepsWhatIsTypedAndSaysWhyItIsNoNumber) {
    NumberBox box(NumberBox::Kind::whole, 0, 938, 1);
    box.show();
    box.set_value(300);
    box.selectAll();
    QTest::keyClicks(&box, "1000"); // a spin box of Qt's would take 100
    QTest::keyClick(&box, Qt::Key_Tab);
    EXPECT_EQ(box.text(), "1000");
    EXPECT_EQ(box.integer(), std::nullopt);
    EXPECT_EQ(box.problem(), "'1000' is out of range; from 0 to 938 is allowed");
    box.selectAll();
    QTest::keyClicks(&box, "7");
    EXPECT_EQ(box.integer(), 7);
    QTest::keyClick(&box, Qt::Key_Up);
    EXPECT_EQ(box.integer(), 8);
    box.set_value(0);
    QTest::keyClick(&box, Qt::Key_Down);
    EXPECT_EQ(box.integer(), 0);
    NumberBox tenths(NumberBox::Kind::real, 0, 1, 0.1);
    for (int i = 0; i < 7; ++i)
        tenths.stepBy(1);
    EXPECT_EQ(tenths.value(), 0.7);
}

} // namespace
} // namespace thaw
