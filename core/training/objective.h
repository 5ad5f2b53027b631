// A loss as a function of parameters that can be moved: what sharpness and curvature are taken of.
#pragma once

#include "core/training/example_set.h"
#include "core/training/network.h"
#include "core/training/tasks/task.h"

#include <functional>
#include <memory>
#include <vector>

namespace thaw {

struct LossAndGradient {
    double loss = 0;
    torch::Tensor gradient; // [total]
};

// Points are the parameters' numbers in a row: [total], of one type and on one device. The
// parameters that it was made from never change.
class Objective {
  public:
    virtual ~Objective() = default;

    // Where the parameters stand.
    virtual torch::Tensor origin() const = 0;
    // Of each example: float64 [examples()].
    virtual torch::Tensor losses(const torch::Tensor& point) = 0;
    double loss(const torch::Tensor& point); // their mean
    virtual LossAndGradient gradient(const torch::Tensor& point) = 0;
    // The Hessian of the loss at the origin times `vector` [total], exactly. Cheapest where no
    // other point is asked in between; the gradient at origin() is shared with it.
    virtual torch::Tensor hessian_product(const torch::Tensor& vector) = 0;

    // The same loss over groups of `size` of its examples (the last may be smaller): each group's
    // mean loss and gradient at the origin.
    virtual std::vector<LossAndGradient> groups(std::int64_t size) = 0;
    // The mean loss of group number `group` of that size at a point.
    virtual double group_loss(std::int64_t size, std::int64_t group,
                              const torch::Tensor& point) = 0;
    virtual std::int64_t examples() const = 0;
};

// The mean loss over a batch, float64 from the outputs on, as a function of the parameters
// of the selected blocks. REQUIRES: the network is in eval mode. Refers to the network, whose
// weights must not move meanwhile, and to the task. By the engine where it knows the network, else
// by autograd, with the same results. Leaves weights, gradients and flags as they were, bit for
// bit.
std::unique_ptr<Objective> batch_objective(Network& network, const Task& task,
                                           const Examples& batch, const std::vector<bool>& blocks);
// By autograd in any case.
std::unique_ptr<Objective> autograd_objective(Network& network, const Task& task,
                                              const Examples& batch,
                                              const std::vector<bool>& blocks);

// The tensors' numbers in a row: [total].
torch::Tensor flat(const std::vector<torch::Tensor>& tensors);
// And back: views of the row in the shapes of `like`; what is undefined there stays so and takes
// nothing.
std::vector<torch::Tensor> shaped(const torch::Tensor& row, const std::vector<torch::Tensor>& like);

} // namespace thaw
