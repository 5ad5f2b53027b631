// Comparisons of real run files, made by `thaw run` here: what the window and the program say
// equals what h5py and numpy say, and every rule fires again where it fired.
#include "app/compared_files.h"
#include "app/window/comparison_tab.h"
#include "app/window/main_window.h"
#include "core/compare/replay.h"
#include "core/run/rule.h"
#include "core/run/user_folders.h"
#include "core/training/training.h"
#include "tests/app/program.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/curves_panel.h"
#include "widgets/compare/outcome_panel.h"
#include "widgets/compare/results_panel.h"
#include "widgets/figures/figure_page.h"

#include <QAction>
#include <QSettings>
#include <QTest>
#include <array>
#include <cstdlib>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace thaw {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr int patience = 120'000; // milliseconds, on a machine that is busy with other tests

// Stops at 12 and 30 by a step, and where two rules fire.
const std::array<const char*, 4> rules{
    "id = \"at_step\"\nstep = 12\n",
    "id = \"at_step\"\nstep = 30\n",
    "id = \"stabilisation\"\nmetric = \"fisher_trace\"\ntau = 3\n",
    "id = \"threshold\"\nmetric = \"fisher_trace\"\nvalue = 0.9\nrelative = true\npatience = 2\n",
};

std::string corpus_config(std::size_t rule, int seed) {
    return fmt::format(R"(
[run]
name = "corpus"
seed = {}
threads = 1
[training]
steps = 60
batch_size = 16
[dataset]
id = "synthetic"
train_examples = 160
test_examples = 80
[[ood]]
shift = ["stripe", "shot_noise"]
[network]
id = "mlp"
[optimiser]
id = "sgd"
learning_rate = 0.05
momentum = 0.9
[intervention]
id = "gradual_unfreezing"
interval = 100000
[[triggers]]
name = "stop_rule"
action = "release_all"
{}
[[metrics]]
id = "evaluation"
early_every = 10
every = 10
[[metrics]]
id = "fisher_trace"
early_every = 2
every = 2
examples = 32
)",
                       seed, rules[rule]);
}

// Five seeds by four stops; two processes at a time.
void make_corpus(const test::Folder& folder) {
    std::vector<std::unique_ptr<test::Folder>> places;
    std::vector<test::Process> running;
    for (std::size_t rule = 0; rule < rules.size(); ++rule)
        for (int seed = 1; seed <= 5; ++seed) {
            const auto config =
                folder.write(fmt::format("c{}-{}.toml", rule, seed), corpus_config(rule, seed));
            places.push_back(std::make_unique<test::Folder>()); // for its output
            running.emplace_back(*places.back(), std::vector<std::string>{
                                                     THAW_PROGRAM, "run", config.string(), "--out",
                                                     (folder / "runs").string(), "--quiet"});
            if (running.size() == 2) {
                for (auto& process : running)
                    ASSERT_EQ(process.wait(), 0) << process.error();
                running.clear();
            }
        }
}

json by_numpy(const test::Folder& folder) {
    test::Process python(folder, {"/usr/bin/python3", THAW_SOURCE "/tests/window/compare_corpus.py",
                                  (folder / "runs").string()});
    EXPECT_EQ(python.wait(), 0) << python.error();
    return json::parse(python.out());
}

void expect_summary(const json& expected, const json& summary) {
    EXPECT_EQ(summary["n"], expected["n"]);
    EXPECT_NEAR(summary["mean"].get<double>(), expected["mean"].get<double>(), 1e-12);
    if (expected["n"].get<int>() > 1) {
        EXPECT_NEAR(summary["sd"].get<double>(), expected["sd"].get<double>(), 1e-12);
    }
}

TEST(Comparison, SaysWhatNumpySays) {
    const test::Folder folder;
    make_corpus(folder);
    ASSERT_FALSE(HasFatalFailure());
    const json expected = by_numpy(folder);
    ASSERT_EQ(expected["runs"].size(), 20U);
    std::vector<std::string> files;
    for (const auto& run : expected["runs"])
        files.push_back(run["file"]);

    // The program.
    const auto thaw = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin() + 1, files.begin(), files.end());
        const test::Result result = test::thaw(folder, arguments);
        EXPECT_EQ(result.code, 0) << result.error;
        return result.out;
    };
    const json said = json::parse(thaw({"compare", "--baseline", "12", "--json"}));
    ASSERT_EQ(said["groups"].size(), expected["groups"].size());
    const std::string csv = thaw({"compare", "--table", "csv"});
    for (const auto& group : said["groups"]) {
        std::string stop = group["value"];
        if (stop.empty())
            stop = "-1"; // unfreezing never ended
        const json& theirs = expected["groups"][stop];
        expect_summary(theirs["id"], group["series"]["accuracy.id_test"]);
        expect_summary(theirs["ood"], group["series"]["accuracy.ood_mean"]);
        if (stop != "12" && !expected["differences"][stop].is_null())
            expect_summary(expected["differences"][stop],
                           group["series"]["accuracy.ood_mean"]["difference"]);
        // Shortest text that reads back as the same number.
        EXPECT_THAT(csv,
                    HasSubstr(fmt::format("accuracy.ood_mean,{},", theirs["ood"]["n"].dump())));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        EXPECT_EQ(said["runs"][i]["stop_step"], expected["runs"][i]["stop"]);
        EXPECT_EQ(said["runs"][i]["seed"], expected["runs"][i]["seed"]);
        const auto& front = expected["front"];
        EXPECT_EQ(said["runs"][i]["pareto"].get<bool>(),
                  std::find(front.begin(), front.end(), json(files[i])) != front.end());
    }
    EXPECT_THAT(thaw({"compare", "--table", "latex"}), HasSubstr("\\mathbf{"));
    EXPECT_THAT(thaw({"compare", "--table", "markdown"}), HasSubstr("| **"));

    // Every run's own rule fires again where its event log says.
    for (std::size_t i = 0; i < files.size(); ++i) {
        const SharedRun run = read_compared(files[i]);
        const RunConfig config = parse_config(run->record.header.config, files[i], vocabulary());
        ASSERT_EQ(config.triggers.size(), 1U);
        const Firing firing = replay(run->record, config.triggers.front());
        const auto& fired = expected["runs"][i]["fired"];
        ASSERT_LE(fired.size(), 1U);
        EXPECT_EQ(firing.step, fired.empty() ? -1 : fired[0].get<std::int64_t>()) << files[i];
        EXPECT_FALSE(firing.after_stop);
    }
    const json replayed = json::parse(thaw({"replay", "--rule", "id=at_step,step=25", "--json"}));
    EXPECT_EQ(replayed["fired"], 20);
    for (const auto& run : replayed["runs"])
        EXPECT_EQ(run["step"], 25);

    // The window.
    QSettings().clear();
    MainWindow window(folder.path());
    window.set_folder(folder.path());
    window.resize(1280, 800);
    window.show();
    window.compare({files.begin(), files.end()});
    ASSERT_NE(window.comparison(), nullptr);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.comparison()->page() != nullptr; }, patience));
    ComparePage* page = window.comparison()->page();
    const ResultsTable& table = page->results()->results();
    ASSERT_EQ(table.rows.size(), expected["groups"].size());
    const auto near = [](double a, const json& b) { return std::abs(a - b.get<double>()) < 1e-12; };
    for (std::size_t g = 0; g < table.rows.size(); ++g) {
        const json& theirs =
            expected["groups"][std::to_string(page->set()->groups()[g].runs.front()->stop())];
        EXPECT_TRUE(near(table.rows[g].cells[0].summary.mean, theirs["id"]["mean"]));
        EXPECT_TRUE(near(table.rows[g].cells[1].summary.mean, theirs["ood"]["mean"]));
        if (table.rows[g].runs > 1) {
            EXPECT_TRUE(near(table.rows[g].cells[1].summary.sd, theirs["ood"]["sd"]));
        }
    }
    EXPECT_EQ(page->outcomes()->front().size(), expected["front"].size());
    page->choose(QStringLiteral("judge"), QStringLiteral("mean:3"));
    const ResultsTable& meant = page->results()->results();
    for (std::size_t g = 0; g < meant.rows.size(); ++g)
        EXPECT_TRUE(near(meant.rows[g].cells[1].summary.mean,
                         expected["groups"][std::to_string(
                             page->set()->groups()[g].runs.front()->stop())]["mean3"]["mean"]));
    // The drawn lines: mean and standard deviation over steps.
    ASSERT_TRUE(QTest::qWaitFor([&] { return !page->curves()->busy(); }, patience));
    ASSERT_EQ(page->curves()->curves().panels.size(), 1U);
    const auto& lines = page->curves()->curves().panels[0].curves;
    ASSERT_EQ(lines.size(), expected["groups"].size());
    for (const auto& line : lines) {
        const auto& group = page->set()->groups()[line->group];
        const json& theirs = expected["groups"][std::to_string(group.runs.front()->stop())];
        ASSERT_EQ(line->x->size(), theirs["steps"].size());
        for (std::size_t i = 0; i < line->x->size(); ++i) {
            EXPECT_EQ((*line->x)[i], theirs["steps"][i].get<double>());
            EXPECT_TRUE(near(line->y.look()[i], theirs["curve_mean"][i]));
            if (group.runs.size() > 1) {
                EXPECT_TRUE(near(line->high.look()[i] - line->y.look()[i], theirs["curve_sd"][i]));
            }
        }
    }

    // A figure made from what is in front: the same numbers, drawn and in its export.
    for (QAction* action : window.findChildren<QAction*>())
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F))
            action->trigger();
    FigurePage* figure = window.figure_page();
    ASSERT_NE(figure, nullptr);
    ASSERT_TRUE(QTest::qWaitFor([&] { return figure->drawing() != nullptr; }, patience));
    const auto& drawn = figure->drawing()->data.panels[0].curves;
    std::size_t compared = 0;
    for (const FigureCurve& curve : drawn) {
        const std::string series = "accuracy.ood_mean ";
        if (!curve.name.starts_with(series))
            continue;
        const std::string stop = curve.name.substr(series.size());
        const json& theirs = expected["groups"][stop == "none" ? "-1" : stop];
        ASSERT_EQ(curve.x.size(), theirs["steps"].size()) << curve.name;
        for (std::size_t i = 0; i < curve.x.size(); ++i, ++compared) {
            EXPECT_EQ(curve.x[i], theirs["steps"][i].get<double>());
            EXPECT_TRUE(near(curve.y[i], theirs["curve_mean"][i]));
            if (theirs["ood"]["n"].get<int>() > 1) {
                EXPECT_TRUE(near(curve.high[i] - curve.y[i], theirs["curve_sd"][i]));
            }
        }
    }
    EXPECT_GT(compared, 0U);
    const auto pdf = folder / "figure.pdf";
    figure->export_to({.figure = pdf, .data = true});
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return std::filesystem::exists(folder / "figure.csv"); }, patience));
    window.open(pdf); // brings the figure back
    ASSERT_NE(window.figure_page(), figure);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return window.figure_page()->drawing() != nullptr; }, patience));
    EXPECT_EQ(window.figure_page()->text(), figure->text());
}

TEST(Comparison, TellsWhichFilesCannotBeRead) {
    const test::Folder folder;
    MainWindow window(folder.path());
    window.set_folder(folder.path());
    window.show();
    const auto broken = folder.write("broken.thaw.h5", "not HDF5");
    window.compare({broken, folder / "absent.thaw.h5"});
    ASSERT_NE(window.comparison(), nullptr);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window.comparison() == nullptr; }, patience))
        << "there is nothing to show: the tab closes";
}

} // namespace
} // namespace thaw
