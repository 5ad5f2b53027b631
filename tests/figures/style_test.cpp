// Presets and palettes.
#include "core/figures/palette.h"
#include "core/figures/preset.h"

#include <cmath>
#include <gmock/gmock.h>
#include <set>

namespace thaw {
namespace {

TEST(Preset, widths_are_those_of_the_style_files) {
    const auto in = [](const char* id, bool full) {
        const FigurePreset& preset = figure_preset(id);
        return (full ? preset.full_width : preset.column_width) / 72;
    };
    EXPECT_DOUBLE_EQ(in("neurips", true), 5.5);
    EXPECT_DOUBLE_EQ(in("iclr", true), 5.5);
    EXPECT_DOUBLE_EQ(in("icml", false), 3.25);
    EXPECT_DOUBLE_EQ(in("icml", true), 6.75);
    EXPECT_NEAR(in("acl", false), 3.03, 0.005);
    EXPECT_NEAR(in("acl", true), 6.30, 0.005);
    EXPECT_DOUBLE_EQ(in("tmlr", true), 6.5);
    EXPECT_DOUBLE_EQ(in("jmlr", true), 6.0);
    EXPECT_DOUBLE_EQ(in("aaai", false), 3.3);
    EXPECT_DOUBLE_EQ(in("cvpr", true), 6.875);
    EXPECT_DOUBLE_EQ(in("ieee", false), 3.5);
    EXPECT_NEAR(in("nature", false) * 25.4, 89, 1e-9);
}

TEST(Preset, is_legible_and_known_once) {
    std::set<std::string> ids;
    for (const FigurePreset& preset : figure_presets()) {
        EXPECT_TRUE(ids.insert(preset.id).second);
        EXPECT_GE(preset.tick_size, 5) << preset.id;
        EXPECT_LE(preset.tick_size, preset.label_size);
        EXPECT_LE(preset.column_width, preset.full_width);
        EXPECT_GE(preset.axis_line, 0.25);
    }
    EXPECT_EQ(ids.size(), 10U);
}

TEST(Palette, goes_on_with_dashes_and_then_markers) {
    for (const std::string& name : palette_names()) {
        std::vector<PrintStyle> seen;
        std::size_t colors = 0;
        while (print_style(name, colors).dash.empty())
            ++colors;
        for (std::size_t n = 0; n < 24 * colors; ++n) {
            const PrintStyle style = print_style(name, n);
            for (const PrintStyle& other : seen)
                EXPECT_FALSE(style == other) << name << " " << n;
            seen.push_back(style);
        }
        EXPECT_EQ(print_style(name, colors).color, print_style(name, 0).color);
        EXPECT_FALSE(print_style(name, colors).dash.empty());
        EXPECT_NE(print_style(name, 4 * colors).marker, MarkerShape::none);
    }
}

TEST(Palette, has_the_published_colours) {
    EXPECT_EQ(hex(print_style("okabe_ito", 0).color), "#0072B2");
    EXPECT_EQ(hex(print_style("tol_bright", 0).color), "#4477AA");
    EXPECT_EQ(hex(print_style("tol_vibrant", 0).color), "#EE7733");
    EXPECT_EQ(hex(print_style("tol_muted", 0).color), "#CC6677");
    EXPECT_EQ(hex(print_style("tol_high_contrast", 2).color), "#BB5566");
    EXPECT_EQ(hex(ordered_color("viridis", 0)), "#440154");
    EXPECT_EQ(hex(ordered_color("viridis", 1)), "#FDE725");
    EXPECT_EQ(hex(ordered_color("cividis", 0.5)), "#7D7C78");
}

TEST(Palette, ordered_colours_grow_lighter_all_the_way) {
    const auto luminance = [](Rgb c) {
        return 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue;
    };
    for (const std::string& name : ordered_palette_names())
        for (int i = 1; i <= 100; ++i)
            EXPECT_GT(luminance(ordered_color(name, i / 100.0)),
                      luminance(ordered_color(name, (i - 1) / 100.0)) - 0.01)
                << name << i;
    EXPECT_EQ(ordered_color("viridis", std::nan("")), ordered_color("viridis", 0));
    EXPECT_EQ(ordered_color("viridis", 7), ordered_color("viridis", 1));
}

TEST(Palette, reads_colours) {
    EXPECT_EQ(color_from_hex("#0072b2"), (Rgb{0, 0x72, 0xB2}));
    EXPECT_EQ(color_from_hex("#07b"), (Rgb{0, 0x77, 0xBB}));
    for (const char* wrong : {"", "blue", "#12", "#12345", "#1234567", "#00g000", "0072b2"})
        EXPECT_FALSE(color_from_hex(wrong)) << wrong;
}

} // namespace
} // namespace thaw
