#include "core/figures/document_edit.h"
#include "core/figures/figure_document.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

const std::string document = R"(# my figure
runs = ["*.thaw.h5"] # all of them

[figure]
# as the venue asks
preset = "icml"

[[panels]]
kind = "groups" # means
group_by = "k"
x_range = [
  0,
  300,
]

[[panels]]
kind = "heat"
)";

TEST(DocumentEdit, changes_one_line_and_keeps_the_rest) {
    const std::string changed = with_setting(document, {}, "preset", Value(std::string("acl")));
    std::string expected = document;
    expected.replace(expected.find("\"icml\""), 6, "\"acl\"");
    EXPECT_EQ(changed, expected);
}

TEST(DocumentEdit, adds_below_the_header_or_the_kind) {
    EXPECT_NE(with_setting(document, {}, "width", Value(3.5)).find("[figure]\nwidth = 3.5\n"),
              std::string::npos);
    const std::string titled = with_setting(document, 1, "title", Value(std::string("a\"b")));
    EXPECT_NE(titled.find("kind = \"heat\"\ntitle = "), std::string::npos) << titled;
    EXPECT_EQ(parse_figure(titled, "f").panels[1].kind.settings.text("title"), "a\"b");
}

TEST(DocumentEdit, a_list_over_several_lines_goes_as_a_whole) {
    const std::string changed = with_setting(document, 0, "x_range", {});
    EXPECT_EQ(changed.find("300"), std::string::npos);
    const FigureDocument read = parse_figure(changed, "figure.toml");
    EXPECT_TRUE(read.panels[0].kind.settings.reals("x_range").empty());
    EXPECT_EQ(read.panels[0].kind.settings.text("group_by"), "k");
    EXPECT_NE(changed.find("# all of them"), std::string::npos);
}

TEST(DocumentEdit, every_change_can_be_read_back) {
    for (const Parameter& parameter : figure_section().parameters) {
        const Value value = parameter.default_value();
        const std::string changed = with_setting(document, {}, parameter.key, value);
        EXPECT_EQ(parse_figure(changed, "f").figure.settings.values().at(parameter.key), value)
            << changed;
    }
}

TEST(DocumentEdit, makes_the_section_that_is_not_there) {
    const std::string changed =
        with_setting("runs = [\"a\"]\n[[panels]]\nkind = \"heat\"\n", {}, "grid", Value(true));
    EXPECT_TRUE(parse_figure(changed, "f").figure.settings.boolean("grid")) << changed;
}

TEST(DocumentEdit, what_is_no_toml_is_refused) {
    EXPECT_THROW(with_setting("[figure\n", {}, "grid", Value(true)), ConfigError);
}

} // namespace
} // namespace thaw
