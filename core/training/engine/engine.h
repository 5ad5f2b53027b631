// Runs a network for diagnostics: forward, backward, per-example norms and the R-operator over its
// nodes, several times cheaper than LibTorch's autograd. It never touches the network: weights are
// handed to it, so a perturbed network is another set of tensors.
#pragma once

#include "core/training/engine/graph.h"

#include <memory>

namespace thaw {

class Engine {
  public:
    // Null for a network that it cannot run: on another device, of another type, or with layers
    // that it does not know. BatchNorm statistics are read at every set_weights().
    static std::unique_ptr<Engine> of(Network& network);
    // Why there is none, for people; empty where there is one.
    static std::string obstacle(Network& network);

    // All parameters of the network as they are now, detached.
    Weights weights() const;
    void set_weights(const Weights& weights);

    // images [n, c, h, w] -> logits [n, classes]. Keeps what backward passes down to block `lowest`
    // need; network.size(): nothing.
    torch::Tensor forward(const torch::Tensor& images, std::size_t lowest);
    // What blocks [first, last) make of `x`, which block `first` takes. Keeps nothing.
    torch::Tensor forward(const torch::Tensor& x, std::size_t first, std::size_t last);
    // |h|^2 + 1 of each kept example's input h of the head, float64 [n]: the head's own squared
    // gradient norm is this times |gradient by the logits|^2. Undefined for another kind of head.
    torch::Tensor head_factors() const;

    // [blocks, rows], float64: squared gradient norms by each block's parameters of losses whose
    // gradients by the logits are by_logits [rows, classes], row r on example rows[r] (undefined:
    // all in order); NaN for blocks that are not selected. REQUIRES: kept down to the lowest.
    torch::Tensor squared_norms(const torch::Tensor& by_logits, const torch::Tensor& rows,
                                const std::vector<bool>& blocks);

    // The gradients by all parameters from block `lowest` on of each group of `size` examples (the
    // last may be smaller), summed over the group; undefined below.
    std::vector<Weights> gradients(const torch::Tensor& by_logits, std::int64_t size);

    // Second derivatives: first the gradient, summed over all examples, then for any number of
    // directions the tangent of the logits and, from that of by_logits, of the gradient.
    Weights gradient_for_tangents(const torch::Tensor& by_logits);
    torch::Tensor tangent_logits(const Weights& direction);
    Weights tangent_gradient(const torch::Tensor& by_logits_tangent);

    // Lets go of everything that a kept pass holds.
    void forget();

  private:
    explicit Engine(Network& network, Graph graph) : network_(network), graph_(std::move(graph)) {}
    // Nodes [first, last), of which `first` takes values[first].
    void run(std::vector<torch::Tensor>& values, std::size_t first, std::size_t last);
    torch::Tensor cut(std::size_t node, const torch::Tensor& d, const torch::Tensor& more,
                      const torch::Tensor& rows) const;
    std::size_t first_node(std::size_t lowest) const;
    // From the last node down to the lowest block: d = at(node, a, b), where a + b is what arrived
    // at its output (either may be undefined), and what below(node, d) gives goes on to its inputs.
    template <class At, class Below>
    void walk_down(const torch::Tensor& by_logits, std::size_t lowest, const At& at,
                   const Below& below);
    // Calls visit(node, gradient by its output) on that way.
    template <class Visit>
    void backward(const torch::Tensor& by_logits, const torch::Tensor& rows, std::size_t lowest,
                  const Visit& visit);

    Network& network_;
    Graph graph_;
    std::size_t lowest_ = 0;
    std::vector<torch::Tensor> values_;    // of the last kept pass, from block lowest_ on
    std::vector<torch::Tensor> gradients_; // by each node's output, cut, for tangents
};

} // namespace thaw
