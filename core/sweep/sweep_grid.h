// The members of a sweep as a table.
#pragma once

#include "core/sweep/sweep_member.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

// Arms in rows, seeds in columns, each in the order of its first member.
struct SweepGrid {
    std::vector<std::string> arms;
    std::vector<std::int64_t> seeds;
    std::vector<std::vector<std::optional<std::size_t>>> cells; // [arm][seed]: a member's index

    explicit SweepGrid(const std::vector<SweepMember>& members);
};

} // namespace thaw
