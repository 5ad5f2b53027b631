// A network as an ordered list of named blocks, from the input to the head.
#pragma once

#include "core/run/description.h"
#include "core/training/foreign_names.h"
#include "core/training/layers.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct InputShape {
    std::int64_t channels = 1, height = 28, width = 28;
    std::int64_t outputs = 10;
};

// A part of a network that is frozen and released as one; see chain.h for the usual kind.
class Block : public torch::nn::Module {
  public:
    virtual torch::Tensor forward(const torch::Tensor& x) = 0;
};

class Network : public torch::nn::Module {
  public:
    // Appends a block; blocks are run in this order and the last one is the head.
    void append(const std::string& name, std::shared_ptr<Block> block);

    // images [n, c, h, w] or vectors [n, numbers] -> outputs [n, outputs]
    torch::Tensor forward(const torch::Tensor& images) { return forward(images, 0, size()); }
    // Blocks [first, last) alone; `x` is what block `first` takes.
    torch::Tensor forward(const torch::Tensor& x, std::size_t first, std::size_t last);

    std::size_t size() const { return blocks_.size(); }
    const std::string& block_name(std::size_t index) const { return names_[index]; }
    Block& block(std::size_t index) { return *blocks_[index]; }
    // Parameters of one block in order of registration; of all blocks, input to head.
    std::vector<torch::Tensor> block_parameters(std::size_t index) const;
    std::vector<torch::Tensor> all_parameters() const;

    // The layers of one block, in order of registration, for attaching a tape to them.
    std::vector<Layer*> layers(std::size_t index) const;

    // Sets requires_grad by block. REQUIRES: one flag a block.
    void set_trainable(const std::vector<bool>& blocks);
    // By block: whether any of its parameters requires a gradient.
    std::vector<bool> trainable() const;

    // What others call its parameters; none by default.
    void set_foreign_names(ForeignNames names) { foreign_names_ = std::move(names); }
    std::vector<std::string> foreign_names(const std::string& own) const {
        return foreign_names_ ? foreign_names_(own) : std::vector<std::string>();
    }

    // The file that defines it, where one does.
    struct Origin {
        std::string file, sha256;
    };
    void set_origin(Origin origin) { origin_ = std::move(origin); }
    const std::optional<Origin>& origin() const { return origin_; }

  private:
    std::optional<Origin> origin_;
    ForeignNames foreign_names_;
    std::vector<std::string> names_;
    std::vector<std::shared_ptr<Block>> blocks_;
};

// Makes a network with fresh weights, drawn from torch's global generator (seed it before). Throws
// Error(usage) where the images are too small. Names of parameters begin with their block's.
using MakeNetwork =
    std::function<std::shared_ptr<Network>(const Table& settings, const InputShape& input)>;
const Catalogue<MakeNetwork>& networks();

} // namespace thaw
