// From TOML to a checked RunConfig. All problems are collected before anything is thrown.
#include "core/run/config.h"
#include "core/run/config_overrides.h"
#include "core/run/config_source.h"
#include "core/run/section_table.h"
#include "core/run/sections.h"
#include "core/run/settings_reader.h"
#include "core/run/toml_value.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace thaw {

namespace {

class Reader : public SettingsReader {
  public:
    Reader(std::string file, const Vocabulary& vocabulary, const std::vector<std::string>& set_keys)
        : SettingsReader(std::move(file), set_keys), vocabulary_(vocabulary) {}

    RunConfig read(const toml::table& root) {
        const std::vector<Section> all = sections(vocabulary_);
        std::vector<std::string> keys;
        for (const Section& section : all)
            keys.push_back(section.key);
        check_keys(root, "", keys);
        RunConfig config;
        for (const Section& section : all) {
            if (section.is_list())
                config.*section.many = entries(root, section);
            else if (section.id_key.empty())
                config.*section.one = this->section(root, section.key, section.choices.front());
            else
                config.*section.one = chosen(root, section);
        }
        if (!root.contains("metrics")) // what every run wants to know
            for (const char* id : {"train", "evaluation"})
                config.metrics.push_back(named(entry(toml::table{{"id", id}}, "metrics", "id",
                                                     vocabulary_.metrics, metric_extras())));
        if (problems_.empty())
            problems_ = impossible_combinations(config, vocabulary_);
        if (!problems_.empty())
            throw ConfigError(std::move(problems_));
        return config;
    }

    Item read_alone(toml::table table, const std::string& id, const std::string& section,
                    const std::vector<Description>& choices, const std::vector<Parameter>& extras) {
        table.insert_or_assign("id", id);
        Item item = entry(table, section, "id", choices, extras);
        if (!problems_.empty())
            throw ConfigError(std::move(problems_));
        item.place.clear();
        return item;
    }

  private:
    Item chosen(const toml::table& root, const Section& section) {
        const std::string& key = section.key;
        if (const toml::table* table = subtable(root, key))
            return entry(*table, key, "id", section.choices, section.extras);
        if (!section.fallback.empty())
            return entry(toml::table{{"id", section.fallback}}, key, "id", section.choices,
                         section.extras);
        if (!root.contains(key)) {
            std::vector<std::string> ids;
            for (const auto& choice : section.choices)
                ids.push_back(choice.id);
            add(root, key,
                sentence("the section [{}] is missing; its id is one of: {}", key, listed(ids)));
        }
        return {};
    }

    std::vector<Item> entries(const toml::table& root, const Section& section) {
        std::vector<Item> items;
        const auto choices = with_groups(section.choices, section.groups);
        const auto item_of = [&](const toml::table& table, const std::string& path) {
            return section.id_key.empty()
                       ? settings(table, path, section.choices.front())
                       : named(entry(table, path, section.id_key, choices, section.extras));
        };
        std::size_t before = 0; // entries that are not of the same table
        const auto take = [&](const toml::table& table, const std::string& path) {
            const auto members = instead_of_group(section, table);
            if (members.empty())
                items.push_back(item_of(table, path));
            const auto good = problems_.size();
            for (const auto& member : members) {
                if (problems_.size() > good)
                    break; // the others have the same
                Item item = item_of(member, path);
                // A member without severity is there once for a list of severities.
                if (std::find(items.begin() + static_cast<std::ptrdiff_t>(before), items.end(),
                              item) == items.end())
                    items.push_back(std::move(item));
            }
        };
        each(root, section.key, [&](const toml::table& table, const std::string& path) {
            const auto all = section.expands ? expanded(table) : std::vector<toml::table>();
            place_of_copies_ = place(table, path);
            before = items.size();
            if (all.empty()) // the table itself: a copy does not know its lines
                take(table, path);
            for (const toml::table& one : all)
                take(one, path);
            place_of_copies_ = file_;
        });
        return items;
    }

    // One table an element of every list in it, none if there is no list; an empty list is no value
    // and stays.
    static std::vector<toml::table> expanded(const toml::table& table) {
        for (const auto& [key, node] : table)
            if (const auto* list = node.as_array(); list != nullptr && !list->empty()) {
                std::vector<toml::table> all;
                for (const auto& element : *list) {
                    toml::table one = table;
                    one.insert_or_assign(key, element);
                    auto further = expanded(one);
                    if (further.empty())
                        all.push_back(std::move(one));
                    std::move(further.begin(), further.end(), std::back_inserter(all));
                }
                return all;
            }
        return {};
    }

    // One table a member, if the shift is a group of them. A setting that this member lacks and
    // another has is meant for the other.
    std::vector<toml::table> instead_of_group(const Section& section,
                                              const toml::table& table) const {
        const auto id = table[section.id_key].value_or(std::string());
        for (const auto& [description, members] : section.groups) {
            if (description.id != id)
                continue;
            std::vector<const Description*> shifts;
            for (const auto& shift : section.choices)
                if (std::count(members.begin(), members.end(), shift.id) > 0)
                    shifts.push_back(&shift);
            std::vector<toml::table> all;
            for (const Description* shift : shifts) {
                toml::table one = table;
                one.insert_or_assign(section.id_key, shift->id);
                for (const auto& setting : table) {
                    const std::string_view key = setting.first.str();
                    const auto has_it = [key](const Description* each) {
                        return each->find(key) != nullptr;
                    };
                    if (!has_it(shift) && std::any_of(shifts.begin(), shifts.end(), has_it))
                        one.erase(key);
                }
                all.push_back(std::move(one));
            }
            return all;
        }
        return {};
    }

    static Item named(Item item) {
        if (item.settings.has("name") && item.settings.text("name").empty())
            item.settings.set("name", item.id);
        return item;
    }

    const Vocabulary& vocabulary_;
};

} // namespace

RunConfig parse_config(std::string_view text, const std::string& file, const Vocabulary& vocabulary,
                       const std::vector<std::string>& overrides) {
    toml::table root;
    try {
        root = toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        throw ConfigError(
            {{fmt::format("{}:{}", file, error.source().begin.line), "", not_toml(error)}});
    }
    const auto set_keys = apply_overrides(root, overrides);
    return Reader(file, vocabulary, set_keys).read(root);
}

Item read_item(const std::string& lines, const std::string& id,
               const std::vector<Description>& choices, const std::vector<Parameter>& extras,
               const std::string& section) {
    const Vocabulary none;
    const std::vector<std::string> no_keys;
    return Reader(section, none, no_keys)
        .read_alone(toml::parse(lines), id, section, choices, extras);
}

std::string config_source(const std::string& file) {
    constexpr std::size_t longest = std::size_t{16} << 20U; // /dev/zero would fill the memory
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::string text(in ? longest : 0, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.fail() && !in.eof())) {
        const int why = errno;
        throw usage("'{}' cannot be read ({}); check the name and its permissions", file,
                    std::strerror(why == 0 ? EIO : why));
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() == longest)
        throw usage("'{}' is too long for a config; check the name", file);
    if (text.starts_with("\x89HDF"))
        throw usage("'{}' is a run, not a text; `thaw show --config` prints the config in it",
                    file);
    return text;
}

RunConfig read_config(const std::string& file, const Vocabulary& vocabulary,
                      const std::vector<std::string>& overrides) {
    return parse_config(config_source(file), file, vocabulary, overrides);
}

} // namespace thaw
