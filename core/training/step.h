// What a chain is made of: typed, so that training and the diagnostics' engine run the same list.
#pragma once

#include "core/training/layers.h"

#include <memory>
#include <variant>

namespace thaw {

class Block;

struct LayerStep {
    std::shared_ptr<Layer> layer;
};
struct BlockStep {
    std::shared_ptr<Block> block;
};
struct ReluStep {};
struct MaxPoolStep {
    std::int64_t kernel, stride, padding;
};
struct AveragePoolStep {}; // [n, c, h, w] -> [n, c]
struct FlattenStep {};     // [n, ...] -> [n, features]
struct DropoutStep {
    double probability;
};

using Step = std::variant<LayerStep, BlockStep, ReluStep, MaxPoolStep, AveragePoolStep, FlattenStep,
                          DropoutStep>;

} // namespace thaw
