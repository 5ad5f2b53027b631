// One operation of a network as the diagnostics run it: in eval mode, float32 on the CPU, channels
// side by side, without an autograd graph. Each kind of layer is one file.
//
// A node remembers its last forward pass, and for second derivatives its last backward pass; it is
// used from one thread at a time. Values and gradients are [n, c, h, w] or [n, features]; "tangent"
// means the derivative along a direction in weight space (Pearlmutter 1994, Fast exact
// multiplication by the Hessian: the R-operator).
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace thaw {

// All parameters of a network in its order, or one tensor for each: values, gradients, directions.
// A direction may leave tensors undefined: they are 0.
using Weights = std::vector<torch::Tensor>;

class Node {
  public:
    virtual ~Node() = default;

    std::size_t block = 0;           // of the network
    std::vector<std::size_t> inputs; // numbers of the values that it takes, one or two
    bool relu = false;               // its output is cut at 0

    // Takes the weights at which later passes run.
    virtual void take(const Weights& /*weights*/) {}
    // The output, before the cut at 0 unless `cuts_itself`. `keep`: backward passes follow.
    virtual torch::Tensor forward(const std::vector<torch::Tensor>& x, bool keep) = 0;
    virtual bool cuts_itself() const { return false; }
    // Whether it looks at its output again, so that nobody may write into it.
    virtual bool needs_output() const { return false; }
    virtual void hold_output(const torch::Tensor& /*y*/) {}
    // Ends what forward(keep) began.
    virtual void forget() {}

    // The gradient by each input, of examples rows[0], rows[1], ... (undefined: all in order), from
    // that by the output `d` [rows, ...].
    virtual std::vector<torch::Tensor> backward(const torch::Tensor& d,
                                                const torch::Tensor& rows) = 0;
    // Adds each row's squared gradient norm by the node's parameters to norms[0, rows).
    virtual void add_squared_norms(const torch::Tensor& /*d*/, const torch::Tensor& /*rows*/,
                                   double* /*norms*/) {}
    // Puts the gradient by its parameters, summed over examples [begin, end), into `into`; d is of
    // all examples. `remember`: tangent passes follow.
    virtual void gradient(const torch::Tensor& /*d*/, std::int64_t /*begin*/, std::int64_t /*end*/,
                          Weights& /*into*/, bool /*remember*/) {}

    // Along a direction in weight space. Undefined tensors are 0.
    virtual void take_direction(const Weights& /*direction*/) {}
    virtual torch::Tensor tangent_forward(const std::vector<torch::Tensor>& dx) = 0;
    // `d` is the gradient that gradient() was given, `dd` its tangent.
    virtual std::vector<torch::Tensor> tangent_backward(const torch::Tensor& d,
                                                        const torch::Tensor& dd) = 0;
    virtual void tangent_gradient(const torch::Tensor& /*d*/, const torch::Tensor& /*dd*/,
                                  Weights& /*into*/) {}
};

// a + b where either may be undefined.
inline torch::Tensor sum_of(const torch::Tensor& a, const torch::Tensor& b) {
    if (!a.defined())
        return b;
    return b.defined() ? a + b : a;
}

} // namespace thaw
