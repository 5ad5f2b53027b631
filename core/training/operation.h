// What a chain is made of: typed, so that training and the diagnostics' engine run the same list.
#pragma once

#include "core/training/layers.h"

#include <memory>
#include <variant>

namespace thaw {

class Block;

struct LayerOperation {
    std::shared_ptr<Layer> layer;
};
struct BlockOperation {
    std::shared_ptr<Block> block;
};
struct ReluOperation {};
struct MaxPoolOperation {
    std::int64_t kernel, stride, padding;
    bool ceil = false; // a last window may hang over the edge, as long as it begins inside
};
// Every `stride`-th pixel, with channels of zeros put before and behind.
struct SubsampleOperation {
    std::int64_t stride, before, behind;
};
struct AveragePoolOperation {}; // [n, c, h, w] -> [n, c]
struct FlattenOperation {};     // [n, ...] -> [n, features]
struct DropoutOperation {
    double probability;
};

using Operation =
    std::variant<LayerOperation, BlockOperation, ReluOperation, MaxPoolOperation,
                 AveragePoolOperation, FlattenOperation, DropoutOperation, SubsampleOperation>;

} // namespace thaw
