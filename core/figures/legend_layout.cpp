#include "core/figures/legend_layout.h"

#include "core/figures/shortened_label.h"

#include <algorithm>

namespace thaw {

namespace {

constexpr double handle_width = 15, handle_gap = 4, entry_gap = 11;
constexpr double padding = 2;

double line_height(const FigurePreset& preset) {
    return 1.35 * preset.tick_size;
}
// From a row's top to its baseline.
double baseline(const FigurePreset& preset) {
    return 0.98 * preset.tick_size;
}

SceneLegendEntry placed(const LegendEntry& entry, double x, double y, const FigurePreset& preset) {
    const double size = preset.tick_size;
    return {.entry = entry,
            .handle = {x, y + 0.32 * size, handle_width, 0.72 * size},
            .text = {.source = entry.label,
                     .at = {x + handle_width + handle_gap, y + baseline(preset)},
                     .size = size}};
}

double entry_width(const LegendEntry& entry, const FigurePreset& preset) {
    return handle_width + handle_gap + label_width(entry.label, preset, preset.tick_size);
}

} // namespace

double label_width(const std::string& source, const FigurePreset& preset, double size, bool bold) {
    return size * lay_out_label(source, preset.typeface, bold).width;
}

SceneLegend stacked_legend(const LegendText& text, const FigurePreset& preset) {
    SceneLegend legend;
    double y = padding, width = 0;
    const auto add_text = [&](const std::string& source) {
        if (source.empty())
            return;
        legend.texts.push_back(
            {.source = source, .at = {padding, y + baseline(preset)}, .size = preset.tick_size});
        width = std::max(width, label_width(source, preset, preset.tick_size));
        y += line_height(preset);
    };
    add_text(text.heading);
    for (const LegendEntry& entry : text.entries) {
        legend.entries.push_back(placed(entry, padding, y, preset));
        width = std::max(width, entry_width(entry, preset));
        y += line_height(preset);
    }
    add_text(text.note);
    legend.box = {0, 0, width + 2 * padding, y + padding};
    return legend;
}

SceneLegend row_legend(const LegendText& text, const FigurePreset& preset, double width) {
    SceneLegend legend;
    // Pieces are the heading, the entries and the note; rows are filled as lines of words are.
    struct Row {
        std::size_t entries = 0, texts = 0; // those that stand in it, from the end of the lists
        double width = 0;
    };
    double x = 0, y = 0;
    Row row;
    const auto end_row = [&] {
        const double shift = (width - row.width) / 2;
        for (std::size_t i = 0; i < row.entries; ++i) {
            SceneLegendEntry& entry = legend.entries[legend.entries.size() - 1 - i];
            entry.handle.left += shift;
            entry.text.at.x += shift;
        }
        for (std::size_t i = 0; i < row.texts; ++i)
            legend.texts[legend.texts.size() - 1 - i].at.x += shift;
        y += line_height(preset);
        x = 0;
        row = {};
    };
    const auto make_room = [&](double needed) {
        if (x > 0 && x + needed > width)
            end_row();
    };
    const auto add_text = [&](const std::string& whole) {
        if (whole.empty())
            return;
        const std::string source = shortened_label(whole, preset, preset.tick_size, width);
        const double needed = label_width(source, preset, preset.tick_size);
        make_room(needed);
        legend.texts.push_back(
            {.source = source, .at = {x, y + baseline(preset)}, .size = preset.tick_size});
        row.width = x + needed;
        ++row.texts;
        x += needed + entry_gap;
    };
    add_text(text.heading);
    for (LegendEntry entry : text.entries) {
        entry.label = shortened_label(entry.label, preset, preset.tick_size,
                                      width - handle_width - handle_gap);
        const double needed = entry_width(entry, preset);
        make_room(needed);
        legend.entries.push_back(placed(entry, x, y, preset));
        row.width = x + needed;
        ++row.entries;
        x += needed + entry_gap;
    }
    add_text(text.note);
    if (x > 0)
        end_row();
    legend.box = {0, 0, width, y};
    return legend;
}

void move(SceneLegend& legend, double dx, double dy) {
    legend.box.left += dx;
    legend.box.top += dy;
    for (SceneLegendEntry& entry : legend.entries) {
        entry.handle.left += dx;
        entry.handle.top += dy;
        entry.text.at.x += dx;
        entry.text.at.y += dy;
    }
    for (SceneText& text : legend.texts) {
        text.at.x += dx;
        text.at.y += dy;
    }
}

} // namespace thaw
