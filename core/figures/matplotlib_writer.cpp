#include "core/figures/figure_writers.h"
#include "core/figures/label.h"
#include "core/run/quoting.h"
#include "core/run/utf8.h"

#include <fmt/format.h>

namespace thaw {

namespace {

std::string label(const std::string& source) {
    return python_literal(label_to_mathtext(source));
}
std::string number(double x) {
    return fmt::format("{:.10g}", x);
}

class ScriptWriter {
  public:
    ScriptWriter(const FigureScene& scene, const FigureData& data) : scene_(scene), data_(data) {}

    std::string take(const std::string& csv, const std::string& output) {
        const FigurePreset& preset = *scene_.preset;
        static const char* const fonts[]{
            R"("font.family": "serif", "font.serif": ["TeX Gyre Termes", "Liberation Serif", "Times New Roman", "DejaVu Serif"], "mathtext.fontset": "stix")",
            R"("font.family": "serif", "font.serif": ["Latin Modern Roman", "cmr10", "DejaVu Serif"], "mathtext.fontset": "cm")",
            R"("font.family": "sans-serif", "font.sans-serif": ["TeX Gyre Heros", "Liberation Sans", "Arial", "DejaVu Sans"], "mathtext.fontset": "stixsans")"};
        out_ = fmt::format(
            "#!/usr/bin/env python3\n"
            "\"\"\"Redraws a figure of Thawscope from the data beside this script.\"\"\"\n"
            "import csv, math, os, sys\n"
            "import matplotlib\n"
            "matplotlib.use(\"Agg\")\n"
            "import matplotlib.pyplot as plt\n"
            "from matplotlib.ticker import FixedFormatter, FixedLocator\n\n"
            "W, H = {w}, {h}  # inches\n"
            "plt.rcParams.update({{{font},\n"
            "    \"font.size\": {tick}, \"axes.labelsize\": {label}, \"axes.titlesize\": {label},\n"
            "    \"axes.linewidth\": {axis}, \"lines.linewidth\": {curve}, \"pdf.fonttype\": 42,\n"
            "    \"xtick.major.size\": {length}, \"ytick.major.size\": {length},\n"
            "    \"xtick.minor.size\": {minor}, \"ytick.minor.size\": {minor},\n"
            "    \"xtick.major.width\": {axis}, \"ytick.major.width\": {axis},\n"
            "    \"legend.frameon\": False, \"legend.fontsize\": {tick}}})\n\n"
            "data = {{}}  # (panel, curve) -> columns x, y, low, high\n"
            "here = os.path.dirname(os.path.abspath(__file__))\n"
            "with open(os.path.join(here, {csv_literal}), encoding=\"utf-8\", newline=\"\") as "
            "file:\n"
            "    for row in csv.DictReader(file):\n"
            "        columns = data.setdefault((row[\"panel\"], row[\"curve\"]), ([], [], [], "
            "[]))\n"
            "        for column, key in zip(columns, (\"x\", \"y\", \"low\", \"high\")):\n"
            "            column.append(float(row[key]) if row[key] else math.nan)\n\n"
            "fig = plt.figure(figsize=(W, H))\n\n\n"
            "def panel(left, top, width, height, xlim, ylim, xscale=\"linear\", "
            "yscale=\"linear\"):\n"
            "    ax = fig.add_axes((left / W, 1 - (top + height) / H, width / W, height / H))\n"
            "    ax.set(xscale=xscale, yscale=yscale)\n"
            "    ax.set(xlim=xlim, ylim=ylim)\n"
            "    return ax\n\n\n"
            "def ticks(axis, major, labels, minor):\n"
            "    axis.set_major_locator(FixedLocator(major))\n"
            "    axis.set_major_formatter(FixedFormatter(labels))\n"
            "    axis.set_minor_locator(FixedLocator(minor))\n"
            "    axis.set_minor_formatter(FixedFormatter([]))\n\n\n",
            fmt::arg("csv_literal", python_literal(csv)), fmt::arg("w", number(scene_.width / 72)),
            fmt::arg("h", number(scene_.height / 72)),
            fmt::arg("font", fonts[static_cast<std::size_t>(preset.typeface)]),
            fmt::arg("tick", preset.tick_size), fmt::arg("label", preset.label_size),
            fmt::arg("axis", preset.axis_line), fmt::arg("curve", preset.curve_line),
            fmt::arg("length", tick_length), fmt::arg("minor", minor_tick_length));
        for (const ScenePanel& panel : scene_.panels)
            add(panel);
        for (const SceneLegend& legend : scene_.legends)
            add_legend(legend);
        out_ += "fig.savefig(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, " +
                python_literal(output) + "))\n";
        return out_;
    }

  private:
    static std::string style(const FigureCurve& curve, double width) {
        std::string text = fmt::format("color={}, linewidth={}",
                                       python_literal(hex(curve.style.color)), number(width));
        if (!curve.style.dash.empty()) {
            text += ", linestyle=(0, (";
            for (const double part : curve.style.dash)
                text += number(part) + ", ";
            text += "))";
        }
        return text;
    }
    static const char* marker(MarkerShape shape) {
        static const char* const names[]{"", "o", "s", "^", "D", "x"};
        return names[static_cast<std::size_t>(shape)];
    }

    void add_ticks(const char* axis, const PrintTicks& ticks, bool labelled) {
        std::string major, labels, minor;
        for (const PrintTick& tick : ticks.ticks) {
            (tick.label.empty() ? minor : major) += number(tick.value) + ", ";
            if (!tick.label.empty())
                labels += (labelled ? label(tick.label) : std::string("\"\"")) + ", ";
        }
        out_ += fmt::format("ticks(ax.{}, [{}], [{}], [{}])\n", axis, major, labels, minor);
    }

    void add(const ScenePanel& panel) {
        const PanelData& shown = data_.panels[panel.panel];
        const auto inches = [](double pt) { return number(pt / 72); };
        const std::string letter(1, static_cast<char>('a' + static_cast<int>(panel.panel % 26)));
        out_ +=
            fmt::format("# Panel {}\nax = panel({}, {}, {}, {}, ({}, {}), ({}, {}){}{})\n", letter,
                        inches(panel.axes.left), inches(panel.axes.top), inches(panel.axes.width),
                        inches(panel.axes.height), number(panel.x.low), number(panel.x.high),
                        number(panel.y.low), number(panel.y.high),
                        panel.x.scale == PrintScale::logarithmic ? ", xscale=\"log\"" : "",
                        panel.y.scale == PrintScale::logarithmic ? ", yscale=\"log\"" : "");
        if (!panel.boxed)
            out_ += "ax.spines[[\"top\", \"right\"]].set_visible(False)\n";
        if (!panel.grid.empty())
            out_ += "ax.grid(color=\"#E2E2E2\", linewidth=0.4)\n";
        for (const FigureShade& shade : shown.shades)
            out_ +=
                fmt::format("ax.axvspan({}, {}, color={}, linewidth=0, zorder=0)\n",
                            number(shade.from), number(shade.to), python_literal(hex(shade_color)));
        if (shown.cells) {
            add_cells(*shown.cells, letter);
            add_heat_extras(panel, *shown.cells);
        }
        for (const FigureLine& line : shown.lines)
            out_ += fmt::format("ax.{}({}, color={}, linewidth=0.6, linestyle=(0, (3.3, 2.5)))\n",
                                line.vertical ? "axvline" : "axhline", number(line.at),
                                python_literal(hex(line.color)));
        for (const bool right : {false, true}) {
            if (right && !panel.right)
                continue;
            if (right)
                out_ +=
                    fmt::format("left, ax = ax, ax.twinx()\nax.set(yscale=\"{}\")\n"
                                "ax.set(ylim=({}, {}))\n"
                                "ax.spines[[\"top\", \"left\", \"bottom\"]]"
                                ".set_visible(False)\n",
                                panel.right->scale == PrintScale::logarithmic ? "log" : "linear",
                                number(panel.right->low), number(panel.right->high));
            add_curves(panel, letter, right);
            if (right) {
                add_ticks("yaxis", panel.right_ticks, true);
                out_ += "ax = left\n";
            }
        }
        add_ticks("xaxis", panel.x_ticks, panel.x_labelled);
        add_ticks("yaxis", panel.y_ticks, panel.y_labelled);
        for (const SceneText& text : panel.texts)
            if (!(text.source.empty()) && !is_tick(panel, text))
                add_text(text);
        for (const SceneText& text : panel.curve_texts)
            add_text(text);
        for (const SceneLegend& legend : panel.legends)
            add_legend(legend);
        out_ += "\n";
    }

    void add_curves(const ScenePanel& panel, const std::string& letter, bool right) {
        for (const SceneCurve& scene : panel.curves) {
            const FigureCurve& curve = data_.panels[panel.panel].curves[scene.curve];
            if (curve.right != right)
                continue;
            out_ += fmt::format("x, y, low, high = data.get(({}, {}), ([], [], [], []))\n",
                                python_literal(letter), python_literal(curve.name));
            if (!curve.low.empty() && curve.bars)
                out_ += fmt::format("ax.vlines(x, low, high, color={}, linewidth=0.7)\n",
                                    python_literal(hex(curve.style.color)));
            else if (!curve.low.empty())
                out_ +=
                    fmt::format("ax.fill_between(x, low, high, color={}, alpha={}, linewidth=0)\n",
                                python_literal(hex(curve.style.color)), band_opacity);
            std::string look = style(curve, scene.stroke.width);
            if (!curve.line)
                look += ", linestyle=\"none\"";
            if (curve.marked)
                look += fmt::format(", marker=\"{}\", markersize={}, markeredgecolor=\"white\", "
                                    "markeredgewidth=0.25",
                                    marker(scene.marker), number(scene.marker_size));
            out_ += "ax.plot(x, y, " + look + ")\n";
        }
    }

    void add_cells(const FigureCells& cells, const std::string& letter) {
        std::string rows;
        for (std::size_t r = cells.rows.size(); r-- > 0;) // from below
            rows += python_literal(valid_utf8(cells.rows[r])) + ", ";
        out_ += fmt::format(
            "rows = [{}]\n"
            "cells = [data[({}, row)] for row in rows]\n"
            "edges = cells[0][0] + [{}]\n"
            "ax.pcolormesh(edges[:len(cells[0][0]) + 1], range(len(rows) + 1), [c[1] for c in "
            "cells],\n"
            "              cmap=\"{}\", norm=matplotlib.colors.LogNorm({}, {}), zorder=0)\n",
            rows, python_literal(letter), number(cells.edges.back()),
            cells.palette == "cividis" ? "cividis" : "viridis", number(cells.low),
            number(cells.high));
    }

    // What pcolormesh does not: frozen blocks, and the bar of the colours.
    void add_heat_extras(const ScenePanel& panel, const FigureCells& cells) {
        for (std::size_t r = 0; r < cells.rows.size(); ++r)
            if (const double from = std::max(cells.frozen_from[r], panel.x.low);
                cells.frozen_until[r] > from)
                out_ += fmt::format(
                    "ax.add_patch(plt.Rectangle(({}, {}), {}, 1, fill=False, hatch=\"/////\", "
                    "edgecolor=\"#9A9A9A\", linewidth=0))\n",
                    number(from), cells.rows.size() - 1 - r, number(cells.frozen_until[r] - from));
        const SceneRect& box = panel.color_bar_box;
        out_ += fmt::format(
            "for k in range(64):\n"
            "    fig.add_artist(plt.Rectangle(({}, {} + {} * k / 64), {}, {} / 64,\n"
            "                   transform=fig.transFigure, color=plt.get_cmap(\"{}\")(k / 63)))\n",
            number(box.left / scene_.width), number(1 - box.bottom() / scene_.height),
            number(box.height / scene_.height), number(box.width / scene_.width),
            number(box.height / scene_.height), cells.palette == "cividis" ? "cividis" : "viridis");
    }

    static bool is_tick(const ScenePanel& panel, const SceneText& text) {
        for (const PrintTicks* ticks : {&panel.x_ticks, &panel.y_ticks, &panel.right_ticks})
            for (const PrintTick& tick : ticks->ticks)
                if (!tick.label.empty() && tick.label == text.source)
                    return true;
        return false;
    }

    void add_text(const SceneText& text) {
        static const char* const anchors[]{"left", "center", "right"};
        // Turned text: what runs along it is vertical on the page.
        const char* along = anchors[static_cast<std::size_t>(text.anchor)];
        const char* vertical = text.anchor == TextAnchor::left     ? "bottom"
                               : text.anchor == TextAnchor::centre ? "center"
                                                                   : "top";
        out_ +=
            fmt::format("fig.text({}, {}, {}, fontsize={}, color={}, {}{})\n",
                        number(text.at.x / scene_.width), number(1 - text.at.y / scene_.height),
                        label(text.source), number(text.size), python_literal(hex(text.color)),
                        text.upwards ? fmt::format("rotation=90, ha=\"right\", va=\"{}\"", vertical)
                                     : fmt::format("ha=\"{}\", va=\"baseline\"", along),
                        text.bold ? ", weight=\"bold\"" : "");
    }

    void add_legend(const SceneLegend& legend) {
        const auto x = [&](double pt) { return number(pt / scene_.width); };
        const auto y = [&](double pt) { return number(1 - pt / scene_.height); };
        for (const SceneLegendEntry& one : legend.entries) {
            const SceneRect& handle = one.handle;
            const LegendEntry& entry = one.entry;
            const std::string color = python_literal(hex(entry.style.color));
            if (entry.band || entry.shade)
                out_ += fmt::format(
                    "fig.add_artist(plt.Rectangle(({}, {}), {}, {}, transform=fig.transFigure, "
                    "color={}, alpha={}, linewidth=0))\n",
                    x(handle.left), y(handle.bottom()), x(handle.width),
                    number(handle.height / scene_.height),
                    entry.shade ? python_literal(hex(shade_color)) : color,
                    entry.shade ? 1.0 : band_opacity);
            FigureCurve curve;
            curve.style = entry.style;
            const double middle = handle.top + handle.height / 2;
            if (entry.line)
                out_ += fmt::format("fig.add_artist(plt.Line2D([{}, {}], [{}, {}], {}))\n",
                                    x(handle.left), x(handle.right()), y(middle), y(middle),
                                    style(curve, scene_.preset->curve_line));
            if (entry.marked || entry.style.marker != MarkerShape::none)
                out_ += fmt::format("fig.add_artist(plt.Line2D([{}], [{}], color={}, "
                                    "marker=\"{}\", markersize=3.2, "
                                    "markeredgecolor=\"white\", markeredgewidth=0.25))\n",
                                    x(handle.left + handle.width / 2), y(middle), color,
                                    marker(entry.style.marker == MarkerShape::none
                                               ? MarkerShape::circle
                                               : entry.style.marker));
            add_text(one.text);
        }
        for (const SceneText& text : legend.texts)
            add_text(text);
    }

    const FigureScene& scene_;
    const FigureData& data_;
    std::string out_;
};

} // namespace

std::string write_matplotlib(const FigureScene& scene, const FigureData& data,
                             const std::string& csv, const std::string& output) {
    return ScriptWriter(scene, data).take(csv, output);
}

} // namespace thaw
