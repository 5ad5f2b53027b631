// The images of a run on its device: training set, ID test set and every OOD split.
#pragma once

#include "core/run/config.h"
#include "core/training/examples.h"
#include "core/training/network.h"

#include <vector>

namespace thaw {

class TrainingData {
  public:
    // Reads the dataset and makes (or finds in the cache) the shifted test sets. Throws Error.
    TrainingData(const RunConfig& config, const torch::Device& device);

    const Examples& train() const { return train_; }
    // The ID test set first, then the OOD splits in the config's order.
    const std::vector<Split>& splits() const { return splits_; }
    const SplitInfo& train_info() const { return train_info_; }
    // Dataset::files.
    const std::string& files() const { return files_; }
    const InputShape& shape() const { return shape_; }

    // uint8 [n, c, h, w] -> float32 on the device, padded and normalised as in training.
    torch::Tensor normalise(const torch::Tensor& pixels) const;

  private:
    torch::Device device_;
    std::int64_t pad_;
    double mean_ = 0, deviation_ = 1; // of the training pixels in [0, 1]; 0 and 1: not normalised
    Examples train_;
    std::vector<Split> splits_;
    SplitInfo train_info_;
    std::string files_;
    InputShape shape_;
};

} // namespace thaw
