// Everything that a figure document may say.
#include "core/figures/figure_document.h"
#include "core/figures/palette.h"
#include "core/figures/preset.h"

namespace thaw {

namespace {

std::vector<std::string> preset_ids() {
    std::vector<std::string> ids;
    for (const auto& preset : figure_presets())
        ids.push_back(preset.id);
    return ids;
}

std::vector<std::string> with(const std::string& word, std::vector<std::string> words) {
    words.push_back(word);
    return words;
}

Parameter text(const char* key, const char* label, const char* help, const char* fallback = "") {
    return {.key = key, .fallback = std::string(fallback), .label = label, .help = help};
}

Parameter choice(const char* key, const char* label, const char* help, const char* fallback,
                 std::vector<std::string> words) {
    return {.key = key,
            .fallback = std::string(fallback),
            .label = label,
            .help = help,
            .words = std::move(words)};
}

Parameter group_by() {
    return text("group_by", translatable("Group by"),
                translatable("Runs of one group are drawn alike: a config key such as "
                             "intervention.interval, or stop_step, seed, name, state"));
}

Parameter band(const char* fallback) {
    return choice(
        "band", translatable("Band"),
        translatable("What the band or bar around a group's centre is: standard deviation, "
                     "standard error, 95% confidence interval of the mean (Student's t), "
                     "interquartile range. The "
                     "legend says which, and over how many runs"),
        fallback, {"sd", "se", "ci95", "iqr", "none"});
}

Parameter outcome() {
    return text("outcome", translatable("Outcome"),
                translatable("Which reading of a run stands for it: last, best, or mean:5 for the "
                             "mean of the last 5"),
                "last");
}

Parameter id_series() {
    return text("id_series", translatable("ID series"),
                translatable("The series of in-distribution results; empty: accuracy on the first "
                             "ID split"));
}

Parameter ood_series() {
    return text("ood_series", translatable("OOD series"),
                translatable("The series of out-of-distribution results; empty: mean accuracy over "
                             "all OOD splits"));
}

} // namespace

const Description& figure_section() {
    static const Description section{
        .id = "figure",
        .label = translatable("Figure"),
        .help = translatable("Size, type and colours of the whole figure"),
        .parameters = {
            choice("preset", translatable("Venue"),
                   translatable("Width, typeface, sizes and line weights of a venue's papers"),
                   "neurips", preset_ids()),
            {.key = "width",
             .fallback = 5.5,
             .label = translatable("Width"),
             .help = translatable("One column, the full width of the text, or a width in inches"),
             .unit = "in",
             .minimum = 1,
             .maximum = 20,
             .words = {"column", "full"},
             .default_word = "full"},
            {.key = "height_ratio",
             .fallback = 0.62,
             .label = translatable("Height to width"),
             .help = translatable("The height of a panel with its labels, in its widths"),
             .minimum = 0.15,
             .maximum = 3},
            {.key = "columns",
             .fallback = std::int64_t{1},
             .label = translatable("Panels in a row"),
             .help = translatable("How many panels stand side by side"),
             .minimum = 1,
             .maximum = 12,
             .words = {"auto"},
             .default_word = "auto"},
            choice("palette", translatable("Palette"),
                   translatable("Colours for things without an order; all can be told apart by "
                                "colour-blind readers"),
                   "okabe_ito", palette_names()),
            choice(
                "ordered_palette", translatable("Palette for ordered groups"),
                translatable("Colours for groups that are numbers, such as stop times; none takes "
                             "the other palette for them too"),
                "viridis", with("none", ordered_palette_names())),
            choice("language", translatable("Language"),
                   translatable("Of the words that Thawscope puts into the figure"), "auto",
                   {"auto", "en", "ja"}),
            choice("letters", translatable("Panel letters"),
                   translatable("(a), (b), ... over the panels; auto: where there are several"),
                   "auto", {"auto", "yes", "no"}),
            {.key = "share_x",
             .fallback = false,
             .label = translatable("Shared x axes"),
             .help = translatable("Panels below each other have one x range; only the lowest is "
                                  "labelled")},
            {.key = "share_y",
             .fallback = false,
             .label = translatable("Shared y axes"),
             .help = translatable("Panels side by side have one y range; only the leftmost is "
                                  "labelled")},
            {.key = "grid",
             .fallback = false,
             .label = translatable("Grid"),
             .help = translatable("Faint lines at the labelled ticks")},
        }};
    return section;
}

const Description& runs_section() {
    static const Description section{
        .id = "runs",
        .label = translatable("Runs"),
        .help = translatable("Which run files the figure is made from"),
        .parameters = {
            {.key = "files",
             .fallback = std::string(),
             .label = translatable("Files"),
             .help = translatable("A run file or a pattern with * and ?, seen from the document's "
                                  "folder"),
             .required = true},
            text("where", translatable("Where"),
                 translatable("Only the runs for which this holds: stop_step < 300 and seed < 5")),
        }};
    return section;
}

const std::vector<Description>& panel_kinds() {
    static const std::vector<Description> kinds{
        {.id = "curves",
         .label = translatable("Curves"),
         .help = translatable("Every run's series over the steps"),
         .parameters = {group_by(),
                        {.key = "errors",
                         .fallback = false,
                         .label = translatable("Error bands"),
                         .help = translatable("A band of one standard error of each reading")}}},
        {.id = "groups",
         .label = translatable("Group curves"),
         .help = translatable("Mean or median of groups of runs, with a band"),
         .parameters = {group_by(),
                        choice("centre", translatable("Centre"),
                               translatable("What stands for a group at each step"), "mean",
                               {"mean", "median"}),
                        band("sd"),
                        choice("alignment", translatable("Alignment"),
                               translatable("How runs that were read at different x are brought "
                                            "together: on straight lines between readings, with "
                                            "the last reading held, or only where all have one"),
                               "interpolated", {"interpolated", "held", "common"})}},
        {.id = "id_ood",
         .label = translatable("ID against OOD"),
         .help = translatable("A point a run: its in-distribution against its out-of-distribution "
                              "result, coloured by group"),
         .parameters = {id_series(),
                        ood_series(),
                        outcome(),
                        text("group_by", translatable("Group by"),
                             translatable("Runs of one group have one colour"), "stop_step"),
                        {.key = "ellipses",
                         .fallback = true,
                         .label = translatable("Ellipses"),
                         .help = translatable("One standard deviation of every group of three runs "
                                              "or more")},
                        {.key = "pareto",
                         .fallback = true,
                         .label = translatable("Pareto front"),
                         .help = translatable("A line through the groups' means that no other mean "
                                              "beats in both")}}},
        {.id = "stop_ood",
         .label = translatable("Stop time against OOD"),
         .help = translatable("The out-of-distribution result over the step at which unfreezing "
                              "ended, with the stop times that lose little ID accuracy shaded"),
         .parameters = {id_series(),
                        ood_series(),
                        outcome(),
                        band("sd"),
                        {.key = "id_loss",
                         .fallback = 0.005,
                         .label = translatable("Allowed ID loss"),
                         .help =
                             translatable("Stop times whose mean ID accuracy is less than this "
                                          "below the runs without a stop, or below the best stop, "
                                          "are shaded; 0: none"),
                         .minimum = 0,
                         .maximum = 1}}},
        {.id = "stop_metric",
         .label = translatable("Metric and OOD by stop time"),
         .help =
             translatable("A metric over the steps (left axis), and over the same axis of steps "
                          "the out-of-distribution result of the runs that stopped there "
                          "(right axis): what the metric looked like at a good moment"),
         .parameters = {ood_series(),
                        outcome(),
                        choice("metric_of", translatable("Metric of"),
                               translatable("Whose metric is drawn: of the runs that unfroze "
                                            "longest, which show what a rule would have seen at "
                                            "every stop, or a curve for each stop"),
                               "longest", {"longest", "each"}),
                        band("sd"),
                        text("right_label", translatable("Right label"),
                             translatable("As y label, of the right axis")),
                        {.key = "right_range",
                         .fallback = std::vector<double>{},
                         .label = translatable("Right range"),
                         .help = translatable("[from, to] of the right axis; empty: all data")},
                        choice("right_scale", translatable("Right scale"),
                               translatable("Linear or logarithmic"), "linear",
                               {"linear", "log"})}},
        {.id = "heat",
         .label = translatable("Heat strip"),
         .help = translatable("A per-block series by block and step, of one run; frozen blocks are "
                              "hatched"),
         .parameters = {text("metric", translatable("Metric"),
                             translatable("The metric with one series a block"), "fisher_trace"),
                        {.key = "frozen",
                         .fallback = true,
                         .label = translatable("Mark frozen blocks"),
                         .help = translatable("Hatches a block until it is released")}}},
    };
    return kinds;
}

const std::vector<Parameter>& panel_extras() {
    static const std::vector<Parameter> extras{
        text("title", translatable("Title"),
             translatable("Over the panel; most captions do without")),
        choice("x", translatable("x axis"),
               translatable("Steps, epochs, examples, seconds of the run or of updates alone, or "
                            "steps since the first release, since unfreezing ended, or since the "
                            "first trigger fired"),
               "step",
               {"step", "epoch", "examples", "wall_time", "train_time", "since_release",
                "since_release_all", "since_trigger"}),
        text("x_label", translatable("x label"),
             translatable("Mathematics between $ signs: $tr(F)$; empty: what the axis shows")),
        text("y_label", translatable("y label"),
             translatable("Mathematics between $ signs: $S_{avg}^{rho}$; empty: what the axis "
                          "shows")),
        {.key = "x_range",
         .fallback = std::vector<double>{},
         .label = translatable("x range"),
         .help = translatable("[from, to]; empty: all data")},
        {.key = "y_range",
         .fallback = std::vector<double>{},
         .label = translatable("y range"),
         .help = translatable("[from, to]; empty: all data in the x range")},
        choice("x_scale", translatable("x scale"), translatable("Linear or logarithmic"), "linear",
               {"linear", "log"}),
        choice("y_scale", translatable("y scale"), translatable("Linear or logarithmic"), "linear",
               {"linear", "log"}),
        choice(
            "legend", translatable("Legend"),
            translatable("Inside the axes, outside on the right, above them, or as labels at the "
                         "ends of the curves; auto: inside one panel, above several"),
            "auto", {"auto", "inside", "outside", "above", "direct", "none"}),
        choice("legend_corner", translatable("Corner"),
               translatable("Where a legend inside stands; auto: where it covers least"), "auto",
               {"auto", "top_left", "top_right", "bottom_left", "bottom_right"}),
    };
    return extras;
}

const Description& series_section() {
    static const Description section{
        .id = "series",
        .label = translatable("Series"),
        .help = translatable("A curve of every run"),
        .parameters = {
            {.key = "name",
             .fallback = std::string(),
             .label = translatable("Name"),
             .help = translatable("As the run file has it: accuracy.ood_mean, fisher_trace"),
             .required = true},
            text("label", translatable("Label"), translatable("In the legend")),
            text("color", translatable("Colour"),
                 translatable("#RRGGBB; empty: the palette's next one")),
            choice("dash", translatable("Dash"), translatable("How the line is broken"), "auto",
                   {"auto", "solid", "dashed", "dotted", "dash_dot"}),
            choice("marker", translatable("Marker"),
                   translatable("Drawn at readings, where they are not too many"), "auto",
                   {"auto", "none", "circle", "square", "triangle", "diamond", "cross"}),
        }};
    return section;
}

const Description& events_section() {
    static const Description section{
        .id = "events",
        .label = translatable("Events"),
        .help = translatable("Lines where something happened in a run"),
        .parameters = {
            {.key = "kind",
             .fallback = std::string(),
             .label = translatable("Event"),
             .help = translatable("stop is the step at which unfreezing ended"),
             .words = {"stop", "released", "frozen", "held", "released_all", "learning_rate_set",
                       "trigger_fired", "resumed", "forked", "diverged"},
             .required = true},
            text("label", translatable("Label"), translatable("Beside the line")),
        }};
    return section;
}

const Description& lines_section() {
    static const Description section{
        .id = "lines",
        .label = translatable("Lines"),
        .help = translatable("Levels and moments for comparison"),
        .parameters = {
            choice("axis", translatable("Axis"), translatable("The axis that the value is on"), "y",
                   {"x", "y"}),
            {.key = "at",
             .fallback = 0.0,
             .label = translatable("Value"),
             .help = translatable("Where the line stands"),
             .required = true},
            text("label", translatable("Label"), translatable("Beside the line")),
        }};
    return section;
}

} // namespace thaw
