// What people note about a run, apart from it.
#pragma once

#include "core/compare/run_facts.h"

#include <map>
#include <string>
#include <vector>

namespace thaw {

struct Annotation {
    bool star = false;
    std::vector<std::string> tags = {}; // sorted, each once, none empty
    std::string note = {};
    bool operator==(const Annotation& other) const = default;
};
using Annotations = std::map<std::string, Annotation>; // by run id

// "fog, paper , fog" is {fog, paper}.
std::vector<std::string> tags_of(const std::string& text);

// Sets the fields star, tags and note. Facts have them from the start, empty, so that none of them
// is ever unknown.
void annotate(RunFacts& facts, const Annotation& annotation);
Annotation annotation_of(const RunFacts& facts);
// The runs, fresh from their files, with their annotations; those that have one are copied.
RunList annotated(const RunList& runs, const Annotations& annotations);

} // namespace thaw
