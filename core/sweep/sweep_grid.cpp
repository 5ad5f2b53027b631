#include "core/sweep/sweep_grid.h"

#include <algorithm>

namespace thaw {

namespace {

template <class T>
std::size_t place_of(std::vector<T>& all, const T& one) {
    const auto found = std::find(all.begin(), all.end(), one);
    const auto place = static_cast<std::size_t>(found - all.begin());
    if (found == all.end())
        all.push_back(one);
    return place;
}

} // namespace

SweepGrid::SweepGrid(const std::vector<SweepMember>& members) {
    for (const SweepMember& member : members) {
        const std::size_t arm = place_of(arms, member.arm), seed = place_of(seeds, member.seed);
        if (cells.size() <= arm)
            cells.resize(arm + 1);
        if (cells[arm].size() <= seed)
            cells[arm].resize(seed + 1);
        cells[arm][seed] = member.index;
    }
    for (auto& row : cells)
        row.resize(seeds.size());
}

} // namespace thaw
