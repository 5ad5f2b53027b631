// Single parameters that an update must not move, inside blocks that train: the control that
// releases random parameters where gradual unfreezing releases blocks.
//
// The optimiser updates whole tensors; then the held entries get back the bits that they had, and
// so does what the optimiser remembers of them (momentum, running means), which is zero for entries
// that it has never moved. Weight decay and momentum thus leave no trace in them. What it counts by
// tensor and not by entry, Adam's number of updates, goes on: an entry that is released later
// begins with empty means and without their correction for that.
#pragma once

#include "core/training/optimisers/optimiser.h"

#include <cstdint>
#include <torch/types.h>
#include <vector>

namespace thaw {

class HeldParameters {
  public:
    // Of the entries of all tensors before number `head`, taken in an order that `seed` draws, the
    // first `moved` are free; entries of later tensors all are. The order does not depend on
    // `moved`: a greater one frees more and holds none that was free.
    HeldParameters(const std::vector<torch::Tensor>& parameters, std::size_t head,
                   std::int64_t moved, std::uint64_t seed);

    // Before and after an update of an optimiser that moves these parameters.
    void remember(const Optimiser& optimiser);
    void put_back(const Optimiser& optimiser);

    // By tensor before the head: true where an entry is free.
    const std::vector<torch::Tensor>& free() const { return free_; }

  private:
    std::vector<torch::Tensor> parameters_, free_; // those before the head
    std::vector<torch::Tensor> values_;
    std::vector<OptimiserSlots> slots_;
};

} // namespace thaw
