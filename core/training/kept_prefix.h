// What the lower blocks made of the images of the last readings, while those blocks stay what they
// are: frozen blocks need not look at the same test images again and again.
//
// Nothing has to be told. Before every reading the bytes of all weights and statistics are held
// against those of the reading before, so that training, a resumed run and BatchNorm statistics
// that go on in frozen blocks are seen alike.
#pragma once

#include "core/training/network.h"

#include <compare>
#include <map>

namespace thaw {

class KeptPrefix {
  public:
    // Which examples: of a split, from the one to before the other.
    struct Range {
        std::size_t split = 0;
        std::int64_t begin = 0, end = 0;
        auto operator<=>(const Range&) const = default;
    };

    // Before a reading; lets go of what is no longer so.
    void look_at(Network& network);
    // How many blocks, from the first on, the last reading met as they are now.
    std::size_t blocks() const { return blocks_; }

    // What those blocks made of some examples; null: not kept.
    const std::vector<torch::Tensor>* find(const Range& range) const;
    // Does nothing where there is no room left.
    void keep(const Range& range, const std::vector<torch::Tensor>& activations);

  private:
    std::size_t blocks_ = 0;
    std::vector<std::vector<torch::Tensor>> last_; // by block
    std::map<Range, std::vector<torch::Tensor>> kept_;
    std::size_t bytes_ = 0;
};

} // namespace thaw
