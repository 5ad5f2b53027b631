// A vocabulary and a base config for tests of core/sweep, which sees no engine.
#pragma once

#include "core/run/config.h"
#include "core/sweep/run_tree.h"
#include "core/sweep/sweep_member.h"
#include "tests/run/test_vocabulary.h"

#include <string>
#include <vector>

namespace thaw::test {

inline const std::string sweep_base = R"(
[training]
steps = 1000
[dataset]
id = "toy"
[network]
id = "line"
[optimiser]
id = "sgd"
[intervention]
id = "gradual_unfreezing"
interval = 100
[[triggers]]
id = "at_step"
step = 700
action = "release_all"
[[triggers]]
id = "divergence"
metric = "train_loss"
action = "stop"
)";

inline std::vector<SweepMember> members_of(const std::string& document,
                                           const std::string& base = sweep_base) {
    return sweep_members(parse_sweep("[sweep]\nbase = \"base.toml\"\n" + document, "stops.toml"),
                         base, "base.toml", small_vocabulary());
}

inline std::vector<RunShape> shapes_of(const std::vector<SweepMember>& members) {
    return std::vector<RunShape>(members.size(), {.blocks = 4, .steps = 1000});
}

} // namespace thaw::test
