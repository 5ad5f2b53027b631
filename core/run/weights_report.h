// What became of every name when somebody else's weights were read into a network.
#pragma once

#include <string>
#include <vector>

namespace thaw {

// In the network's order and then the file's.
struct WeightsReport {
    std::string file, sha256;
    std::vector<std::string> matched = {};       // the network's names
    std::vector<std::string> missing = {};       // the network's, not in the file: drawn anew
    std::vector<std::string> reinitialised = {}; // of the head, of another shape: drawn anew
    std::vector<std::string> unexpected = {};    // the file's
};

} // namespace thaw
