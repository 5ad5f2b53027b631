// A TorchScript module as a network of blocks.
#pragma once

#include "core/training/network.h"

#include <filesystem>
#include <string>

namespace thaw {

// Loads `file` and so runs code of whoever made it: ask before. `blocks`: beginnings of names of
// parameters at a dot, from the input to the head, with commas between them; empty: the module's
// children that have parameters, in their order. A block is called after its beginning, with
// "_" for dots and "block_" before a number. Parameters outside of every block (of the module
// itself, say) are refused by name.
//
// What happens between two blocks is known to the module alone, so the whole module runs as the
// last block and the others pass on what they get: Network::forward(x, first, last) gives inputs
// for last < size() and the outputs for last == size(). Parameters become float32. The module runs
// without the interpreter's optimiser, whose arithmetic depends on how often it has run. What it
// prints is dropped.
//
// It is tried on zeros, unless UndrawnWeights asks for its names alone. Refused are modules that
// keep what they count outside of buffers (resuming would not be exact), that change buffers when
// they are only read, or with sparse gradients.
//
// Throws Error(failure) where the file cannot be read or the module not be run, Error(usage) where
// it is no such module, has no parameters, or does not make [n, outputs] of inputs of shape
// `input`.
std::shared_ptr<Network> scripted_network(const std::filesystem::path& file,
                                          const std::string& blocks, const InputShape& input);

} // namespace thaw
