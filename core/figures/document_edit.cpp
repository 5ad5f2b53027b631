#include "core/figures/document_edit.h"

#include "core/run/config.h"
#include "core/run/toml_value.h"

#include <sstream>
#include <toml++/toml.h>
#include <vector>

namespace thaw {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

// The table of a section; null where the text has none.
const toml::table* section_of(const toml::table& root, std::optional<std::size_t> panel) {
    if (!panel)
        return root["figure"].as_table();
    const toml::array* panels = root["panels"].as_array();
    const toml::node* node = panels == nullptr ? nullptr : panels->get(*panel);
    return node == nullptr ? nullptr : node->as_table();
}

} // namespace

std::string with_setting(const std::string& text, std::optional<std::size_t> panel,
                         const std::string& key, const std::optional<Value>& value) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw ConfigError(
            {{fmt::format("figure:{}", error.source().begin.line), "", not_toml(error)}});
    }
    std::vector<std::string> lines = lines_of(text);
    const std::string line = value ? key + " = " + to_toml(*value) : std::string();
    const toml::table* section = section_of(root, panel);
    if (section == nullptr) {
        if (!panel && value) { // keys before the first section stay the document's own
            std::size_t at = 0;
            while (at < lines.size() && lines[at].find('[') != 0)
                ++at;
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), {"[figure]", line, ""});
        }
    } else if (const toml::node* node = section->get(key)) {
        // From the key's line to the one where its value ends: a list may take several.
        std::size_t first = node->source().begin.line - 1;
        const std::size_t last = node->source().end.line - 1;
        while (first > 0 && lines[first].find(key) == std::string::npos)
            --first;
        const auto from = lines.begin() + static_cast<std::ptrdiff_t>(first);
        const auto to = lines.begin() + static_cast<std::ptrdiff_t>(last + 1);
        const auto at = lines.erase(from, to);
        if (value)
            lines.insert(at, line);
    } else if (value) {
        std::size_t header = section->source().begin.line - 1;
        // The kind comes first in a panel.
        if (const toml::node* kind = section->get("kind"))
            header = std::max<std::size_t>(header, kind->source().begin.line - 1);
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(header + 1), line);
    }
    std::string changed;
    for (const std::string& one : lines)
        changed += one + "\n";
    return changed;
}

} // namespace thaw
