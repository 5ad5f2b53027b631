#include "core/figures/figure_scene.h"

#include "core/figures/clip.h"
#include "core/figures/curve_geometry.h"
#include "core/figures/font_widths.h"
#include "core/figures/legend_layout.h"
#include "core/figures/panel_data.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace thaw {

namespace {

constexpr double padding = 1.2;               // around the whole figure
constexpr double tick_gap = 1.8;              // between a tick and its label
constexpr double label_gap = 2.5;             // between tick labels and the axis label
constexpr double column_gap = 9, row_gap = 7; // between cells
constexpr double color_bar_width = 6, color_bar_gap = 5;
constexpr double seam = 0.3;
constexpr double descent = 0.22; // below the baseline, em

struct Extremes {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(double value, PrintScale scale) {
        if (!std::isfinite(value) || (scale == PrintScale::logarithmic && value <= 0))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool any() const { return low <= high; }
};

// What a panel needs around its axes.
struct Margins {
    double left = 0, right = 0, top = 0, bottom = 0;
};

class Layout {
  public:
    Layout(const FigureDocument& document, const FigureData& data)
        : document_(document), data_(data),
          preset_(figure_preset(document.figure.settings.text("preset"))) {
        const Table& settings = document.figure.settings;
        scene_.preset = &preset_;
        scene_.width = !settings.is_text("width")         ? 72 * settings.real("width")
                       : settings.text("width") == "full" ? preset_.full_width
                                                          : preset_.column_width;
        columns_ = columns();
        rows_ = (count() + columns_ - 1) / columns_;
        for (std::size_t i = 0; i < count(); ++i) {
            std::string place = document.panels[i].kind.settings.text("legend");
            if (place == "auto") // inside where it covers nothing, or above
                place = count() > 1 ? "above" : "inside";
            legend_places_.push_back(place);
        }
    }

    FigureScene take() {
        lay_out();
        bool moved = false; // a legend that would cover curves, or has no room, goes above
        for (std::size_t i = 0; i < count(); ++i)
            if ((document_.panels[i].kind.settings.text("legend") == "auto" &&
                 legend_places_[i] == "inside" && covered_[i] > 0) ||
                legend_overflows(i)) {
                legend_places_[i] = "above";
                moved = true;
            }
        if (moved)
            lay_out();
        return std::move(scene_);
    }

  private:
    // A legend beside or inside axes that are not as tall, or that its names leave no room.
    bool legend_overflows(std::size_t i) const {
        const double height = scene_.panels[i].axes.height;
        const std::string& place = legend_places_[i];
        const double widest_beside = 2 * scene_.panels[i].axes.width;
        if (place == "direct") {
            double longest = 0;
            for (const std::size_t curve : labelled_curves(i))
                longest = std::max(longest,
                                   label_width(direct_label(i, curve), preset_, preset_.tick_size));
            return longest > widest_beside ||
                   static_cast<double>(labelled_curves(i).size()) * 1.12 * preset_.tick_size >
                       height;
        }
        if (place != "inside" && place != "outside")
            return false;
        const SceneRect box = stacked_legend(legend_of(i), preset_).box;
        return box.height > height ||
               box.width > (place == "inside" ? scene_.panels[i].axes.width : widest_beside);
    }
    std::size_t count() const { return data_.panels.size(); }
    std::size_t columns() const {
        const Table& settings = document_.figure.settings;
        if (!settings.is_text("columns"))
            return std::min(count(), static_cast<std::size_t>(settings.integer("columns")));
        constexpr double least_width = 110; // of a cell, that labels stay legible
        const auto fitting = static_cast<std::size_t>(scene_.width / least_width);
        const std::size_t most = std::clamp<std::size_t>(fitting, 1, 4);
        const std::size_t in_rows = (count() + most - 1) / most;
        return (count() + in_rows - 1) / in_rows; // as even as can be
    }
    bool flag(const char* key) const { return document_.figure.settings.boolean(key); }
    bool lettered() const {
        const std::string& word = document_.figure.settings.text("letters");
        return word == "yes" || (word == "auto" && count() > 1);
    }

    void lay_out() {
        scene_.panels.assign(count(), {});
        scene_.legends.clear();
        covered_.assign(count(), 0);
        const double above = place_legends_above();
        for (std::size_t i = 0; i < count(); ++i)
            settle_axes(i);
        share_axes();

        // Margins follow from tick labels, these from the size of the axes: twice is enough.
        const double cell_width =
            (scene_.width - 2 * padding - column_gap * static_cast<double>(columns_ - 1)) /
            static_cast<double>(columns_);
        const double cell_height = cell_width * document_.figure.settings.real("height_ratio");
        for (ScenePanel& panel : scene_.panels)
            panel.axes = {0, 0, 0.8 * cell_width, 0.75 * cell_height};
        std::vector<double> left(columns_), right(columns_), top(rows_), bottom(rows_);
        double width = 0;
        for (int pass = 0; pass < 3; ++pass) {
            for (auto* side : {&left, &right, &top, &bottom})
                std::fill(side->begin(), side->end(), 0);
            for (std::size_t i = 0; i < count(); ++i) {
                make_ticks(i);
                const Margins margins = margins_of(i);
                const std::size_t c = i % columns_, r = i / columns_;
                left[c] = std::max(left[c], margins.left);
                right[c] = std::max(right[c], margins.right);
                top[r] = std::max(top[r], margins.top);
                bottom[r] = std::max(bottom[r], margins.bottom);
            }
            // All axes are equally wide, so that they compare; and as tall as the ratio leaves
            // them.
            double taken = 0;
            for (std::size_t c = 0; c < columns_; ++c)
                taken += left[c] + right[c];
            width = (scene_.width - 2 * padding - column_gap * static_cast<double>(columns_ - 1) -
                     taken) /
                    static_cast<double>(columns_);
            width = std::max(width, 20.0);
            double vertical = 0;
            for (std::size_t r = 0; r < rows_; ++r)
                vertical = std::max(vertical, top[r] + bottom[r]);
            for (ScenePanel& panel : scene_.panels) {
                panel.axes.width = width;
                panel.axes.height = std::max(cell_height - vertical, 20.0);
            }
        }
        double y = padding + above;
        for (std::size_t r = 0; r < rows_; ++r) {
            double x = padding;
            y += top[r];
            for (std::size_t c = 0; c < columns_; ++c) {
                const std::size_t i = r * columns_ + c;
                if (i >= count())
                    break;
                x += left[c];
                scene_.panels[i].axes.left = x;
                scene_.panels[i].axes.top = y;
                fill(i, x - left[c], top[r]);
                x += width + right[c] + column_gap;
            }
            y +=
                scene_.panels[r * columns_].axes.height + bottom[r] + (r + 1 < rows_ ? row_gap : 0);
        }
        scene_.height = y + padding;
    }

    void settle_axes(std::size_t i) {
        const PanelData& data = data_.panels[i];
        ScenePanel& panel = scene_.panels[i];
        panel.panel = i;
        panel.boxed = data.cells.has_value();
        Extremes x, y;
        for (const FigureCurve& curve : data.curves)
            for (const double value : curve.x)
                x.add(value, data.x_scale);
        for (const FigureShade& shade : data.shades) {
            x.add(shade.from, data.x_scale);
            x.add(shade.to, data.x_scale);
        }
        if (data.cells) {
            x.add(data.cells->edges.front(), data.x_scale);
            x.add(data.cells->edges.back(), data.x_scale);
        }
        const bool scattered =
            std::none_of(data.curves.begin(), data.curves.end(), [](const FigureCurve& c) {
                return c.line && c.marked == false && c.weight == 1;
            });
        constexpr double margin = 0.04;
        const auto over = [](const Extremes& e, PrintScale scale, double pad) {
            return e.any() ? axis_over(scale, e.low, e.high, pad)
                           : PrintAxis{scale, scale == PrintScale::linear ? 0.0 : 1.0,
                                       scale == PrintScale::linear ? 1.0 : 10.0};
        };
        panel.x = data.x_range ? *data.x_range
                               : over(x, data.x_scale,
                                      data.cells  ? 0
                                      : scattered ? margin
                                                  : 0.015);
        if (data.cells) {
            panel.y = {PrintScale::linear, 0, static_cast<double>(data.cells->rows.size())};
            return;
        }
        y = y_extremes(data, panel.x, false);
        for (const FigureLine& line : data.lines)
            if (!line.vertical)
                y.add(line.at, data.y_scale);
        panel.y = data.y_range ? *data.y_range : over(y, data.y_scale, margin);
        if (data.has_right())
            panel.right = data.right_range
                              ? *data.right_range
                              : over(y_extremes(data, panel.x, true), data.right_scale, margin);
    }

    // Of the curves on one side, in the x range.
    static Extremes y_extremes(const PanelData& data, const PrintAxis& x, bool right) {
        const PrintScale scale = right ? data.right_scale : data.y_scale;
        Extremes y, centres;
        for (const FigureCurve& curve : data.curves)
            for (std::size_t k = 0; curve.right == right && k < curve.x.size(); ++k) {
                if (!(curve.x[k] >= x.low && curve.x[k] <= x.high))
                    continue;
                centres.add(curve.y[k], scale);
                if (!curve.low.empty()) {
                    y.add(curve.low[k], scale);
                    y.add(curve.high[k], scale);
                }
            }
        // A spread as great as its mean reaches down to zero, which lies infinitely low: such a
        // band runs through the lower edge, a decade below what it is about.
        if (scale == PrintScale::logarithmic && centres.any() && y.any())
            y.low = std::max(y.low, centres.low / 10);
        for (const double end : {centres.low, centres.high})
            y.add(end, scale);
        return y;
    }

    void share_axes() {
        const auto unite = [&](bool x, auto same) {
            for (std::size_t i = 0; i < count(); ++i) {
                PrintAxis axis = x ? scene_.panels[i].x : scene_.panels[i].y;
                const auto each = [&](auto act) {
                    for (std::size_t k = 0; k < count(); ++k) {
                        PrintAxis& other = x ? scene_.panels[k].x : scene_.panels[k].y;
                        if (same(i, k) && other.scale == axis.scale && !scene_.panels[k].boxed &&
                            !scene_.panels[i].boxed)
                            act(other);
                    }
                };
                each([&](const PrintAxis& other) {
                    axis.low = std::min(axis.low, other.low);
                    axis.high = std::max(axis.high, other.high);
                });
                each([&](PrintAxis& other) { other = axis; });
            }
        };
        if (flag("share_x"))
            unite(true, [&](std::size_t a, std::size_t b) { return a % columns_ == b % columns_; });
        if (flag("share_y"))
            unite(false,
                  [&](std::size_t a, std::size_t b) { return a / columns_ == b / columns_; });
        for (std::size_t i = 0; i < count(); ++i) {
            const bool lowest = i + columns_ >= count();
            scene_.panels[i].x_labelled = !flag("share_x") || lowest;
            scene_.panels[i].y_labelled =
                !flag("share_y") || i % columns_ == 0 || scene_.panels[i].boxed;
        }
    }

    void make_ticks(std::size_t i) {
        ScenePanel& panel = scene_.panels[i];
        const double size = preset_.tick_size;
        const auto wanted = [](double length, double each) {
            return std::clamp(static_cast<int>(length / each), 2, 7);
        };
        panel.x_ticks = paper_ticks(panel.x, wanted(panel.axes.width, 4.6 * size));
        panel.y_ticks = paper_ticks(panel.y, wanted(panel.axes.height, 2.9 * size));
        if (panel.right)
            panel.right_ticks = paper_ticks(*panel.right, wanted(panel.axes.height, 2.9 * size));
        if (const auto& cells = data_.panels[i].cells) {
            panel.y_ticks = {};
            for (std::size_t r = cells->rows.size(); r-- > 0;)
                panel.y_ticks.ticks.push_back({static_cast<double>(cells->rows.size() - r) - 0.5,
                                               label_of_text(cells->rows[r])});
        }
    }

    double widest(const PrintTicks& ticks) const {
        double width = 0;
        for (const PrintTick& tick : ticks.ticks)
            width = std::max(width, label_width(tick.label, preset_, preset_.tick_size));
        return width;
    }

    std::string with_exponent(const std::string& label, const PrintTicks& ticks) const {
        if (ticks.exponent == 0)
            return label;
        return label + fmt::format(" ($\\times10^{{{}}}$)",
                                   ticks.exponent < 0 ? "−" + std::to_string(-ticks.exponent)
                                                      : std::to_string(ticks.exponent));
    }
    std::string x_label(std::size_t i) const {
        return with_exponent(data_.panels[i].x_label, scene_.panels[i].x_ticks);
    }
    std::string y_label(std::size_t i) const {
        return with_exponent(data_.panels[i].y_label, scene_.panels[i].y_ticks);
    }

    std::string right_label(std::size_t i) const {
        return with_exponent(data_.panels[i].right_label, scene_.panels[i].right_ticks);
    }
    // What the right axis takes beside the axes; 0: there is none.
    double right_width(std::size_t i) const {
        const ScenePanel& panel = scene_.panels[i];
        if (!panel.right)
            return 0;
        return tick_length + tick_gap + widest(panel.right_ticks) +
               (right_label(i).empty() ? 0 : label_gap + preset_.label_size);
    }

    Margins margins_of(std::size_t i) const {
        const ScenePanel& panel = scene_.panels[i];
        const PanelData& data = data_.panels[i];
        const double size = preset_.tick_size, label = preset_.label_size;
        Margins margins;
        margins.left = tick_length;
        if (panel.y_labelled) {
            margins.left += tick_gap + widest(panel.y_ticks);
            if (!y_label(i).empty())
                margins.left += label_gap + label;
        }
        margins.bottom = tick_length;
        if (panel.x_labelled) {
            margins.bottom += tick_gap + cap_height(preset_.typeface) * size + descent * size;
            if (!x_label(i).empty())
                margins.bottom +=
                    label_gap + cap_height(preset_.typeface) * label + descent * label;
        }
        margins.top = cap_height(preset_.typeface) * size / 2; // the topmost tick label's half
        if (lettered() || !data.title.empty())
            margins.top = label + 2;
        // The rightmost tick label may reach beyond the axes.
        if (panel.x_labelled)
            for (const PrintTick& tick : panel.x_ticks.ticks)
                margins.right =
                    std::max(margins.right, panel.axes.width * panel.x.part(tick.value) +
                                                label_width(tick.label, preset_, size) / 2 -
                                                panel.axes.width);
        const double beside = right_width(i);
        margins.right = std::max(margins.right, beside);
        if (legend_places_[i] == "outside" && !legend_of(i).empty())
            margins.right = std::max(margins.right,
                                     beside + 6 + stacked_legend(legend_of(i), preset_).box.width);
        if (legend_places_[i] == "direct")
            for (const std::size_t curve : labelled_curves(i))
                margins.right = std::max(
                    margins.right, beside + 4 + label_width(direct_label(i, curve), preset_, size));
        if (data.cells) {
            const PrintTicks ticks = color_bar_labels(i);
            margins.right =
                std::max(margins.right, color_bar_gap + color_bar_width + tick_length + tick_gap +
                                            widest(ticks) + label_gap + label);
        }
        return margins;
    }

    LegendText legend_of(std::size_t i) const {
        const PanelData& data = data_.panels[i];
        return {data.legend_heading, data.legend, data.note};
    }

    // One for all panels that have the same, in rows over them. Returns the height that they take.
    double place_legends_above() {
        std::vector<LegendText> texts;
        for (std::size_t i = 0; i < count(); ++i)
            if (legend_places_[i] == "above" && !legend_of(i).empty()) {
                LegendText text = legend_of(i);
                bool joined = false;
                for (LegendText& other : texts)
                    if (other.heading == text.heading && other.note == text.note) {
                        for (const LegendEntry& entry : text.entries)
                            if (std::find(other.entries.begin(), other.entries.end(), entry) ==
                                other.entries.end())
                                other.entries.push_back(entry);
                        joined = true;
                    }
                if (!joined)
                    texts.push_back(std::move(text));
            }
        double height = 0;
        for (const LegendText& text : texts) {
            SceneLegend legend = row_legend(text, preset_, scene_.width - 2 * padding);
            move(legend, padding, padding + height);
            height += legend.box.height;
            scene_.legends.push_back(std::move(legend));
        }
        return height > 0 ? height + 2.5 : 0;
    }

    // The curves that direct labels name: the first of each legend entry.
    std::vector<std::size_t> labelled_curves(std::size_t i) const {
        std::vector<std::size_t> curves;
        const PanelData& data = data_.panels[i];
        for (const LegendEntry& entry : data.legend)
            for (std::size_t c = 0; c < data.curves.size(); ++c)
                if (data.curves[c].line && data.curves[c].style.color == entry.style.color &&
                    data.curves[c].style.dash == entry.style.dash) {
                    curves.push_back(c);
                    break;
                }
        return curves;
    }
    std::string direct_label(std::size_t i, std::size_t curve) const {
        const PanelData& data = data_.panels[i];
        for (const LegendEntry& entry : data.legend)
            if (data.curves[curve].style.color == entry.style.color &&
                data.curves[curve].style.dash == entry.style.dash)
                return entry.label;
        return {};
    }

    // Everything in and around placed axes.
    void fill(std::size_t i, double cell_left, double top_margin) {
        ScenePanel& panel = scene_.panels[i];
        const PanelData& data = data_.panels[i];
        make_ticks(i);
        add_grid(panel);
        for (const FigureShade& shade : data.shades)
            add_shade(panel, shade);
        if (data.cells)
            add_cells(panel, *data.cells);
        for (std::size_t c = 0; c < data.curves.size(); ++c)
            panel.curves.push_back(scene_curve(data.curves[c].right ? panel.on_right() : panel,
                                               data.curves[c], c, preset_, lines_in_all()));
        add_rules(panel, data);
        add_texts(i, cell_left, top_margin);
        if (legend_places_[i] == "direct")
            add_direct_labels(i);
        const LegendText text = legend_of(i);
        if (text.empty())
            return;
        if (legend_places_[i] == "outside") {
            SceneLegend legend = stacked_legend(text, preset_);
            move(legend, panel.axes.right() + right_width(i) + 6, panel.axes.top - 2);
            panel.legends.push_back(std::move(legend));
        } else if (legend_places_[i] == "inside") {
            add_legend_inside(i, text);
        } else if (legend_places_[i] == "direct" && !text.note.empty()) {
            add_legend_inside(i, {"", {}, text.note});
        }
    }

    static void add_shade(ScenePanel& panel, const FigureShade& shade) {
        constexpr double least = 4; // one stop alone is to be seen, too
        double from = panel.at(shade.from, panel.y.low).x, to = panel.at(shade.to, panel.y.low).x;
        if (to - from < least) {
            from = (from + to - least) / 2;
            to = from + least;
        }
        from = std::max(from, panel.axes.left);
        to = std::min(to, panel.axes.right());
        if (from < to)
            panel.shades.push_back(
                {{from, panel.axes.top, to - from, panel.axes.height}, shade_color});
    }

    std::size_t lines_in_all() const {
        std::size_t lines = 0;
        for (const PanelData& panel : data_.panels)
            for (const FigureCurve& curve : panel.curves)
                lines += (curve.line ? 1 : 0) + (curve.low.empty() || curve.bars ? 0 : 2);
        return lines;
    }

    void add_grid(ScenePanel& panel) const {
        if (!flag("grid") || panel.boxed)
            return;
        const SceneStroke stroke{.color = {0xE2, 0xE2, 0xE2}, .width = 0.4};
        for (const PrintTick& tick : panel.x_ticks.ticks)
            if (!tick.label.empty()) {
                const double x = panel.at(tick.value, panel.y.low).x;
                panel.grid.push_back({{{x, panel.axes.top}, {x, panel.axes.bottom()}}, stroke});
            }
        for (const PrintTick& tick : panel.y_ticks.ticks)
            if (!tick.label.empty()) {
                const double y = panel.at(panel.x.low, tick.value).y;
                panel.grid.push_back({{{panel.axes.left, y}, {panel.axes.right(), y}}, stroke});
            }
    }

    void add_rules(ScenePanel& panel, const PanelData& data) const {
        const double size = preset_.tick_size - 0.5;
        for (const FigureLine& line : data.lines) {
            const double part = line.vertical ? panel.x.part(line.at) : panel.y.part(line.at);
            if (!(part >= 0 && part <= 1))
                continue;
            const ScenePoint p =
                line.vertical ? panel.at(line.at, panel.y.low) : panel.at(panel.x.low, line.at);
            const SceneRect& axes = panel.axes;
            SceneLine points;
            SceneText text{.source = line.label, .at = {}, .size = size, .color = line.color};
            if (line.vertical) {
                points = {{p.x, axes.bottom()}, {p.x, axes.top}};
                text.upwards = true;
                text.anchor = TextAnchor::right;
                text.at = {p.x - 1.8, axes.top + 1};
                if (part < 0.06) // no room on the left
                    text.at.x = p.x + 1.8 + cap_height(preset_.typeface) * size;
            } else {
                points = {{axes.left, p.y}, {axes.right(), p.y}};
                text.anchor = TextAnchor::right;
                text.at = {axes.right() - 1, p.y - 2};
            }
            panel.rules.push_back({points, {.color = line.color, .width = 0.6, .dash = {2, 1.5}}});
            if (!line.label.empty())
                panel.texts.push_back(std::move(text));
        }
    }

    void add_cells(ScenePanel& panel, const FigureCells& cells) const {
        const double height = panel.axes.height / static_cast<double>(cells.rows.size());
        const auto colour = [&](double value) {
            return ordered_color(cells.palette,
                                 std::log(value / cells.low) / std::log(cells.high / cells.low));
        };
        constexpr double least_width = 1.2; // pt: narrower cells are summed up by their mean
        for (std::size_t r = 0; r < cells.rows.size(); ++r) {
            const double top = panel.axes.top + height * static_cast<double>(r);
            for (std::size_t k = 0; k + 1 < cells.edges.size();) {
                const double left = panel.at(cells.edges[k], 0).x;
                std::size_t end = k + 1;
                double sum = 0;
                std::size_t n = 0;
                const auto take = [&](std::size_t cell) {
                    const double value = cells.values[r][cell];
                    if (std::isfinite(value) && value > 0) {
                        sum += std::log(value);
                        ++n;
                    }
                };
                take(k);
                while (end + 1 < cells.edges.size() &&
                       panel.at(cells.edges[end], 0).x - left < least_width)
                    take(end++);
                const double right = panel.at(cells.edges[end], 0).x;
                const double from = std::max(left, panel.axes.left);
                // A little under the next cell: viewers show a seam between edges that only meet.
                const double to = std::min(right + seam, panel.axes.right());
                if (to > from && n > 0)
                    panel.cells.push_back({{from, top, to - from, height},
                                           colour(std::exp(sum / static_cast<double>(n)))});
                k = end;
            }
            const auto place = [&](double x) {
                return std::clamp(panel.x.part(x), 0.0, 1.0) * panel.axes.width;
            };
            const double from = cells.frozen_from[r] > 0 ? place(cells.frozen_from[r]) : 0;
            hatch(panel,
                  {panel.axes.left + from, top, place(cells.frozen_until[r]) - from, height});
        }
    }

    static void hatch(ScenePanel& panel, const SceneRect& rect) {
        constexpr double distance = 4;
        if (rect.width <= 0)
            return;
        for (double x = rect.left - rect.height; x < rect.right(); x += distance)
            if (const auto part =
                    clip_segment({x, rect.bottom()}, {x + rect.height, rect.top}, rect))
                panel.hatching.push_back({part->first, part->second});
    }

    PrintTicks color_bar_labels(std::size_t i) const {
        const FigureCells& cells = *data_.panels[i].cells;
        const PrintAxis axis{PrintScale::logarithmic, cells.low, cells.high};
        const double height = scene_.panels[i].axes.height;
        return paper_ticks(axis,
                           std::clamp(static_cast<int>(height / (3 * preset_.tick_size)), 2, 5));
    }

    void add_color_bar(std::size_t i) {
        ScenePanel& panel = scene_.panels[i];
        const FigureCells& cells = *data_.panels[i].cells;
        const double size = preset_.tick_size;
        const SceneRect box{panel.axes.right() + color_bar_gap, panel.axes.top, color_bar_width,
                            panel.axes.height};
        panel.color_bar_box = box;
        constexpr int steps = 48;
        for (int k = 0; k < steps; ++k)
            panel.color_bar.push_back({{box.left, box.top + box.height * k / steps, box.width,
                                        box.height / steps + (k + 1 < steps ? seam : 0)},
                                       ordered_color(cells.palette, 1 - (k + 0.5) / steps)});
        const PrintAxis axis{PrintScale::logarithmic, cells.low, cells.high};
        const PrintTicks ticks = color_bar_labels(i);
        for (const PrintTick& tick : ticks.ticks) {
            const double y = box.bottom() - axis.part(tick.value) * box.height;
            if (tick.label.empty())
                continue;
            panel.color_bar_ticks.push_back(y);
            panel.texts.push_back({.source = tick.label,
                                   .at = {box.right() + tick_length + tick_gap,
                                          y + cap_height(preset_.typeface) * size / 2},
                                   .size = size});
        }
        if (!cells.label.empty())
            panel.texts.push_back({.source = cells.label,
                                   .at = {box.right() + tick_length + tick_gap + widest(ticks) +
                                              label_gap + 0.78 * preset_.label_size,
                                          box.top + box.height / 2},
                                   .size = preset_.label_size,
                                   .anchor = TextAnchor::centre,
                                   .upwards = true});
    }

    // A centred label that is longer than its axis may stand beside its middle, not off the page.
    void keep_on_page(SceneText& text, const SceneRect& axes) const {
        const double half = label_width(text.source, preset_, text.size, text.bold) / 2;
        if (text.upwards) // the letter stands above
            text.at.y = std::max(text.at.y, axes.top + half);
        else
            text.at.x =
                std::max(std::min(text.at.x, scene_.width - half - padding), half + padding);
    }

    void add_texts(std::size_t i, double cell_left, double top_margin) {
        ScenePanel& panel = scene_.panels[i];
        const PanelData& data = data_.panels[i];
        const SceneRect& axes = panel.axes;
        const double size = preset_.tick_size, label = preset_.label_size;
        const double cap = cap_height(preset_.typeface);
        if (panel.x_labelled) {
            const double baseline = axes.bottom() + tick_length + tick_gap + cap * size;
            for (const PrintTick& tick : panel.x_ticks.ticks)
                if (!tick.label.empty())
                    panel.texts.push_back({.source = tick.label,
                                           .at = {panel.at(tick.value, panel.y.low).x, baseline},
                                           .size = size,
                                           .anchor = TextAnchor::centre});
            if (const std::string text = x_label(i); !text.empty())
                panel.texts.push_back({.source = text,
                                       .at = {axes.left + axes.width / 2,
                                              baseline + descent * size + label_gap + cap * label},
                                       .size = label,
                                       .anchor = TextAnchor::centre});
        }
        if (panel.y_labelled) {
            for (const PrintTick& tick : panel.y_ticks.ticks)
                if (!tick.label.empty())
                    panel.texts.push_back(
                        {.source = tick.label,
                         .at = {axes.left - tick_length - tick_gap,
                                panel.at(panel.x.low, tick.value).y + cap * size / 2},
                         .size = size,
                         .anchor = TextAnchor::right});
            if (const std::string text = y_label(i); !text.empty())
                panel.texts.push_back(
                    {.source = text,
                     .at = {axes.left - tick_length - tick_gap - widest(panel.y_ticks) - label_gap -
                                descent * label,
                            axes.top + axes.height / 2},
                     .size = label,
                     .anchor = TextAnchor::centre,
                     .upwards = true});
        }
        if (panel.right)
            add_right_texts(i);
        const double over = axes.top - top_margin + label * 0.85;
        if (lettered()) {
            const std::string letter(1, static_cast<char>('a' + static_cast<int>(i % 26)));
            panel.texts.push_back({.source = preset_.bold_letters ? letter : "(" + letter + ")",
                                   .at = {cell_left, over},
                                   .size = preset_.bold_letters ? 8 : label,
                                   .bold = preset_.bold_letters});
        }
        if (!data.title.empty())
            panel.texts.push_back({.source = data.title,
                                   .at = {axes.left + axes.width / 2, over},
                                   .size = label,
                                   .anchor = TextAnchor::centre});
        if (data.cells)
            add_color_bar(i);
        if (!data.empty.empty())
            panel.texts.push_back({.source = data.empty,
                                   .at = {axes.left + axes.width / 2, axes.top + axes.height / 2},
                                   .size = size,
                                   .anchor = TextAnchor::centre,
                                   .color = neutral_color});
        for (SceneText& text : panel.texts)
            if (text.anchor == TextAnchor::centre)
                keep_on_page(text, axes);
    }

    // The axis' label has the colour of what is read on it.
    void add_right_texts(std::size_t i) {
        ScenePanel& panel = scene_.panels[i];
        const double size = preset_.tick_size, label = preset_.label_size;
        const double left = panel.axes.right() + tick_length + tick_gap;
        for (const PrintTick& tick : panel.right_ticks.ticks)
            if (!tick.label.empty())
                panel.texts.push_back({.source = tick.label,
                                       .at = {left, panel.on_right().at(panel.x.low, tick.value).y +
                                                        cap_height(preset_.typeface) * size / 2},
                                       .size = size});
        if (right_label(i).empty())
            return;
        const auto curve =
            std::find_if(data_.panels[i].curves.begin(), data_.panels[i].curves.end(),
                         [](const FigureCurve& one) { return one.right; });
        panel.texts.push_back({.source = right_label(i),
                               .at = {left + widest(panel.right_ticks) + label_gap + 0.78 * label,
                                      panel.axes.top + panel.axes.height / 2},
                               .size = label,
                               .anchor = TextAnchor::centre,
                               .upwards = true,
                               .color = curve->style.color});
    }

    // Labels at the curves' right ends, spread so that none covers another.
    void add_direct_labels(std::size_t i) {
        ScenePanel& panel = scene_.panels[i];
        const double size = preset_.tick_size, height = 1.12 * size;
        struct End {
            double y;
            std::size_t curve;
        };
        std::vector<End> ends;
        for (const std::size_t c : labelled_curves(i))
            if (!panel.curves[c].lines.empty())
                ends.push_back({panel.curves[c].lines.back().back().y, c});
        std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.y < b.y; });
        // Pushed apart pair by pair until all are: a handful of labels settles at once.
        for (int round = 0; round < 200; ++round) {
            bool settled = true;
            for (std::size_t k = 1; k < ends.size(); ++k)
                if (const double lack = height - (ends[k].y - ends[k - 1].y); lack > 1e-6) {
                    ends[k - 1].y -= lack / 2;
                    ends[k].y += lack / 2;
                    settled = false;
                }
            if (settled)
                break;
        }
        // Within the axes: legend_overflows() sees to it that there is room for all.
        for (std::size_t k = 0; k < ends.size(); ++k)
            ends[k].y = std::max(ends[k].y, k == 0 ? panel.axes.top : ends[k - 1].y + height);
        for (std::size_t k = ends.size(); k-- > 0;)
            ends[k].y = std::min(ends[k].y, k + 1 == ends.size() ? panel.axes.bottom()
                                                                 : ends[k + 1].y - height);
        for (const End& end : ends)
            panel.curve_texts.push_back({.source = direct_label(i, end.curve),
                                         .at = {panel.axes.right() + right_width(i) + 4,
                                                end.y + x_height(preset_.typeface) * size / 2},
                                         .size = size,
                                         .color = data_.panels[i].curves[end.curve].style.color});
    }

    double overlap(const ScenePanel& panel, const SceneRect& box) const {
        const SceneRect wide{box.left - 1.5, box.top - 1.5, box.width + 3, box.height + 3};
        double length = 0;
        const auto add = [&](ScenePoint a, ScenePoint b) {
            if (const auto part = clip_segment(a, b, wide))
                length +=
                    std::hypot(part->second.x - part->first.x, part->second.y - part->first.y);
        };
        for (const SceneCurve& curve : panel.curves) {
            for (const SceneLine& line : curve.lines)
                for (std::size_t k = 1; k < line.size(); ++k)
                    add(line[k - 1], line[k]);
            for (const SceneLine& polygon : curve.band)
                for (std::size_t k = 1; k < polygon.size(); ++k)
                    add(polygon[k - 1], polygon[k]);
            for (const auto& [a, b] : curve.bars)
                add(a, b);
            for (const ScenePoint& p : curve.markers)
                length += inside(p, wide) ? 10 : 0;
        }
        for (const auto& [line, stroke] : panel.rules)
            add(line[0], line[1]);
        return length;
    }

    void add_legend_inside(std::size_t i, const LegendText& text) {
        ScenePanel& panel = scene_.panels[i];
        SceneLegend legend = stacked_legend(text, preset_);
        const SceneRect& axes = panel.axes;
        constexpr double inset = 2;
        struct Corner {
            const char* name;
            bool right, bottom;
        };
        const std::string& wish = document_.panels[i].kind.settings.text("legend_corner");
        double least = std::numeric_limits<double>::infinity();
        ScenePoint best;
        for (const Corner& corner :
             {Corner{"top_right", true, false}, Corner{"top_left", false, false},
              Corner{"bottom_right", true, true}, Corner{"bottom_left", false, true}}) {
            if (wish != "auto" && wish != corner.name)
                continue;
            const ScenePoint at{
                corner.right ? axes.right() - legend.box.width - inset : axes.left + inset + 1,
                corner.bottom ? axes.bottom() - legend.box.height - inset : axes.top + inset - 1};
            SceneRect box = legend.box;
            box.left = at.x;
            box.top = at.y;
            const bool fits = box.width < axes.width && box.height < axes.height;
            const double covers = overlap(panel, box) + (fits ? 0 : 1e6);
            if (covers < least) {
                least = covers;
                best = at;
            }
        }
        covered_[i] = wish == "auto" ? least : 0;
        move(legend, best.x, best.y);
        legend.over_curves = true;
        panel.legends.push_back(std::move(legend));
    }

    const FigureDocument& document_;
    const FigureData& data_;
    const FigurePreset& preset_;
    FigureScene scene_;
    std::size_t columns_ = 1, rows_ = 1;
    std::vector<std::string> legend_places_; // by panel, "auto" decided
    std::vector<double> covered_;            // what a legend inside covers, by panel
};

} // namespace

ScenePoint ScenePanel::at(double value_x, double value_y) const {
    return {axes.left + x.part(value_x) * axes.width,
            axes.bottom() - y.part(value_y) * axes.height};
}

ScenePanel ScenePanel::on_right() const {
    ScenePanel other;
    other.panel = panel;
    other.axes = axes;
    other.x = x;
    other.y = *right;
    return other;
}

FigureScene figure_scene(const FigureDocument& document, const FigureData& data) {
    return Layout(document, data).take();
}

} // namespace thaw
