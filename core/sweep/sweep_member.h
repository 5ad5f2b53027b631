// The members of a sweep: one ordinary run each, with the whole config that it would have alone.
#pragma once

#include "core/run/config.h"
#include "core/sweep/sweep_document.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace thaw {

struct SweepMember {
    std::size_t index = 0; // from 0, in the order of the document: arms, and seeds inside them
    std::string arm = {};  // "stop = 300, interval = 50", or a control's name; "base" without axes
    std::vector<std::pair<std::string, std::string>> values = {}; // of the axes: key and value
    std::int64_t seed = 0;
    RunConfig config = {};     // whole; run.threads as the base has it
    std::string identity = {}; // config_identity()
};

// "stop = 300, seed 2", translated.
std::string name_of(const SweepMember& member);

// What the named axes say:
//   stop      a step: unfreezing ends there (release_all); "never": it goes its way to the end;
//             "standard": no intervention, every block trains from the first step on; a rule
//             (rule_from_text): it ends where that fires. In all of them what the base has to end
//             unfreezing with, triggers and commands of release_all, is left out.
//   interval  intervention.interval
//   rule      a rule beside the base's triggers, whatever it asks for; "none": none
// All other axes, and a control's settings, are as --set has them. `base_file` names the base in
// messages. Throws ConfigError, naming the document's line, and Error(usage) where two members
// would be the same run.
std::vector<SweepMember> sweep_members(const SweepDocument& document, std::string_view base,
                                       const std::string& base_file, const Vocabulary& vocabulary);

} // namespace thaw
