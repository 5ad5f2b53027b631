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
    // `train` must outlive it. `steps`: of the run.
    TrainBatches(const RunConfig& config, const ExampleSet& train, std::int64_t batch_size,
                 std::int64_t steps);

    std::int64_t steps_per_epoch() const { return steps_per_epoch_; }
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
    std::uint64_t order_seed_;
    std::int64_t batch_size_, steps_, steps_per_epoch_;
    bool augments_;
    std::map<std::int64_t, torch::Tensor> orders_; // of the last two epochs that were asked for
    std::unique_ptr<Loader> loader_;               // null: nothing to read or change
};

} // namespace thaw
