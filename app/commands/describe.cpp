#include "app/commands/command_line.h"
#include "app/output.h"
#include "core/run/error.h"
#include "core/run/section_table.h"
#include "core/run/sections.h"
#include "core/storage/json_text.h"
#include "core/training/training.h"

#include <nlohmann/json.hpp>

namespace thaw {

namespace {

using nlohmann::json;

struct Kind {
    std::string name;
    std::vector<Description> entries;
};

std::vector<Kind> kinds() {
    std::vector<Kind> all;
    Kind plain{"sections", {}};
    for (const Section& section : sections(vocabulary())) {
        Kind kind{section.kind, {}};
        for (const Description& choice : with_groups(section.choices, section.groups))
            kind.entries.push_back(with_extras(section.extras, choice));
        if (section.kind.empty())
            plain.entries.insert(plain.entries.end(), kind.entries.begin(), kind.entries.end());
        else
            all.push_back(std::move(kind));
    }
    all.push_back(std::move(plain));
    return all;
}

std::string range_text(const Parameter& parameter) {
    std::string text;
    const auto join = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (parameter.minimum)
        join(sentence(parameter.above_minimum ? translatable("more than {}")
                                              : translatable("at least {}"),
                      *parameter.minimum));
    if (parameter.maximum)
        join(sentence("at most {}", *parameter.maximum));
    for (const auto& word : parameter.words)
        join("\"" + word + "\"");
    return text;
}

void print_entry(const Description& entry) {
    print(fmt::format("{}  {}{}\n    {}\n", entry.id, tr(entry.label),
                      entry.symbol.empty() ? "" : "  " + entry.symbol, tr(entry.help)));
    for (const auto& parameter : entry.parameters) {
        const std::string range = range_text(parameter);
        print(fmt::format("    {} = {}{}{}\n        {}\n", parameter.key,
                          parameter.required ? "..." : to_toml(parameter.default_value()),
                          parameter.unit.empty() ? "" : " " + tr(parameter.unit),
                          range.empty() ? "" : "  (" + range + ")", tr(parameter.help)));
    }
    print("\n");
}

json json_value(const Value& value) {
    return std::visit([](const auto& x) { return json(x); }, value);
}

json json_entry(const Description& entry) {
    json out{{"id", entry.id},
             {"label", tr(entry.label)},
             {"help", tr(entry.help)},
             {"unit", entry.unit},
             {"symbol", entry.symbol},
             {"cost", to_text(entry.cost)},
             {"parameters", json::array()}};
    for (const auto& parameter : entry.parameters) {
        json one{
            {"key", parameter.key},           {"default", json_value(parameter.default_value())},
            {"required", parameter.required}, {"label", tr(parameter.label)},
            {"help", tr(parameter.help)},     {"unit", parameter.unit},
            {"words", parameter.words}};
        if (parameter.minimum)
            one["minimum"] = *parameter.minimum;
        if (parameter.maximum)
            one["maximum"] = *parameter.maximum;
        out["parameters"].push_back(one);
    }
    return out;
}

} // namespace

void add_describe_command(CLI::App& program) {
    struct Arguments {
        std::string what;
        bool json = false;
    };
    std::vector<std::string> names;
    for (const auto& kind : kinds())
        names.emplace_back(kind.name);
    CLI::App* command = program.add_subcommand("describe", tr("Tell what a config may say"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("what", arguments->what, tr("One kind; all if not given"))
        ->check(CLI::IsMember(names));
    command->add_flag("--json", arguments->json, tr("As JSON"));
    command->footer(tr("Examples:\n"
                       "  thaw describe\n"
                       "  thaw describe shifts"));
    command->callback([arguments] {
        json all = json::object();
        for (const auto& kind : kinds()) {
            if (!arguments->what.empty() && arguments->what != kind.name)
                continue;
            if (!arguments->json)
                print(fmt::format("== {} ==\n\n", kind.name));
            for (const auto& entry : kind.entries) {
                if (arguments->json)
                    all[kind.name].push_back(json_entry(entry));
                else
                    print_entry(entry);
            }
        }
        if (arguments->json)
            print_data(dump(all, 2) + "\n");
    });
}

} // namespace thaw
