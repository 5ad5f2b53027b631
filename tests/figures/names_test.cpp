// Runs with any name: every file of their figure can be read, and shows the name.
#include "core/figures/figure_drawing.h"
#include "core/figures/figure_writers.h"
#include "core/run/quoting.h"
#include "core/run/utf8.h"
#include "tests/evil_names.h"
#include "tests/figures/figure_runs.h"
#include "tests/figures/outside_program.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using testing::HasSubstr;
using testing::Not;

SharedRun named(const std::string& name, std::int64_t seed) {
    auto run = std::make_shared<ComparedRun>(*test::figure_run(seed, 25));
    run->record.header.name = name;
    run->facts.set(Field("name"), name);
    run->file = "/runs/" + name + std::to_string(seed) + ".thaw.h5";
    return run;
}

struct Made {
    FigureData data;
    FigureScene scene;
};
Made figure_of(const std::string& panels, const ComparedRuns& runs) {
    const FigureDocument document =
        parse_figure("runs = [\"*\"]\n[figure]\nwidth = \"full\"\n" + panels, "figure.toml");
    Made made;
    made.data = figure_data(document, runs);
    made.scene = figure_scene(document, made.data);
    return made;
}
const std::string panels = "[[panels]]\nkind = \"curves\"\nseries = [\"fisher_trace\"]\nlegend = "
                           "\"outside\"\n[[panels]]\nkind = \"groups\"\nseries = "
                           "[\"fisher_trace\"]\ngroup_by = \"name\"\nlegend = \"outside\"\n";

std::vector<std::string> short_names() {
    std::vector<std::string> names;
    for (const std::string& name : test::evil_names())
        if (name.size() < 100)
            names.push_back(name);
    return names;
}

TEST(Names, are_labels_as_they_are) {
    for (const std::string& name : test::evil_names()) {
        const std::string label = label_of_text(name);
        EXPECT_EQ(label_to_plain(label), terminal_text(name));
        std::string drawn;
        for (const GlyphRun& run : lay_out_label(label, Typeface::times).runs) {
            drawn += run.text;
            EXPECT_EQ(run.slant, Slant::upright) << "no mathematics: " << name;
        }
        EXPECT_EQ(drawn, terminal_text(name));
    }
}

TEST(Names, of_all_kinds_make_a_script_that_finds_its_data) {
    ComparedRuns runs;
    std::int64_t seed = 0;
    for (const std::string& name : short_names())
        runs.push_back(named(name, ++seed));
    const Made made = figure_of(panels, runs);
    const test::TemporaryFolder folder;
    const std::string csv = "it's \"x\"\\\n.csv";
    folder.write(csv, write_figure_csv(made.scene, made.data));
    std::string script = write_matplotlib(made.scene, made.data, csv, "out.pdf");
    // All but the drawing: which of its curves the script asks for, and whether they are there.
    folder.write("figure.py", script);
    folder.write("ask.py", R"(
import ast, csv
source = open("figure.py", encoding="utf-8").read()
asked = {ast.literal_eval(n.args[0]) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)
         and getattr(n.func, "attr", "") == "get" and getattr(n.func.value, "id", "") == "data"}
names = [ast.literal_eval(n.args[1]) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)
         and getattr(n.func, "attr", "") == "join"]
rows = list(csv.DictReader(open(names[0], encoding="utf-8", newline=""), strict=True))
there = {(r["panel"], r["curve"]) for r in rows}
assert asked == there, asked ^ there
[float(r[k]) for r in rows for k in ("x", "y")]
print(len(there))
)");
    const test::Answer answer = test::ask("cd " + folder.path().string() + " && python3 ask.py");
    ASSERT_EQ(answer.status, 0) << answer.output;
    std::size_t curves = 0;
    for (const PanelData& panel : made.data.panels)
        curves += panel.curves.size();
    EXPECT_EQ(std::stoul(answer.output), curves) << "each has a name of its own";
}

TEST(Names, are_drawn_by_the_script_too) {
    if (test::ask("python3 -c 'import matplotlib'").status != 0)
        GTEST_SKIP() << "python3-matplotlib is not installed: packaging/install.sh tests";
    ComparedRuns runs;
    std::int64_t seed = 0;
    for (const std::string& name : short_names())
        runs.push_back(named(name, ++seed));
    const Made made = figure_of(panels, runs);
    const test::TemporaryFolder folder;
    folder.write("f.csv", write_figure_csv(made.scene, made.data));
    folder.write("f.py", write_matplotlib(made.scene, made.data, "f.csv", "f.pdf"));
    const test::Answer answer =
        test::ask("cd " + folder.path().string() + " && MPLCONFIGDIR=" + folder.path().string() +
                  " python3 f.py");
    EXPECT_EQ(answer.status, 0) << answer.output;
}

TEST(Names, compile_in_tex_with_the_engine_that_the_header_names) {
    if (!test::installed("pdflatex"))
        GTEST_SKIP() << "TeX Live with pgfplots is not installed: packaging/install.sh checks";
    ComparedRuns plain, all;
    std::int64_t seed = 0;
    for (const std::string& name : short_names()) {
        all.push_back(named(name, ++seed));
        if (!needs_unicode_latex(name) && plain.size() < 40)
            plain.push_back(all.back());
    }
    const Made made = figure_of(panels, plain);
    const test::TemporaryFolder folder;
    // A document with every kind of line end: none may get out of its comment.
    const std::string tex =
        write_pgfplots(made.scene, made.data, "# a\r\\undefined\r\n\\undefined\n");
    EXPECT_THAT(tex.substr(0, 400), HasSubstr("pdflatex"));
    folder.write("f.tex", tex);
    folder.write("paper.tex", "\\documentclass{article}\n\\usepackage{pgfplots}\n"
                              "\\pgfplotsset{compat=1.16}\n\\begin{document}\n\\input{f}\n"
                              "\\end{document}\n");
    const test::Answer answer =
        test::ask("cd " + folder.path().string() +
                  " && pdflatex -interaction=nonstopmode -halt-on-error paper.tex");
    EXPECT_EQ(answer.status, 0) << answer.output;
    EXPECT_THAT(answer.output, Not(HasSubstr("Missing character")));
    const Made more = figure_of(panels, all);
    EXPECT_THAT(write_pgfplots(more.scene, more.data, "").substr(0, 400), HasSubstr("lualatex"));
}

} // namespace
} // namespace thaw
