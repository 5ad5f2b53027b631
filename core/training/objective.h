// A loss as a function of parameters that can be moved: what sharpness and curvature are taken of.
#pragma once

#include "core/training/examples.h"
#include "core/training/network.h"

#include <functional>
#include <vector>

namespace thaw {

struct Objective {
    // Leaves, all of one type and on one device. Their values are where loss() is taken.
    std::vector<torch::Tensor> parameters;
    // A scalar; with a graph to the parameters where grad mode is on and they require gradients.
    std::function<torch::Tensor()> loss;
};

// The mean cross-entropy over a batch, float64 from the logits on. Refers to the network.
Objective batch_objective(Network& network, const Examples& batch,
                          const std::vector<torch::Tensor>& parameters);

// The tensors' numbers in a row: [total].
torch::Tensor flat(const std::vector<torch::Tensor>& tensors);

// Parameters as one point that moves; at its end they are back, bit for bit.
class MovingPoint {
  public:
    explicit MovingPoint(std::vector<torch::Tensor> parameters);
    ~MovingPoint() { move_to(origin_); }
    MovingPoint(const MovingPoint&) = delete;
    MovingPoint& operator=(const MovingPoint&) = delete;

    const torch::Tensor& origin() const { return origin_; } // [total]
    void move_to(const torch::Tensor& point);               // [total]

  private:
    std::vector<torch::Tensor> parameters_;
    torch::Tensor origin_;
};

struct LossAndGradient {
    double loss = 0;
    torch::Tensor gradient; // [total]
};
// REQUIRES: the parameters require gradients. Leaves .grad alone.
LossAndGradient loss_and_gradient(const Objective& objective);

// The Hessian of the loss times `vector` [total], exactly, by differentiating twice.
torch::Tensor hessian_product(const Objective& objective, const torch::Tensor& vector);

} // namespace thaw
