#include "core/run/config_identity.h"

#include "core/run/flat_table.h"
#include "core/run/sha256.h"

#include <algorithm>

namespace thaw {

std::string config_identity(std::string_view resolved) {
    const auto of_no_matter = [](const std::string& key) {
        return key.starts_with("checkpoints.") ||
               std::any_of(
                   settings_of_no_matter.begin(), settings_of_no_matter.end(),
                   [&](const char* setting) { return key == std::string("run.") + setting; });
    };
    const Table all = flat_table_from_toml(resolved);
    Table kept;
    for (const auto& [key, value] : all.values())
        if (!of_no_matter(key))
            kept.set(key, value);
    return sha256(std::string_view(to_toml(kept)));
}

} // namespace thaw
