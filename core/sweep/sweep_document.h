// A sweep as a short text document: a base config, seeds, and what is varied. TOML, checked like a
// config.
//
//   [sweep]
//   base = "paper.toml"          # a config, seen from the document's folder
//   seeds = [1, 2, 3, 4, 5]
//
//   [axes]                       # every combination of these, for every seed
//   stop = [100, 200, "never", "standard", "id=stabilisation,metric=fisher_trace,tau=8"]
//   interval = [50, 100]
//   "optimiser.learning_rate" = [0.01, 0.03]
//
//   [[controls]]                 # further arms: the base with these settings, on every other axis
//   name = "order at random"     # but stop, interval and rule
//   set = ["intervention.order=random"]
#pragma once

#include "core/run/config.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thaw {

// What is varied along one axis, each value as it stands after "key=" in --set; of the axes named
// below, as sweep_arm.h reads it.
struct SweepAxis {
    std::string key; // stop, interval, rule, or a config key
    std::vector<std::string> values;
    std::string place = {}; // for messages; not part of equality

    bool operator==(const SweepAxis& other) const {
        return key == other.key && values == other.values;
    }
};

struct SweepControl {
    std::string name;
    std::vector<std::string> set; // "key=value"
    std::string place = {};       // as above

    bool operator==(const SweepControl& other) const {
        return name == other.name && set == other.set;
    }
};

struct SweepDocument {
    std::string name;                // of the sweep and of its runs; the file's, if it gives none
    std::string base;                // as the document has it
    std::string out;                 // folder of the run files; empty: runs/NAME
    std::vector<std::int64_t> seeds; // empty: the base's own
    std::vector<SweepAxis> axes;
    std::vector<SweepControl> controls;

    bool operator==(const SweepDocument& other) const = default;
};

inline constexpr const char* stop_axis = "stop";
inline constexpr const char* interval_axis = "interval";
inline constexpr const char* rule_axis = "rule";

const Description& sweep_section();   // [sweep]
const Description& control_section(); // [[controls]], but for its list `set`

// Reads and checks the document alone; the base is another file. `file` names it in messages and
// gives the name. Throws ConfigError with all that is wrong.
SweepDocument parse_sweep(std::string_view text, const std::string& file);

// parse_sweep of it gives an equal document.
std::string to_toml(const SweepDocument& document);

} // namespace thaw
