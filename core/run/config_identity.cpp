#include "core/run/config_identity.h"

#include "core/run/flat_table.h"
#include "core/run/sha256.h"

#include <algorithm>
#include <array>

namespace thaw {

namespace {

constexpr std::array no_matter{"run.name", "run.threads", "run.require_same_machine",
                               "run.stop_before"};

} // namespace

std::string config_identity(std::string_view resolved) {
    const Table all = flat_table_from_toml(resolved);
    Table kept;
    for (const auto& [key, value] : all.values())
        if (!key.starts_with("checkpoints.") &&
            std::find(no_matter.begin(), no_matter.end(), key) == no_matter.end())
            kept.set(key, value);
    return sha256(std::string_view(to_toml(kept)));
}

} // namespace thaw
