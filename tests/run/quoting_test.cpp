// Names go out in many forms and are read by the programs that people read them with.
#include "core/run/quoting.h"

#include "core/run/utf8.h"
#include "tests/evil_names.h"
#include "tests/figures/outside_program.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::evil_names;

// Each name's UTF-8 bytes as hexadecimal digits, one a line: what no reader can take for anything.
std::string hex_of(const std::string& text) {
    std::string hex;
    for (const char c : text)
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return hex;
}

std::string hex_lines() {
    std::string lines;
    for (const std::string& name : evil_names())
        lines += hex_of(valid_utf8(name)) + "\n";
    return lines;
}

std::string told_by_python(const test::TemporaryFolder& folder, const std::string& script) {
    folder.write("ask.py", script);
    const test::Answer answer = test::ask("cd " + folder.path().string() + " && python3 ask.py");
    EXPECT_EQ(answer.status, 0) << answer.output;
    return answer.output;
}

TEST(Utf8, knows_what_is_none) {
    EXPECT_EQ(valid_utf8("aé学🦊"), "aé学🦊");
    for (const char* wrong : {"\xFF", "\xC0", "\xC1", "\x80", "\xF5"})
        EXPECT_EQ(valid_utf8(wrong), "\uFFFD") << hex_of(wrong);
    EXPECT_EQ(valid_utf8("\xE3\x82"), "\uFFFD\uFFFD") << "cut";
    EXPECT_EQ(valid_utf8("\xC0\xAF"), "\uFFFD\uFFFD") << "overlong";
    EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
    EXPECT_EQ(cut_utf8("学学", 5), "学");
    EXPECT_EQ(cut_utf8("学学", 2), "");
    EXPECT_EQ(cut_utf8("学学", 6), "学学");
}

TEST(Quoting, csv_comes_back_from_python_as_it_was) {
    const test::TemporaryFolder folder;
    std::string csv;
    for (const std::string& name : evil_names())
        csv += csv_line({name, "beside it"}) + csv_line({name});
    folder.write("names.csv", csv);
    EXPECT_EQ(told_by_python(folder, R"(
import csv
rows = list(csv.reader(open("names.csv", encoding="utf-8", newline=""), strict=True))
assert [r[1] for r in rows[::2]] == ["beside it"] * (len(rows) // 2)
assert [r[0] for r in rows[::2]] == [r[0] for r in rows[1::2]] and all(len(r) == 1 for r in rows[1::2])
print("\n".join(r[0].encode().hex() for r in rows[::2]))
)"),
              hex_lines());
    EXPECT_EQ(csv_field("=1+1"), "=1+1") << "a number stays a number, a name a name";
    EXPECT_EQ(csv_line({""}), "\"\"\n") << "no empty line: pandas passes over it";
}

TEST(Quoting, a_literal_of_python_is_the_text) {
    const test::TemporaryFolder folder;
    std::string script = "names = [\n";
    for (const std::string& name : evil_names())
        script += python_literal(name) + ",\n";
    script += "]\nprint('\\n'.join(n.encode('utf-8', 'surrogateescape').hex() for n in names))\n";
    std::string as_they_are; // bytes that are no UTF-8 come back, too
    for (const std::string& name : evil_names())
        as_they_are += hex_of(name) + "\n";
    EXPECT_EQ(told_by_python(folder, script), as_they_are);
}

TEST(Quoting, a_line_for_a_terminal_is_one_line_that_commands_nothing) {
    for (const std::string& name : evil_names()) {
        const std::string line = terminal_text(name);
        EXPECT_EQ(line, valid_utf8(line));
        for (const char c : line)
            EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << hex_of(line);
    }
    EXPECT_EQ(terminal_text("a\nb\t\x1b[31m"), "a\\nb\\t\\x1b[31m");
    EXPECT_EQ(terminal_text("turn\xE2\x80\xAE"), "turn\\u202e");
    EXPECT_EQ(terminal_text("研究 été 🦊"), "研究 été 🦊");
}

TEST(Quoting, a_markdown_cell_stays_one_cell_without_markup) {
    EXPECT_EQ(markdown_cell("a|b *c* _d_ `e` <f> [g]"),
              "a\\|b \\*c\\* \\_d\\_ \\`e\\` \\<f\\> \\[g\\]");
    EXPECT_EQ(markdown_cell("two\nlines"), "two\\\\nlines");
    for (const std::string& name : evil_names()) { // no bar is left that would end the cell
        const std::string cell = markdown_cell(name);
        for (std::size_t at = cell.find('|'); at != std::string::npos;
             at = cell.find('|', at + 1)) {
            ASSERT_GT(at, 0U);
            EXPECT_EQ(cell[at - 1], '\\') << cell;
        }
    }
}

TEST(Quoting, latex_compiles_with_any_name_and_the_default_fonts_have_all_of_it) {
    if (!test::installed("pdflatex"))
        GTEST_SKIP() << "TeX Live is not installed: packaging/install.sh checks";
    const test::TemporaryFolder folder;
    std::string paper = "\\documentclass{article}\n\\begin{document}\n";
    std::size_t left = 0;
    for (const std::string& name : evil_names())
        if (needs_unicode_latex(name))
            ++left;
        else if (name.size() < 100)
            paper += "X" + latex_text(name) + "X\n\n\\begin{tabular}{l}" + latex_text(name) +
                     " \\\\ \\end{tabular}\n\n";
    EXPECT_LT(left, evil_names().size() / 3);
    folder.write("paper.tex", paper + "\\end{document}\n");
    const test::Answer answer =
        test::ask("cd " + folder.path().string() +
                  " && pdflatex -interaction=nonstopmode -halt-on-error paper.tex");
    EXPECT_EQ(answer.status, 0) << answer.output;
    EXPECT_THAT(answer.output, testing::Not(testing::HasSubstr("Missing character")));
    if (!test::installed("pdftotext"))
        return;
    const std::string shown =
        test::ask("pdftotext -layout " + (folder.path() / "paper.pdf").string() + " -").output;
    // What the first encoding of LaTeX has as characters: not _ ^ ~ ", which it draws.
    for (const char* text : {"XC:\\xX", "{x}", "<y>", "X\\input{/etc/passwd}X", "Xtwo\\nlinesX",
                             "X</script>", "X[1]", "X100 %X", "Xa|bX"})
        EXPECT_THAT(shown, testing::HasSubstr(text));
}

TEST(Quoting, latex_says_which_engine_a_text_needs) {
    for (const char* plain : {"", "a_b", "été", "tr(F)²", "λ=0.1", "two\nlines", "Łódź"})
        EXPECT_FALSE(needs_unicode_latex(plain)) << plain;
    for (const char* more : {"研究", "Привет", "🦊", "e\xCC\x81", "bad\xFF", "«x»"})
        EXPECT_TRUE(needs_unicode_latex(more)) << more;
    EXPECT_THAT(latex_engine_comment(true), testing::HasSubstr("lualatex"));
    EXPECT_THAT(latex_engine_comment(false), testing::HasSubstr("pdflatex"));
    EXPECT_EQ(latex_text("a--b ``c''"), "a-{}-b `{}`c'{}'");
}

} // namespace
} // namespace thaw
