// What core/training offers to programs; there is no LibTorch in this header.
#pragma once

#include "core/run/config.h"
#include "core/run/trainer.h"

#include <memory>
#include <string>

namespace thaw {

// Everything that a config may name.
Vocabulary vocabulary();

// Whether a trainer starts from its config or goes on from a checkpoint, which holds all weights:
// then the file of `network.weights` may be away.
enum class Beginning { fresh, continued };

// Loads data and network for a checked config, which must outlive the trainer. Can take seconds
// (shifted test sets are made once and cached). Make it on the thread that will use it. Throws
// Error.
std::unique_ptr<Trainer> make_trainer(const RunConfig& config,
                                      Beginning beginning = Beginning::fresh);

// The names of the blocks, splits, metrics and series that a run of this checked config will have,
// told in milliseconds without its data; counts and steps are left at 0. A trainer that is at work
// in this process does not notice. Throws Error.
Plan planned_series(const RunConfig& config);

// A sentence where the dataset's files are not those that were published under its name, which is
// no error; empty: they are, or it has none. Reads the files unless this process has already: not
// for the screen's thread. `dataset` is a checked config's.
std::string dataset_notice(const Item& dataset);

} // namespace thaw
