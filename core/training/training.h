// What core/training offers to programs; there is no LibTorch in this header.
#pragma once

#include "core/run/config.h"
#include "core/run/data_preview.h"
#include "core/run/trainer.h"
#include "core/run/weights_report.h"

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

// Names, roles and domains of the splits that a dataset has beside training and ID test set, by its
// checked config. May read folders and tables: not for the screen's thread where
// looks_for_splits(). Throws Error.
std::vector<SplitInfo> splits_of_dataset(const Item& dataset);
// Whether that depends on files.
bool looks_for_splits(const Item& dataset);

// The names of the blocks, splits, metrics and series that a run of this checked config will have,
// told in milliseconds without its data; counts and steps are left at 0. `own` is what
// splits_of_dataset() says. A trainer that is at work in this process does not notice. Throws
// Error.
Plan planned_series(const RunConfig& config, const std::vector<SplitInfo>& own);
Plan planned_series(const RunConfig& config); // looks for the splits itself

// What a checked config's data and weights are, before a run is made of them. Keeps the dataset
// that it read last, so that the next look at it is quick; a trainer that is at work in this
// process does not notice. Used from one thread at a time, not the screen's: it reads all files
// (pictures once, and is quick where they are known). Both end with an Error of any text once
// `interrupted` says so, which several threads may ask.
class Preview {
  public:
    Preview();
    ~Preview();

    // Splits in the order of a run's plan. Throws Error where the dataset cannot be read; what is
    // wrong with one of the other splits stands beside it.
    DataPreview data(const RunConfig& config, const Interrupted& interrupted);
    // REQUIRES: network.weights names a file. Throws Error where it is refused.
    WeightsReport weights(const RunConfig& config, const Interrupted& interrupted);
    void forget(); // frees the memory

  private:
    struct Kept;
    std::unique_ptr<Kept> kept_; // always there
};

// A sentence where the dataset's files are not those that were published under its name, which is
// no error; empty: they are, or it has none. Reads the files unless this process has already: not
// for the screen's thread. `dataset` is a checked config's.
std::string dataset_notice(const Item& dataset);

} // namespace thaw
