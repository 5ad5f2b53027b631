#include "core/figures/figure_writers.h"
#include "core/figures/label.h"
#include "core/run/quoting.h"

#include <cmath>
#include <fmt/format.h>
#include <map>

namespace thaw {

namespace {

// TeX reads four decimals of a pt, and nobody sees the third.
std::string number(double x) {
    std::string text = fmt::format("{:.3f}", x);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    return text == "-0" ? "0" : text;
}

class PgfWriter {
  public:
    PgfWriter(const FigureScene& scene, const FigureData& data) : scene_(scene), data_(data) {}

    std::string take(const std::string& recipe) {
        std::string body;
        for (const ScenePanel& panel : scene_.panels)
            body += axis(panel);
        for (const SceneLegend& one : scene_.legends)
            body += legend(one);
        out_ = "% Made by Thawscope. In the preamble: \\usepackage{pgfplots} "
               "\\pgfplotsset{compat=1.16}\n"
               "% In the figure: \\centering\\input{this file}; it is "
               "exactly " +
               number(scene_.width) + "bp wide.\n" + latex_engine_comment(unicode_);
        out_ += "\\begingroup%\n";
        for (const auto& [color, name] : colors_)
            out_ += fmt::format("\\definecolor{{{}}}{{HTML}}{{{}}}%\n", name, color);
        out_ += "\\begin{tikzpicture}[x=1bp,y=-1bp,every node/.style={inner sep=0,outer sep=0}]\n" +
                body + "\\pgfresetboundingbox\\useasboundingbox (0,0) rectangle (" +
                number(scene_.width) + "," + number(scene_.height) +
                ");\n"
                "\\end{tikzpicture}%\n\\endgroup\n";
        if (!recipe.empty()) {
            // No line end of any kind may get out of a comment: TeX ends lines at \r, too.
            out_ += "% The document that it was made from:\n";
            std::size_t at = 0;
            while (at < recipe.size()) {
                const std::size_t end = std::min(recipe.find('\n', at), recipe.size());
                out_ += "%% " + terminal_text(recipe.substr(at, end - at)) + "\n";
                at = end + 1;
            }
        }
        return out_;
    }

  private:
    std::string color(Rgb rgb) {
        if (rgb == Rgb{})
            return "black";
        const std::string digits = hex(rgb).substr(1);
        return colors_
            .emplace(digits, "thaw" + std::string(1, static_cast<char>('A' + colors_.size() / 26)) +
                                 std::string(1, static_cast<char>('a' + colors_.size() % 26)))
            .first->second;
    }
    std::string stroke(const SceneStroke& s) {
        std::string text = color(s.color) + ",line width=" + number(s.width) + "bp";
        if (!s.dash.empty()) {
            text += ",dash pattern=";
            for (std::size_t i = 0; i < s.dash.size(); ++i)
                text += (i % 2 == 0 ? "on " : "off ") + number(s.dash[i]) + "bp ";
            text.pop_back();
        }
        return text;
    }
    std::string tex(const std::string& source) {
        unicode_ = unicode_ || needs_unicode_latex(label_to_plain(source));
        return label_to_tex(source);
    }
    static std::string font(double size) {
        return fmt::format("\\fontsize{{{}}}{{{}}}\\selectfont", number(size), number(1.2 * size));
    }

    static std::string value(double x) { return fmt::format("{:.7g}", x); }
    // A place in the panel back in the units of its axes.
    static std::string at(const ScenePanel& panel, ScenePoint p) {
        return fmt::format(
            "({},{})", value(panel.x.value_at((p.x - panel.axes.left) / panel.axes.width)),
            value(panel.y.value_at((panel.axes.bottom() - p.y) / panel.axes.height)));
    }
    static std::string coordinates(const ScenePanel& panel, const SceneLine& line) {
        std::string text = "coordinates {";
        for (const ScenePoint& p : line)
            text += at(panel, p);
        return text + "}";
    }

    std::string ticks(const char* axis, const PrintTicks& ticks, bool labelled) {
        std::string major, minor, labels;
        for (const PrintTick& tick : ticks.ticks) {
            std::string& list = tick.label.empty() ? minor : major;
            list += (list.empty() ? "" : ",") + value(tick.value);
            if (!tick.label.empty())
                labels += (labels.empty() ? "{" : ",{") + (labelled ? tex(tick.label) : "") + "}";
        }
        std::string text =
            fmt::format("{0}tick={{{1}}},{0}ticklabels={{{2}}}", axis, major, labels);
        if (!minor.empty())
            text += fmt::format(",minor {}tick={{{}}}", axis, minor);
        return text;
    }

    // What goes before the content of an axis: its place, limits and ticks. `right`: of the axes as
    // ScenePanel::on_right() has them, of which only the right one is drawn.
    std::string begin_axis(const ScenePanel& panel, const PrintTicks& y_ticks, bool right) {
        const FigurePreset& preset = *scene_.preset;
        std::string text =
            fmt::format("\\begin{{axis}}[at={{({}bp,{}bp)}},anchor=north west,scale only "
                        "axis,width={}bp,height={}bp,\n"
                        "  xmin={},xmax={},ymin={},ymax={},{}\n",
                        number(panel.axes.left), number(-panel.axes.top), number(panel.axes.width),
                        number(panel.axes.height), value(panel.x.low), value(panel.x.high),
                        value(panel.y.low), value(panel.y.high),
                        right         ? "axis x line=none,axis y line*=right,"
                        : panel.boxed ? ""
                                      : "axis x line*=bottom,axis y line*=left,");
        if (panel.x.scale == PrintScale::logarithmic)
            text += "  xmode=log,\n";
        if (panel.y.scale == PrintScale::logarithmic)
            text += "  ymode=log,\n";
        if (!right)
            text += "  " + ticks("x", panel.x_ticks, panel.x_labelled) + ",\n";
        text += "  " + ticks("y", y_ticks, right || panel.y_labelled) + ",\n";
        return text +
               fmt::format("  scaled ticks=false,tick align=outside,tick pos={},major tick "
                           "length={}bp,minor tick "
                           "length={}bp,\n  every axis/.append style={{line width={}bp}},every "
                           "tick/.append style={{black,line width={}bp}},\n  tick label "
                           "style={{font={}}}]\n",
                           right ? "right" : "left", number(tick_length), number(minor_tick_length),
                           number(preset.axis_line), number(preset.axis_line),
                           font(preset.tick_size));
    }

    // Bands below, then lines, bars and markers: of the curves of one side.
    std::string curves(const ScenePanel& axes, const ScenePanel& panel, bool right) {
        std::string text;
        const auto here = [&](const SceneCurve& curve) {
            return data_.panels[panel.panel].curves[curve.curve].right == right;
        };
        for (const SceneCurve& curve : panel.curves)
            for (const SceneLine& polygon : curve.band)
                if (here(curve))
                    text += fmt::format("\\addplot[draw=none,fill={},fill opacity={},forget plot] "
                                        "{} \\closedcycle;\n",
                                        color(curve.stroke.color), band_opacity,
                                        coordinates(axes, closed(polygon)));
        for (const SceneCurve& curve : panel.curves)
            if (here(curve))
                text += curve_text(axes, curve);
        return text;
    }

    std::string axis(const ScenePanel& panel) {
        const FigurePreset& preset = *scene_.preset;
        std::string text = begin_axis(panel, panel.y_ticks, false);
        for (const SceneFill& shade : panel.shades)
            text += fill(panel, shade);
        for (const SceneFill& cell : panel.cells)
            text += fill(panel, cell);
        for (const SceneLine& line : panel.hatching)
            text += fmt::format("\\draw[{},line width=0.4bp] (axis cs:{}) -- (axis cs:{});\n",
                                color(hatch_color), bare(panel, line[0]), bare(panel, line[1]));
        for (const auto& lines : {panel.grid, panel.rules})
            for (const auto& [line, pen] : lines)
                text += fmt::format("\\draw[{}] (axis cs:{}) -- (axis cs:{});\n", stroke(pen),
                                    bare(panel, line[0]), bare(panel, line[1]));
        text += curves(panel, panel, false);
        text += "\\end{axis}\n";
        if (panel.right)
            text += begin_axis(panel.on_right(), panel.right_ticks, true) +
                    curves(panel.on_right(), panel, true) + "\\end{axis}\n";
        // Tick labels are the axis' own; everything else has its place.
        for (const SceneText& one : panel.texts)
            if (!is_tick_label(panel, one))
                text += node(one);
        for (const SceneText& one : panel.curve_texts)
            text += node(one);
        for (const SceneFill& step : panel.color_bar)
            text += fmt::format("\\fill[{}] ({},{}) rectangle ({},{});\n", color(step.color),
                                number(step.rect.left), number(step.rect.top),
                                number(step.rect.right()), number(step.rect.bottom()));
        if (!panel.color_bar.empty()) {
            const SceneRect& box = panel.color_bar_box;
            text += fmt::format("\\draw[line width={}bp] ({},{}) rectangle ({},{});\n",
                                number(preset.axis_line), number(box.left), number(box.top),
                                number(box.right()), number(box.bottom()));
            for (const double y : panel.color_bar_ticks)
                text += fmt::format("\\draw[line width={}bp] ({},{}) -- ({},{});\n",
                                    number(preset.axis_line), number(box.right()), number(y),
                                    number(box.right() + tick_length), number(y));
        }
        for (const SceneLegend& one : panel.legends)
            text += legend(one);
        return text;
    }

    static SceneLine closed(SceneLine polygon) {
        polygon.push_back(polygon.front());
        return polygon;
    }
    static std::string bare(const ScenePanel& panel, ScenePoint p) {
        const std::string text = at(panel, p);
        return text.substr(1, text.size() - 2);
    }
    std::string fill(const ScenePanel& panel, const SceneFill& one) {
        return fmt::format("\\fill[{}] (axis cs:{}) rectangle (axis cs:{});\n", color(one.color),
                           bare(panel, {one.rect.left, one.rect.top}),
                           bare(panel, {one.rect.right(), one.rect.bottom()}));
    }

    // The marks of pgfplots that look like ours.
    static std::string mark(MarkerShape shape, double size) {
        static const char* const names[]{"none", "*", "square*", "triangle*", "diamond*", "x"};
        return fmt::format("mark={},mark size={}bp", names[static_cast<std::size_t>(shape)],
                           number(size / 2));
    }

    std::string curve_text(const ScenePanel& panel, const SceneCurve& curve) {
        std::string text;
        const FigureCurve& drawn = data_.panels[panel.panel].curves[curve.curve];
        for (const SceneLine& line : curve.lines)
            text += fmt::format("\\addplot[{},line join=round,no marks] {}; % {}\n",
                                stroke(curve.stroke), coordinates(panel, line),
                                terminal_text(drawn.name));
        for (const auto& [a, b] : curve.bars)
            text += fmt::format("\\draw[{},line width=0.7bp] (axis cs:{}) -- (axis cs:{});\n",
                                color(curve.stroke.color), bare(panel, a), bare(panel, b));
        if (!curve.markers.empty())
            text +=
                fmt::format("\\addplot[only marks,{},{},mark options={{solid,fill={},draw=white,"
                            "line width=0.25bp}}] {};\n",
                            color(curve.stroke.color), mark(curve.marker, curve.marker_size),
                            color(curve.stroke.color), coordinates(panel, curve.markers));
        return text;
    }
    static bool is_tick_label(const ScenePanel& panel, const SceneText& text) {
        const auto among = [&](const PrintTicks& ticks) {
            for (const PrintTick& tick : ticks.ticks)
                if (!tick.label.empty() && tick.label == text.source)
                    return true;
            return false;
        };
        const bool below =
            text.anchor == TextAnchor::centre && !text.upwards && text.at.y > panel.axes.bottom();
        const bool beside =
            text.anchor == TextAnchor::right && !text.upwards && text.at.x < panel.axes.left;
        const bool right =
            text.anchor == TextAnchor::left && !text.upwards && text.at.x > panel.axes.right();
        return (below && among(panel.x_ticks)) || (beside && among(panel.y_ticks)) ||
               (right && among(panel.right_ticks));
    }

    std::string node(const SceneText& text) {
        static const char* const anchors[]{"base west", "base", "base east"};
        return fmt::format("\\node[anchor={},font={}{},text={}{}] at ({},{}) {{{}}};\n",
                           anchors[static_cast<std::size_t>(text.anchor)], font(text.size),
                           text.bold ? "\\bfseries" : "", color(text.color),
                           text.upwards ? ",rotate=90" : "", number(text.at.x), number(text.at.y),
                           tex(text.source));
    }

    std::string legend(const SceneLegend& legend) {
        std::string text;
        if (legend.over_curves)
            text += fmt::format("\\fill[white,fill opacity=0.8] ({},{}) rectangle ({},{});\n",
                                number(legend.box.left), number(legend.box.top),
                                number(legend.box.right()), number(legend.box.bottom()));
        for (const SceneLegendEntry& one : legend.entries) {
            const LegendEntry& entry = one.entry;
            const double middle = one.handle.top + one.handle.height / 2;
            const std::string rectangle = fmt::format(
                "({},{}) rectangle ({},{});\n", number(one.handle.left), number(one.handle.top),
                number(one.handle.right()), number(one.handle.bottom()));
            if (entry.shade)
                text += "\\fill[" + color(shade_color) + "] " + rectangle;
            if (entry.band)
                text += fmt::format("\\fill[{},fill opacity={}] ", color(entry.style.color),
                                    band_opacity) +
                        rectangle;
            SceneStroke pen{.color = entry.style.color, .width = scene_.preset->curve_line};
            for (const double part : entry.style.dash)
                pen.dash.push_back(part * pen.width);
            if (entry.line)
                text += fmt::format("\\draw[{}] ({},{}) -- ({},{});\n", stroke(pen),
                                    number(one.handle.left), number(middle),
                                    number(one.handle.right()), number(middle));
            if (entry.marked || entry.style.marker != MarkerShape::none)
                text +=
                    fmt::format("\\draw plot[only marks,{},mark options={{fill={},draw=white,line "
                                "width=0.25bp}}] coordinates {{({},{})}};\n",
                                mark(entry.style.marker == MarkerShape::none ? MarkerShape::circle
                                                                             : entry.style.marker,
                                     3.2),
                                color(entry.style.color),
                                number(one.handle.left + one.handle.width / 2), number(middle));
            text += node(one.text);
        }
        for (const SceneText& one : legend.texts)
            text += node(one);
        return text;
    }

    const FigureScene& scene_;
    const FigureData& data_;
    std::map<std::string, std::string> colors_; // by six digits
    bool unicode_ = false;                      // pdflatex does not know all characters
    std::string out_;
};

} // namespace

std::string write_pgfplots(const FigureScene& scene, const FigureData& data,
                           const std::string& recipe) {
    return PgfWriter(scene, data).take(recipe);
}

} // namespace thaw
