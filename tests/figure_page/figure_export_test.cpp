// Exports as other programs see them: poppler and an XML reader.
#include "tests/figures/figure_runs.h"
#include "tests/figures/outside_program.h"
#include "widgets/figures/figure_export.h"
#include "widgets/figures/figure_files.h"
#include "widgets/figures/figure_fonts.h"

#include <QImage>
#include <QRegularExpression>
#include <QTransform>
#include <QXmlStreamReader>
#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>

namespace thaw {
namespace {

using test::figure_run;
using test::figure_runs;
using testing::HasSubstr;
using testing::Not;

constexpr qsizetype most_bytes = 200'000;

struct Made {
    FigureData data;
    FigureScene scene;
};
Made make(const std::string& text, const ComparedRuns& runs) {
    const FigureDocument document = parse_figure(text, "figure.toml");
    Made made;
    made.data = figure_data(document, runs);
    made.scene = figure_scene(document, made.data);
    return made;
}

const std::string everything = R"(runs = ["*"]
[figure]
columns = 3
[[panels]]
kind = "groups"
group_by = "stop_step"
series = ["fisher_trace"]
y_scale = "log"
y_range = [1.0, 8.0]
events = ["stop"]
y_label = "フィッシャー情報 $tr(F)$, $S_{avg}^{rho}$"
[[panels]]
kind = "id_ood"
[[panels]]
kind = "stop_ood"
[[panels]]
kind = "curves"
group_by = "stop_step"
x_range = [100, 300]
y_range = [0.3, 0.5]
[[panels]]
kind = "heat"
)";

ComparedRuns long_runs() {
    ComparedRuns runs;
    for (std::int64_t seed = 1; seed <= 8; ++seed) {
        auto run = std::make_shared<ComparedRun>(*figure_run(seed, 25));
        MetricColumns& rows = run->record.metrics[1];
        rows = {};
        rows.series.resize(run->record.header.plan.metrics[1].series.size());
        auto state = static_cast<std::uint64_t>(seed);
        for (std::int64_t step = 0; step < 100'000; ++step) {
            rows.step.push_back(step);
            state = state * 6364136223846793005U + 1442695040888963407U;
            const double noise = static_cast<double>(state >> 40U) / static_cast<double>(1U << 24U);
            for (auto& series : rows.series)
                series.value.push_back(std::exp(-1e-5 * static_cast<double>(step)) +
                                       0.1 * static_cast<double>(seed) + 0.2 * noise);
        }
        runs.push_back(run);
    }
    return runs;
}
const std::string long_figure =
    "runs = [\"*\"]\n[[panels]]\nkind = \"curves\"\nseries = [\"accuracy.id_test\"]\n";

void keep(const QByteArray& bytes, const char* name) { // to be looked at
    if (const char* folder = std::getenv("THAW_KEEP_FIGURES"))
        std::ofstream(std::string(folder) + "/" + name, std::ios::binary)
            .write(bytes.data(), bytes.size());
}

class Pdf : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::installed("pdfinfo"))
            GTEST_SKIP() << "poppler-utils is not installed: packaging/install.sh tests";
    }
    std::string ask(const std::string& program, const QByteArray& pdf) {
        const std::string file = folder_.write("figure.pdf", pdf.toStdString());
        return test::ask(program + " " + file).output;
    }
    test::TemporaryFolder folder_;
};

TEST_F(Pdf, is_a_page_of_exactly_the_figures_size) {
    for (const FigurePreset& preset : figure_presets()) {
        const Made made = make("[figure]\npreset = \"" + preset.id +
                                   "\"\n[[runs]]\nfiles = \"*\"\n[[panels]]\nkind = \"groups\"\n",
                               figure_runs());
        const std::string info = ask("pdfinfo", figure_to_pdf(made.scene, {}));
        double width = 0, height = 0;
        const std::size_t at = info.find("Page size:");
        ASSERT_NE(at, std::string::npos) << info;
        ASSERT_EQ(std::sscanf(info.c_str() + at + 10, "%lf x %lf", &width, &height), 2);
        EXPECT_NEAR(width, made.scene.width, 0.05) << preset.id;
        EXPECT_NEAR(height, made.scene.height, 0.05) << preset.id;
        EXPECT_THAT(info, HasSubstr("Pages:           1"));
    }
}

TEST_F(Pdf, is_vectors_with_embedded_fonts_none_of_them_type_3) {
    const Made made = make(everything, figure_runs());
    const QByteArray pdf = figure_to_pdf(made.scene, {everything, "."});
    keep(pdf, "everything.pdf");
    const std::string fonts = ask("pdffonts", pdf);
    EXPECT_THAT(fonts, HasSubstr("TrueType"));
    EXPECT_THAT(fonts, Not(HasSubstr("Type 3")));
    std::istringstream lines(fonts);
    std::string line;
    std::getline(lines, line);
    const std::size_t embedded = line.find("emb");
    std::getline(lines, line);
    int count = 0;
    while (std::getline(lines, line)) {
        EXPECT_EQ(line.substr(embedded, 3), "yes") << fonts;
        ++count;
    }
    EXPECT_GE(count, 2);
    if (has_own_font(Typeface::times)) {
        EXPECT_THAT(fonts, HasSubstr("Termes"));
    }
    std::istringstream images(ask("pdfimages -list", pdf));
    int rows = 0;
    while (std::getline(images, line))
        ++rows;
    EXPECT_EQ(rows, 2) << "an image in the PDF"; // the heading alone
    ask("pdftotext -layout", pdf);
    const std::string text = folder_.read("figure.txt");
    EXPECT_THAT(text, HasSubstr("OOD accuracy"));
    EXPECT_LT(pdf.size(), most_bytes);
}

TEST_F(Pdf, stays_small_for_endless_series) {
    const Made made = make(long_figure, long_runs());
    const QByteArray pdf = figure_to_pdf(made.scene, {long_figure, "."});
    keep(pdf, "long.pdf");
    EXPECT_LT(pdf.size(), most_bytes);
}

// Reads the geometry of an SVG in its own units, transformed: every point of every path.
struct SvgPoints {
    QSizeF millimetres;
    QRectF view_box;
    std::vector<QPointF> points;
    int texts = 0;
    bool sound = false;
};
SvgPoints read_svg(const QByteArray& svg) {
    SvgPoints result;
    QXmlStreamReader reader(svg);
    std::vector<QTransform> open{QTransform()};
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isEndElement()) {
            open.pop_back();
            continue;
        }
        if (!reader.isStartElement())
            continue;
        const auto attributes = reader.attributes();
        QTransform transform = open.back();
        static const QRegularExpression number(QStringLiteral("-?[0-9.]+(e-?[0-9]+)?"));
        const auto numbers = [&](const QString& text) {
            std::vector<double> all;
            for (auto match = number.globalMatch(text); match.hasNext();)
                all.push_back(match.next().captured().toDouble());
            return all;
        };
        if (attributes.hasAttribute(QLatin1String("transform"))) {
            const auto m = numbers(attributes.value(QLatin1String("transform")).toString());
            if (m.size() == 6)
                transform = QTransform(m[0], m[1], m[2], m[3], m[4], m[5]) * transform;
        }
        open.push_back(transform);
        const auto add = [&](double x, double y) {
            result.points.push_back(transform.map(QPointF(x, y)));
        };
        if (reader.name() == QLatin1String("svg")) {
            const auto size = [&](const char* name) {
                const QString text = attributes.value(QLatin1String(name)).toString();
                EXPECT_TRUE(text.endsWith(QLatin1String("mm")));
                return text.chopped(2).toDouble();
            };
            result.millimetres = {size("width"), size("height")};
            const auto box = numbers(attributes.value(QLatin1String("viewBox")).toString());
            if (box.size() == 4)
                result.view_box = {box[0], box[1], box[2], box[3]};
        } else if (reader.name() == QLatin1String("path")) {
            const auto all = numbers(attributes.value(QLatin1String("d")).toString());
            for (std::size_t i = 0; i + 1 < all.size(); i += 2)
                add(all[i], all[i + 1]);
        } else if (reader.name() == QLatin1String("polyline")) {
            const auto all = numbers(attributes.value(QLatin1String("points")).toString());
            for (std::size_t i = 0; i + 1 < all.size(); i += 2)
                add(all[i], all[i + 1]);
        } else if (reader.name() == QLatin1String("text")) {
            ++result.texts;
        } else if (reader.name() == QLatin1String("clipPath") ||
                   reader.name() == QLatin1String("image")) {
            ADD_FAILURE() << "the SVG relies on " << reader.name().toString().toStdString();
        }
    }
    result.sound = !reader.hasError();
    return result;
}

TEST(Svg, has_the_figures_size_and_nothing_outside_it) {
    const Made made = make(everything, figure_runs());
    const QByteArray svg = figure_to_svg(made.scene, {everything, "."});
    keep(svg, "everything.svg");
    const SvgPoints read = read_svg(svg);
    ASSERT_TRUE(read.sound);
    EXPECT_NEAR(read.millimetres.width(), made.scene.width / 72 * 25.4, 0.01);
    EXPECT_NEAR(read.millimetres.height(), made.scene.height / 72 * 25.4, 0.01);
    EXPECT_GT(read.texts, 50);
    EXPECT_GT(read.points.size(), 200U);
    const QRectF page = read.view_box.adjusted(-50, -50, 50, 50); // half a pt
    for (const QPointF& point : read.points)
        EXPECT_TRUE(page.contains(point)) << point.x() << " " << point.y();
    EXPECT_LT(svg.size(), most_bytes);
    EXPECT_THAT(svg.toStdString(), HasSubstr("'TeX Gyre Termes', 'Liberation Serif'"));
}

TEST(Svg, no_curve_leaves_its_axes_without_any_clip) {
    // One panel whose ranges cut through every curve: all points of strokes in the curves' colours.
    const Made made = make("runs = [\"*\"]\n[[panels]]\nkind = \"curves\"\nx_range = [90, 300]\n"
                           "y_range = [0.3, 0.5]\nlegend = \"none\"\n",
                           figure_runs());
    const SceneRect axes = made.scene.panels[0].axes;
    const QByteArray svg = figure_to_svg(made.scene, {});
    const QString text = QString::fromUtf8(svg);
    static const QRegularExpression path(
        QStringLiteral("<g [^>]*stroke=\"#([0-9a-f]{6})\"[^>]*>\\s*<path[^>]* d=\"([^\"]*)\""));
    static const QRegularExpression pair(QStringLiteral("[ML](-?[0-9.]+),(-?[0-9.]+)"));
    int points = 0;
    for (auto match = path.globalMatch(text); match.hasNext();) {
        const auto one = match.next();
        if (one.captured(1) == QLatin1String("000000")) // axes and text
            continue;
        for (auto at = pair.globalMatch(one.captured(2)); at.hasNext(); ++points) {
            const auto point = at.next();
            EXPECT_GE(point.captured(1).toDouble(), 100 * axes.left - 1);
            EXPECT_LE(point.captured(1).toDouble(), 100 * axes.right() + 1);
            EXPECT_GE(point.captured(2).toDouble(), 100 * axes.top - 1);
            EXPECT_LE(point.captured(2).toDouble(), 100 * axes.bottom() + 1);
        }
    }
    EXPECT_GT(points, 20);
}

TEST(Svg, stays_small_for_endless_series) {
    const Made made = make(long_figure, long_runs());
    const QByteArray svg = figure_to_svg(made.scene, {long_figure, "."});
    keep(svg, "long.svg");
    EXPECT_LT(svg.size(), most_bytes);
}

TEST(Png, has_its_size_written_into_it) {
    const Made made = make(long_figure, figure_runs());
    const QByteArray png = figure_to_png(made.scene, {long_figure, "."}, 300);
    QImage image;
    ASSERT_TRUE(image.loadFromData(png, "PNG"));
    EXPECT_EQ(image.width(), 1650);
    EXPECT_NEAR(image.dotsPerMeterX() * 0.0254, 300, 0.1);
    int dark = 0;
    for (int x = 0; x < image.width(); ++x)
        for (int y = 0; y < image.height(); ++y)
            dark += qGray(image.pixel(x, y)) < 128 ? 1 : 0;
    EXPECT_GT(dark, 1000);
    EXPECT_LT(dark, image.width() * image.height() / 10);
}

TEST(Recipe, comes_back_from_every_file) {
    const Made made = make(everything, figure_runs());
    const std::string text = "# a comment & <more> 日本語 \"\n" + everything;
    const FigureRecipe recipe{text, "../documents"};
    for (const QByteArray& file :
         {figure_to_pdf(made.scene, recipe), figure_to_svg(made.scene, recipe),
          figure_to_png(made.scene, recipe, 100)}) {
        const auto found = read_recipe(file);
        ASSERT_TRUE(found) << file.left(20).toStdString();
        EXPECT_EQ(found->document, text);
        EXPECT_EQ(found->folder, "../documents");
        EXPECT_EQ(parse_figure(found->document, "f"), parse_figure(everything, "f"));
    }
}

TEST(Recipe, a_tool_for_pdfs_finds_it_too) {
    if (!test::installed("pdfdetach"))
        GTEST_SKIP() << "poppler-utils is not installed: packaging/install.sh tests";
    const Made made = make(long_figure, figure_runs());
    const test::TemporaryFolder folder;
    folder.write("a.pdf", figure_to_pdf(made.scene, {long_figure, "."}).toStdString());
    EXPECT_THAT(test::ask("pdfdetach -list " + (folder.path() / "a.pdf").string()).output,
                HasSubstr("figure.toml"));
}

TEST(Recipe, is_not_found_where_there_is_none) {
    EXPECT_FALSE(read_recipe("%PDF-1.4\nstream\nx\nendstream"));
    EXPECT_FALSE(read_recipe("<svg><path/></svg>"));
    EXPECT_FALSE(read_recipe("<svg"));
    EXPECT_FALSE(read_recipe(""));
    EXPECT_FALSE(read_recipe(QByteArray("\x89PNG\r\n\x1a\n garbage")));
    const test::TemporaryFolder folder;
    folder.write("a.pdf", "%PDF-1.4\n");
    EXPECT_THROW(find_document(folder.path() / "a.pdf"), Error);
}

TEST(Recipe, names_no_absolute_path) {
    EXPECT_EQ(recipe_folder("/home/me/paper/figures", "/home/me/paper/out"), "../figures");
    EXPECT_EQ(recipe_folder("/home/me/paper", "/home/me/paper"), ".");
}

TEST(FigureFiles, stand_beside_each_other) {
    FigureDrawing drawing;
    drawing.document = parse_figure(long_figure, "f");
    drawing.data = figure_data(drawing.document, figure_runs());
    drawing.scene = figure_scene(drawing.document, drawing.data);
    const auto files = figure_files({"/tmp/x/fig1.pdf", true, true}, drawing, long_figure, "/tmp");
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[1].first, "/tmp/x/fig1.csv");
    EXPECT_EQ(files[2].first, "/tmp/x/fig1.py");
    EXPECT_THAT(files[2].second.toStdString(), HasSubstr("fig1.csv"));
    EXPECT_THROW(figure_files({"/tmp/x/fig1.eps"}, drawing, long_figure, "/tmp"), Error);
}

FigureDrawing drawn(const std::string& figure) {
    FigureDrawing drawing;
    drawing.document = parse_figure(test::one_panel("kind = \"id_ood\"\n", figure), "f");
    drawing.data = figure_data(drawing.document, figure_runs());
    drawing.scene = figure_scene(drawing.document, drawing.data);
    return drawing;
}

TEST(FigureFiles, refuse_a_png_that_cannot_be_drawn_and_say_what_to_change) {
    const FigureDrawing large = drawn("width = 20\nheight_ratio = 3");
    try {
        figure_files({"a.png", false, false, 2400}, large, "", "/tmp");
        FAIL() << "28 GB were drawn";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::usage);
        EXPECT_THAT(error.what(), HasSubstr("(--dpi) from 2400 to "));
        EXPECT_THAT(error.what(), HasSubstr("height_ratio"));
        const std::string text = error.what();
        const double dpi = std::strtod(text.c_str() + text.find(" to ") + 4, nullptr);
        EXPECT_LE(4 * large.scene.width * large.scene.height * dpi * dpi / (72 * 72), 4e9);
        EXPECT_GE(dpi, 50) << "as little as can be asked for";
    }
}

TEST(FigureFiles, are_all_written_or_none_is_changed) {
    const test::TemporaryFolder folder;
    const std::filesystem::path a = folder.write("a.pdf", "old"), b = folder.path() / "b" / "b.csv";
    folder.write("b", "a file where a folder should be");
    EXPECT_THROW(write_files({{a, "new"}, {b, "new"}}), Error);
    EXPECT_EQ(folder.read("a.pdf"), "old");
    const auto c = folder.path() / "c" / "c.csv";
    write_files({{a, "new"}, {c, "new"}});
    EXPECT_EQ(folder.read("a.pdf"), "new");
    EXPECT_EQ(folder.read("c/c.csv"), "new");
    std::size_t files = 0; // and nothing is left beside them
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
        files += entry.is_regular_file() ? 1 : 0;
    EXPECT_EQ(files, 3U);
    std::filesystem::create_symlink("/dev/full", folder.path() / "full.pdf");
    EXPECT_THROW(write_files({{folder.path() / "full.pdf", "new"}}), Error);
}

TEST(FigureFiles, of_the_same_figure_are_the_same_bytes) {
    const FigureDrawing drawing = drawn("");
    for (const char* ending : {".pdf", ".svg", ".png", ".tex"}) {
        const auto bytes = [&] {
            return figure_files({std::string("/tmp/f") + ending, true, true, 100}, drawing, "",
                                "/tmp");
        };
        EXPECT_EQ(bytes(), bytes()) << ending;
    }
    const QByteArray pdf = figure_to_pdf(drawing.scene, {"", "."});
    EXPECT_FALSE(pdf.contains("(D:")) << "no time of writing";
}

TEST(FigureFonts, cover_what_labels_hold) {
    for (const Typeface typeface :
         {Typeface::times, Typeface::computer_modern, Typeface::helvetica}) {
        QString back;
        for (const FontRun& run :
             font_runs(QStringLiteral("Step 学習 −±×"), typeface, Slant::upright))
            back += run.text;
        EXPECT_EQ(back, QStringLiteral("Step 学習 −±×"));
        EXPECT_FALSE(font_runs(QStringLiteral("ρλ"), typeface, Slant::italic).isEmpty());
    }
}

} // namespace
} // namespace thaw
