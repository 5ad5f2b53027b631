#include "core/sweep/sweep_document.h"

#include "core/run/settings_reader.h"
#include "core/run/toml_value.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>

namespace thaw {

namespace {

class SweepReader : public SettingsReader {
  public:
    using SettingsReader::SettingsReader;

    SweepDocument read(const toml::table& root) {
        check_keys(root, "", {"sweep", "axes", "controls"});
        SweepDocument document;
        const Item sweep = section(root, "sweep", sweep_section());
        if (problems_.empty()) {
            document.name = sweep.settings.text("name");
            document.base = sweep.settings.text("base");
            document.out = sweep.settings.text("out");
            document.seeds = sweep.settings.integers("seeds");
        }
        if (document.name.empty())
            document.name = std::filesystem::path(file_).stem().string();
        check_seeds(root, document.seeds);
        if (const toml::table* axes = subtable(root, "axes"))
            for (const auto& [key, node] : *axes)
                add_axis(document, std::string(key.str()), node);
        in_the_order_of_the_text(document);
        each(root, "controls", [&](const toml::table& table, const std::string& path) {
            add_control(document, table, path);
        });
        if (!problems_.empty())
            throw ConfigError(std::move(problems_));
        return document;
    }

  private:
    void check_seeds(const toml::table& root, const std::vector<std::int64_t>& seeds) {
        std::set<std::int64_t> seen;
        for (const std::int64_t seed : seeds)
            if (seed < 0 || !seen.insert(seed).second)
                add(*root["sweep"]["seeds"].node(), "sweep.seeds",
                    seed < 0 ? sentence("a seed cannot be below 0; here {}", seed)
                             : sentence("the seed {} is there twice", seed));
    }

    // TOML tables have no order of their own.
    void in_the_order_of_the_text(SweepDocument& document) {
        std::stable_sort(document.axes.begin(), document.axes.end(),
                         [this](const SweepAxis& a, const SweepAxis& b) {
                             return position_of(a.key) < position_of(b.key);
                         });
    }
    std::pair<std::uint32_t, std::uint32_t> position_of(const std::string& key) const {
        const auto found = positions_.find(key);
        return found == positions_.end() ? std::pair<std::uint32_t, std::uint32_t>()
                                         : found->second;
    }

    // A table's dotted keys are one axis each: optimiser.learning_rate without quotes is one, too.
    void add_axis(SweepDocument& document, const std::string& key, const toml::node& node) {
        if (const auto* table = node.as_table()) {
            for (const auto& [inner, value] : *table)
                add_axis(document, key + "." + std::string(inner.str()), value);
            return;
        }
        const std::string path = "axes." + key;
        const auto* list = node.as_array();
        if (list == nullptr || list->empty())
            return add(node, path,
                       sentence("must be a list of the values to try, such as [50, 100]"));
        SweepAxis axis{.key = key, .values = {}, .place = place(node, path)};
        for (const auto& element : *list) {
            const auto value = scalar_of(element);
            std::string text = !value ? to_text(element)
                               : std::holds_alternative<std::string>(*value)
                                   ? std::get<std::string>(*value)
                                   : to_toml(*value);
            if (std::find(axis.values.begin(), axis.values.end(), text) != axis.values.end())
                add(element, path, sentence("the value {} is there twice", text));
            axis.values.push_back(std::move(text));
        }
        if (key == "seed" || key == "run.seed")
            return add(node, path, sentence("seeds are given in [sweep]: seeds = [1, 2, 3]"));
        positions_[key] = {node.source().begin.line, node.source().begin.column};
        document.axes.push_back(std::move(axis));
    }

    void add_control(SweepDocument& document, const toml::table& table, const std::string& path) {
        const Item read = settings(table, path, control_section(), {"set"});
        SweepControl control{.name = {}, .set = {}, .place = place(table, path)};
        if (read.settings.has("name"))
            control.name = read.settings.text("name");
        const auto* list = table.get_as<toml::array>("set");
        if (list == nullptr || list->empty() || !list->is_homogeneous<std::string>())
            add(table, path + ".set",
                sentence("must be a list of settings, such as [\"intervention.id=none\"]"));
        else
            for (const auto& element : *list)
                control.set.push_back(element.as_string()->get());
        for (const SweepControl& other : document.controls)
            if (other.name == control.name)
                add(table, path + ".name", sentence("two controls are called '{}'", control.name));
        document.controls.push_back(std::move(control));
    }

    std::map<std::string, std::pair<std::uint32_t, std::uint32_t>> positions_; // line and column

    static std::string to_text(const toml::node& node) {
        std::ostringstream out;
        out << toml::toml_formatter{node, toml::format_flags::none};
        return out.str();
    }
};

std::string quoted_list(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : ", ") + to_toml(Value(text));
    return "[" + all + "]";
}

// A value that reads as a number or truth value is written as one.
std::string value_text(const std::string& text) {
    try {
        const Value value = table_from_toml("x = " + text).values().at("x");
        return std::holds_alternative<std::string>(value) ? to_toml(Value(text)) : text;
    } catch (const std::exception&) {
        return to_toml(Value(text));
    }
}

} // namespace

const Description& sweep_section() {
    static const Description description{
        .id = "sweep",
        .label = translatable("Sweep"),
        .help = translatable("The config that is varied, and over which seeds."),
        .parameters = {{.key = "base",
                        .fallback = std::string(),
                        .label = translatable("Base config"),
                        .help = translatable("A config, seen from the document's folder."),
                        .required = true,
                        .path = PathKind::file,
                        .patterns = {"*.toml"}},
                       {.key = "seeds",
                        .fallback = std::vector<std::int64_t>{},
                        .label = translatable("Seeds"),
                        .help = translatable("Every arm is trained once for each; empty: with the "
                                             "base's own seed.")},
                       {.key = "name",
                        .fallback = std::string(),
                        .label = translatable("Name"),
                        .help = translatable("Begins the names of the run files; empty: the "
                                             "document's name.")},
                       {.key = "out",
                        .fallback = std::string(),
                        .label = translatable("Folder"),
                        .help = translatable("Where the run files go; empty: runs/NAME."),
                        .path = PathKind::folder}}};
    return description;
}

const Description& control_section() {
    static const Description description{
        .id = "controls",
        .label = translatable("Control"),
        .help = translatable("A further arm: the base with other settings."),
        .parameters = {{.key = "name",
                        .fallback = std::string(),
                        .label = translatable("Name"),
                        .help = translatable("What the arm is called in tables."),
                        .required = true}}};
    return description;
}

SweepDocument parse_sweep(std::string_view text, const std::string& file) {
    try {
        return SweepReader(file).read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        throw ConfigError(
            {{fmt::format("{}:{}", file, error.source().begin.line), "", not_toml(error)}});
    }
}

std::string to_toml(const SweepDocument& document) {
    std::string text = "[sweep]\nname = " + to_toml(Value(document.name)) +
                       "\nbase = " + to_toml(Value(document.base)) + "\n";
    if (!document.out.empty())
        text += "out = " + to_toml(Value(document.out)) + "\n";
    if (!document.seeds.empty())
        text += "seeds = " + to_toml(Value(document.seeds)) + "\n";
    if (!document.axes.empty())
        text += "\n[axes]\n";
    for (const SweepAxis& axis : document.axes) {
        std::string values;
        for (const std::string& value : axis.values)
            values += (values.empty() ? "" : ", ") + value_text(value);
        text += to_toml(Value(axis.key)) + " = [" + values + "]\n";
    }
    for (const SweepControl& control : document.controls)
        text += "\n[[controls]]\nname = " + to_toml(Value(control.name)) +
                "\nset = " + quoted_list(control.set) + "\n";
    return text;
}

} // namespace thaw
