#include "core/training/engine/linear_node.h"

#include <torch/torch.h>

namespace thaw {

using torch::Tensor;

void LinearNode::take(const Weights& weights) {
    w_ = weights[weight_];
    b_ = weights[bias_];
}

Tensor LinearNode::forward(const std::vector<Tensor>& x, bool keep) {
    if (keep)
        x_ = x[0];
    return torch::addmm(b_, x[0], w_.t());
}

std::vector<Tensor> LinearNode::backward(const Tensor& d, const Tensor& /*rows*/) {
    return {d.mm(w_)};
}

Tensor LinearNode::input_factors() const {
    return x_.to(torch::kDouble).square().sum(1) + 1;
}

// The gradient is the outer product of d and (x, 1) (Goodfellow 2015, arXiv 1510.01799, section 4).
void LinearNode::add_squared_norms(const Tensor& d, const Tensor& rows, double* norms) {
    Tensor factors = input_factors();
    if (rows.defined())
        factors = factors.index_select(0, rows);
    const Tensor squares = d.to(torch::kDouble).square().sum(1) * factors;
    const auto* from = squares.data_ptr<double>();
    for (std::int64_t i = 0; i < squares.numel(); ++i)
        norms[i] += from[i];
}

void LinearNode::gradient(const Tensor& d, std::int64_t begin, std::int64_t end, Weights& into,
                          bool /*remember*/) {
    const Tensor part = d.slice(0, begin, end);
    into[weight_] = part.t().mm(x_.slice(0, begin, end));
    into[bias_] = part.sum(0);
}

void LinearNode::take_direction(const Weights& direction) {
    dw_ = direction[weight_];
    db_ = direction[bias_];
}

Tensor LinearNode::tangent_forward(const std::vector<Tensor>& dx) {
    dx_ = dx[0];
    Tensor y = dw_.defined() ? torch::addmm(db_, x_, dw_.t()) : Tensor();
    if (!dx_.defined())
        return y;
    return y.defined() ? y.addmm_(dx_, w_.t()) : dx_.mm(w_.t());
}

std::vector<Tensor> LinearNode::tangent_backward(const Tensor& d, const Tensor& dd) {
    const Tensor through = dd.defined() ? dd.mm(w_) : Tensor();
    return {dw_.defined() ? sum_of(through, d.mm(dw_)) : through};
}

void LinearNode::tangent_gradient(const Tensor& d, const Tensor& dd, Weights& into) {
    if (!dw_.defined())
        return;
    Tensor by_w = dd.defined() ? dd.t().mm(x_) : torch::zeros_like(w_);
    if (dx_.defined())
        by_w = by_w.addmm_(d.t(), dx_);
    into[weight_] = by_w;
    into[bias_] = dd.defined() ? dd.sum(0) : torch::zeros_like(b_);
}

} // namespace thaw
