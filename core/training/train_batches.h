// What the updates of a run are made from: the training set's examples in the order of each epoch,
// augmented where the config says so, read ahead where they are not in memory.
#pragma once

#include "core/run/config.h"
#include "core/training/data/loader.h"
#include "core/training/example_set.h"

#include <map>
#include <memory>

namespace thaw {

class TrainBatches {
  public:
    // `train` and `plan` must outlive it.
    TrainBatches(const RunConfig& config, const ExampleSet& train, const Plan& plan);

    // All examples in the order of an epoch, int64 on the CPU; a function of the seed alone.
    torch::Tensor order_of(std::int64_t epoch) const;
    // Which examples update number `step` + 1 takes.
    torch::Tensor indices(std::int64_t step);
    // Their inputs, on the device. Fastest where steps follow one another.
    torch::Tensor inputs(std::int64_t step);
    // Whether an example is another one in every epoch.
    bool augments() const { return augments_; }

  private:
    std::unique_ptr<Loader> loader(const RunConfig& config);

    const ExampleSet& train_;
    const Plan& plan_;
    std::uint64_t order_seed_;
    bool augments_;
    std::map<std::int64_t, torch::Tensor>
        orders_;                     // of the epoch that was asked for and those beside it
    std::unique_ptr<Loader> loader_; // null: nothing to read or change
};

} // namespace thaw
