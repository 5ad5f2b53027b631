// The examples of a run: training set, ID test set and every further split.
#pragma once

#include "core/run/config.h"
#include "core/training/datasets/dataset.h"
#include "core/training/example_set.h"
#include "core/training/network.h"

#include <optional>
#include <vector>

namespace thaw {

class TrainingData {
  public:
    // Reads the dataset and makes (or finds in the cache) the shifted test sets. Throws Error.
    TrainingData(const RunConfig& config, const torch::Device& device);

    const ExampleSet& train() const { return *train_; }
    // The ID test set first, then id_validation, what the dataset has, [[ood]] and [[splits]], each
    // in the config's order.
    const std::vector<ExampleSet>& splits() const { return splits_; }
    // Dataset::files.
    const std::string& files() const { return files_; }
    const InputShape& shape() const { return shape_; }
    const ExampleSpec& spec() const { return train().source().spec(); }

  private:
    std::optional<ExampleSet> train_; // always there
    std::vector<ExampleSet> splits_;
    std::string files_;
    InputShape shape_;
};

} // namespace thaw
