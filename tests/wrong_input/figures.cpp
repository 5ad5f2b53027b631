// Documents of figures.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

namespace {
WrongInput panel(const std::string& what, const std::string& lines, Words where, Words says) {
    return figure(what, "[[runs]]\nfiles = \"*.thaw.h5\"\n[[panels]]\n" + lines, std::move(where),
                  std::move(says));
}
WrongInput style(const std::string& what, const std::string& line, Words where, Words says) {
    return figure(what,
                  "[figure]\n@" + line +
                      "\n[[runs]]\nfiles = \"*.thaw.h5\"\n[[panels]]\n"
                      "kind = \"curves\"\n",
                  std::move(where), std::move(says));
}
} // namespace

WrongInputs wrong_figures() {
    return {
        figure("a figure that is no TOML", "[figure]\n@width = = 3\n", {}, {"this is not TOML"}),
        figure("a figure without runs", "[[panels]]\nkind = \"curves\"\n", {"figure.toml", "runs"},
               {"no runs are named; write [[runs]]"}),
        figure("a figure without panels", "[[runs]]\nfiles = \"*.thaw.h5\"\n",
               {"figure.toml", "panels"}, {"there is no panel; write [[panels]]"}),
        figure("an empty figure", "", {"figure.toml", "runs"}, {"no runs are named"}),
        figure("a section that a figure has not", "@[pannels]\nkind = \"curves\"\n", {"pannels"},
               {"did you mean 'panels'?"}),
        figure("one text for the list of runs", "@runs = \"*.thaw.h5\"\n", {"runs"},
               {"must be a list of texts"}),
        figure("numbers for runs", "@runs = [1, 2]\n", {"runs[0]"}, {"must be a text"}),
        figure("runs without their files", "@[[runs]]\nlabel = \"x\"\n", {"runs[0].files"},
               {"must be given"}),
        style("a preset that there is not", "preset = \"neruips\"", {"figure.preset"},
              {"did you mean 'neurips'?"}),
        style("a width out of range", "width = 40.0", {"figure.width"}, {"at least 1, at most 20"}),
        style("a width by another word", "width = \"half\"", {"figure.width"}, {"column, full"}),
        style("a height out of range", "height_ratio = 0.01", {"figure.height_ratio"},
              {"at least 0.15, at most 3"}),
        style("no columns", "columns = 0", {"figure.columns"}, {"at least 1, at most 12"}),
        style("a language that there is not", "language = \"fr\"", {"figure.language"},
              {"auto", "ja"}),
        style("a number for a grid", "grid = 1", {"figure.grid"}, {"must be true or false"}),
        panel("a kind of panel that there is not", "@kind = \"scatter\"\n", {"panels[0].kind"},
              {"is not known", "id_ood"}),
        panel("a panel without its kind", "title = \"x\"\n", {"panels[0].kind"},
              {"must name one of: curves"}),
        panel("a range turned round", "kind = \"curves\"\n@x_range = [3, 1]\n",
              {"panels[0].x_range"}, {"the smaller first"}),
        panel("a range of three", "kind = \"curves\"\n@y_range = [1, 2, 3]\n",
              {"panels[0].y_range"}, {"must be two numbers"}),
        panel("a logarithm of 0", "kind = \"curves\"\ny_scale = \"log\"\n@y_range = [0, 1]\n",
              {"panels[0].y_range"}, {"above 0"}),
        panel("a scale that there is not", "kind = \"curves\"\n@y_scale = \"cubic\"\n",
              {"panels[0].y_scale"}, {"linear", "log"}),
        panel("a label without its end", "kind = \"curves\"\n@title = \"$tr(F)\"\n",
              {"panels[0].title"}, {"$"}),
        panel("a colour by its name",
              "kind = \"curves\"\n[[panels.series]]\nname = \"x\"\n"
              "@color = \"red\"\n",
              {"panels[0].series[0].color", "red"}, {"write #RRGGBB"}),
        panel("a series without its name",
              "kind = \"curves\"\n@[[panels.series]]\n"
              "label = \"x\"\n",
              {"panels[0].series[0].name"}, {"must be given"}),
        panel("an event that there is not", "kind = \"curves\"\n@events = [\"stopp\"]\n",
              {"panels[0].events[0].kind"}, {"did you mean 'stop'?"}),
        panel("a line at a word", "kind = \"curves\"\n[[panels.lines]]\n@at = \"chance\"\n",
              {"panels[0].lines[0].at"}, {"must be a number"}),
        panel("a loss above 1", "kind = \"stop_ood\"\n@id_loss = 5\n", {"panels[0].id_loss"},
              {"at most 1"}),
    };
}

} // namespace thaw::test
