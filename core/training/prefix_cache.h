// What the frozen blocks below the first that trains make of every training example, kept while
// they rest: frozen, with BatchNorm in eval mode.
//
// A number may depend in its last bits on the batch that it was computed in. So every example has a
// home: its batch in the epoch in which the rest began. There it is computed when its turn comes;
// later it is looked up, or, in a resumed session that has not seen it, computed again with the
// whole of its home batch. What an update sees is then the same bits however often the run was cut.
#pragma once

#include "core/training/example_set.h"
#include "core/training/network.h"

#include <functional>
#include <string>

namespace thaw {

class PrefixCache {
  public:
    // The training set's examples in the order of an epoch, int64 [n] on the CPU.
    using OrderOfEpoch = std::function<torch::Tensor(std::int64_t epoch)>;
    PrefixCache(const ExampleSet& train, std::int64_t batch_size, std::int64_t most_bytes,
                OrderOfEpoch order);

    // The activations that blocks [0, blocks) give for update `step` of epoch `epoch`, whose batch
    // is `indices` (on the CPU); without a graph. REQUIRES: those blocks are in eval mode and,
    // while `blocks` stays the same, unchanged. Without room for all examples nothing is kept, and
    // the batch is computed as it comes.
    torch::Tensor activations(Network& network, std::size_t blocks, std::int64_t epoch,
                              const torch::Tensor& indices);
    // No block rests; what was kept is let go.
    void end() { rest_ = {}; }

    // Where the homes are, for a checkpoint; empty: no block rests. restore() lets go of the rest.
    std::string state() const;
    void restore(const std::string& state);

  private:
    struct Rest {
        std::size_t blocks = 0; // 0: none
        std::int64_t home_epoch = 0;
        bool room = false;
        torch::Tensor home_order, home_of; // of the home epoch; by example, its place in it
        torch::Tensor rows;                // [n, numbers an example], channels side by side
        std::vector<std::int64_t> sizes;   // of an activation less its first
        std::vector<char> known;           // by example
    };
    torch::Tensor compute(Network& network, const torch::Tensor& indices) const;
    void make_room(const torch::Tensor& activation);
    void keep(const torch::Tensor& activation, const torch::Tensor& indices);
    torch::Tensor look_up(const torch::Tensor& indices) const;

    const ExampleSet& train_;
    std::int64_t batch_size_, most_bytes_;
    OrderOfEpoch order_;
    Rest rest_;
};

} // namespace thaw
