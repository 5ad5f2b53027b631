#include "core/figures/figure_document.h"

#include "core/figures/label.h"
#include "core/figures/palette.h"
#include "core/run/settings_reader.h"
#include "core/run/toml_value.h"

#include <algorithm>

namespace thaw {

namespace {

class FigureReader : public SettingsReader {
  public:
    using SettingsReader::SettingsReader;

    FigureDocument read(const toml::table& root) {
        check_keys(root, "", {"figure", "runs", "panels"});
        FigureDocument document;
        document.figure = section(root, "figure", figure_section());
        document.runs = list(root, "", "runs", runs_section(), "files");
        each(root, "panels", [&](const toml::table& table, const std::string& path) {
            document.panels.push_back(panel(table, path));
        });
        if (!root.contains("runs"))
            add(root, "runs",
                sentence("no runs are named; write [[runs]] and files = \"runs/*.thaw.h5\""));
        if (document.panels.empty() && problems_.empty())
            add(root, "panels", sentence("there is no panel; write [[panels]] and its kind"));
        if (!problems_.empty())
            throw ConfigError(std::move(problems_));
        return document;
    }

  private:
    FigurePanel panel(const toml::table& table, const std::string& path) {
        FigurePanel result;
        result.kind = entry(table, path, "kind", panel_kinds(), panel_extras(),
                            {"series", "events", "lines"});
        result.series = list(table, path, "series", series_section(), "name");
        result.events = list(table, path, "events", events_section(), "kind");
        result.lines = list(table, path, "lines", lines_section(), "");
        if (result.kind.id.empty())
            return result;
        const Table& settings = result.kind.settings;
        for (const char* key : {"title", "x_label", "y_label", "right_label"})
            if (settings.has(key))
                check_label(table, path, key, settings.text(key));
        for (const char* axis : {"x", "y", "right"})
            if (settings.has(axis + std::string("_range")))
                check_range(table, path, axis, settings);
        return result;
    }

    // key = ["text", ...] or [[key]] tables; a text stands for a table that has only `short_key`.
    std::vector<Item> list(const toml::table& parent, const std::string& parent_path,
                           const std::string& key, const Description& description,
                           const std::string& short_key) {
        std::vector<Item> items;
        const toml::node* node = parent.get(key);
        if (node == nullptr)
            return items;
        const std::string path = parent_path.empty() ? key : parent_path + "." + key;
        const auto* array = node->as_array();
        if (array == nullptr) {
            add(*node, path,
                short_key.empty() ? sentence("must be a list of sections, [[{}]]", path)
                                  : sentence("must be a list of texts, or sections [[{}]]", path));
            return items;
        }
        for (std::size_t i = 0; i < array->size(); ++i) {
            const toml::node& element = *array->get(i);
            const std::string here = fmt::format("{}[{}]", path, i);
            place_of_copies_ = place(element, here);
            if (const auto* table = element.as_table())
                items.push_back(checked(*table, here, settings(*table, here, description)));
            else if (element.is_string() && !short_key.empty())
                items.push_back(settings(toml::table{{short_key, element.as_string()->get()}}, here,
                                         description));
            else
                add(element, here,
                    short_key.empty() ? sentence("must be a section, [[{}]]", path)
                                      : sentence("must be a text, or a section [[{}]]", path));
            place_of_copies_ = file_;
        }
        return items;
    }

    Item checked(const toml::table& table, const std::string& path, Item item) {
        if (item.settings.has("label"))
            check_label(table, path, "label", item.settings.text("label"));
        if (item.settings.has("color") && !item.settings.text("color").empty() &&
            !color_from_hex(item.settings.text("color")))
            add(*table.get("color"), path + ".color",
                sentence("'{}' is no colour; write #RRGGBB, such as #0072B2",
                         item.settings.text("color")));
        return item;
    }

    void check_label(const toml::table& table, const std::string& path, const char* key,
                     const std::string& label) {
        if (const std::string problem = label_problem(label); !problem.empty())
            add(*table.get(key), path + "." + key, problem);
    }

    void check_range(const toml::table& table, const std::string& path, const std::string& axis,
                     const Table& settings) {
        const auto& range = settings.reals(axis + "_range");
        if (range.empty())
            return;
        const toml::node* node = table.get(axis + "_range");
        const std::string key = path + "." + axis + "_range";
        if (range.size() != 2 || !(range[0] < range[1]))
            add(*node, key, sentence("must be two numbers, the smaller first: [0, 1]"));
        else if (settings.text(axis + "_scale") == "log" && !(range[0] > 0))
            add(*node, key, sentence("a logarithmic axis shows only numbers above 0"));
    }
};

std::string lines_that_differ(const Item& item, const std::vector<Parameter>& parameters) {
    std::string text;
    for (const Parameter& parameter : parameters) { // in the order in which they are described
        const Value& value = item.settings.values().at(parameter.key);
        if (parameter.required || value != parameter.default_value())
            text += parameter.key + " = " + to_toml(value) + "\n";
    }
    return text;
}

} // namespace

FigureDocument parse_figure(std::string_view text, const std::string& file) {
    try {
        return FigureReader(file).read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        throw ConfigError(
            {{fmt::format("{}:{}", file, error.source().begin.line), "", not_toml(error)}});
    }
}

std::string to_toml(const FigureDocument& document) {
    std::string text =
        "[figure]\n" + lines_that_differ(document.figure, figure_section().parameters);
    for (const Item& runs : document.runs)
        text += "\n[[runs]]\n" + lines_that_differ(runs, runs_section().parameters);
    for (const FigurePanel& panel : document.panels) {
        text += "\n[[panels]]\nkind = " + to_toml(Value(panel.kind.id)) + "\n" +
                lines_that_differ(panel.kind, panel_extras());
        for (const Description& kind : panel_kinds())
            if (kind.id == panel.kind.id)
                text += lines_that_differ(panel.kind, kind.parameters);
        for (const Item& series : panel.series)
            text +=
                "\n[[panels.series]]\n" + lines_that_differ(series, series_section().parameters);
        for (const Item& event : panel.events)
            text += "\n[[panels.events]]\n" + lines_that_differ(event, events_section().parameters);
        for (const Item& line : panel.lines)
            text += "\n[[panels.lines]]\n" + lines_that_differ(line, lines_section().parameters);
    }
    return text;
}

} // namespace thaw
