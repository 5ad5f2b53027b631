// A network as a list of nodes, made from the blocks that training runs.
#pragma once

#include "core/training/engine/linear_node.h"
#include "core/training/engine/node.h"
#include "core/training/network.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw {

// Value 0 is the images; node i makes value i + 1 from values before it. The last value is the
// logits.
struct Graph {
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<std::size_t> last_use; // of each value: the node that takes it last
    const LinearNode* head = nullptr;  // the last node if it is a linear layer
    // What it could not translate, for people: "layer2: a layer of its own kind"; then no nodes.
    std::string unknown;
};

// Refers to the network's layers, which must outlive it.
Graph graph_of(Network& network);

} // namespace thaw
