#include "core/training/engine/engine.h"

#include "core/training/channels_last.h"
#include "core/training/engine/kernels/elementwise.h"
#include "core/training/parallel.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <limits>

namespace thaw {

using torch::Tensor;

namespace {

std::string obstacle_in_parameters(const Network& network) {
    for (const auto& parameter : network.all_parameters()) {
        if (!parameter.is_cpu())
            return "not on the CPU";
        if (parameter.scalar_type() != torch::kFloat)
            return "not float32";
    }
    return {};
}

// Whether all that it takes was made before node `first`: values 0 to `first` were.
bool leads_below(const Node& node, std::size_t first) {
    return std::all_of(node.inputs.begin(), node.inputs.end(),
                       [&](std::size_t value) { return value <= first; });
}

} // namespace

std::string Engine::obstacle(Network& network) {
    if (const std::string other = obstacle_in_parameters(network); !other.empty())
        return other;
    const std::string unknown = graph_of(network).unknown;
    return unknown.empty() ? "" : "block " + unknown;
}

std::unique_ptr<Engine> Engine::of(Network& network) {
    if (!obstacle_in_parameters(network).empty())
        return nullptr;
    Graph graph = graph_of(network);
    if (graph.nodes.empty())
        return nullptr;
    return std::unique_ptr<Engine>(new Engine(network, std::move(graph)));
}

Weights Engine::weights() const {
    Weights all;
    for (const auto& parameter : network_.all_parameters())
        all.push_back(parameter.detach());
    return all;
}

void Engine::set_weights(const Weights& weights) {
    const torch::NoGradGuard no_grad;
    for (auto& node : graph_.nodes)
        node->take(weights);
}

void Engine::forget() {
    values_.clear();
    gradients_.clear();
    for (auto& node : graph_.nodes)
        node->forget();
}

Tensor Engine::forward(const Tensor& images, std::size_t lowest) {
    const torch::NoGradGuard no_grad;
    forget();
    lowest_ = lowest;
    std::vector<Tensor> values(graph_.nodes.size() + 1);
    values[0] = channels_last(images);
    run(values, 0, graph_.nodes.size());
    const Tensor logits = values.back();
    if (lowest < network_.size())
        values_ = std::move(values);
    return logits;
}

Tensor Engine::forward(const Tensor& x, std::size_t first, std::size_t last) {
    const torch::NoGradGuard no_grad;
    forget();
    lowest_ = network_.size();
    const std::size_t begin = first_node(first), end = first_node(last);
    std::vector<Tensor> values(graph_.nodes.size() + 1);
    values[begin] = begin == 0 ? channels_last(x) : x;
    run(values, begin, end);
    return values[end];
}

void Engine::run(std::vector<Tensor>& values, std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
        Node& node = *graph_.nodes[i];
        const bool keep = node.block >= lowest_;
        std::vector<Tensor> x;
        for (const std::size_t value : node.inputs) {
            x.push_back(values[value]);
            if (!keep && graph_.last_use[value] == i)
                values[value] = Tensor();
        }
        Tensor y = node.forward(x, keep);
        if (node.relu && !node.cuts_itself())
            y = y.is_alias_of(x[0]) ? torch::relu(y) : torch::relu_(y); // x may be wanted again
        if (keep && node.needs_output())
            node.hold_output(y);
        values[i + 1] = y;
    }
}

Tensor Engine::head_factors() const {
    const torch::NoGradGuard no_grad;
    return graph_.head == nullptr ? Tensor() : graph_.head->input_factors();
}

// d + more where the node's output was above 0.
Tensor Engine::cut(std::size_t node, const Tensor& d, const Tensor& more,
                   const Tensor& rows) const {
    if (!graph_.nodes[node]->relu)
        return sum_of(d, more);
    const bool images = d.dim() == 4;
    const auto flat_last = [&](const Tensor& t) {
        return images ? channels_last(t) : t.contiguous();
    };
    const Tensor y = flat_last(values_[node + 1]), a = flat_last(d);
    const Tensor b = more.defined() ? flat_last(more) : Tensor();
    Tensor out = images ? at::empty(d.sizes(), d.options(), at::MemoryFormat::ChannelsLast)
                        : at::empty(d.sizes(), d.options());
    const auto* row = rows.defined() ? rows.data_ptr<std::int64_t>() : nullptr;
    const float* py = y.data_ptr<float>();
    const float* pa = a.data_ptr<float>();
    const float* pb = b.defined() ? b.data_ptr<float>() : nullptr;
    auto* po = out.data_ptr<float>();
    const std::int64_t size = d.numel() / std::max<std::int64_t>(1, d.size(0));
    in_parallel(d.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            kernels::relu_gradient(pa + i * size, pb == nullptr ? nullptr : pb + i * size,
                                   py + (row == nullptr ? i : row[i]) * size, po + i * size,
                                   static_cast<std::size_t>(size));
    });
    return out;
}

std::size_t Engine::first_node(std::size_t lowest) const {
    const auto found = std::find_if(graph_.nodes.begin(), graph_.nodes.end(),
                                    [&](const auto& node) { return node->block >= lowest; });
    return static_cast<std::size_t>(found - graph_.nodes.begin());
}

template <class At, class Below>
void Engine::walk_down(const Tensor& by_logits, std::size_t lowest, const At& at,
                       const Below& below) {
    std::vector<std::array<Tensor, 2>> by_value(graph_.nodes.size() + 1);
    by_value.back()[0] = by_logits;
    const std::size_t first = first_node(lowest);
    for (std::size_t i = graph_.nodes.size(); i-- > first;) {
        const Node& node = *graph_.nodes[i];
        const Tensor d = at(i, by_value[i + 1][0], by_value[i + 1][1]);
        by_value[i + 1] = {};
        if (leads_below(node, first))
            continue;
        const auto by_inputs = below(i, d);
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            if (!by_inputs[k].defined() || node.inputs[k] <= first)
                continue;
            auto& parts = by_value[node.inputs[k]];
            if (parts[1].defined())
                parts[0] = parts[0] + parts[1];
            parts[parts[0].defined() ? 1 : 0] = by_inputs[k];
        }
    }
}

template <class Visit>
void Engine::backward(const Tensor& by_logits, const Tensor& rows, std::size_t lowest,
                      const Visit& visit) {
    walk_down(
        by_logits, lowest,
        [&](std::size_t i, const Tensor& one, const Tensor& other) {
            const Tensor d = cut(i, one, other, rows);
            visit(i, d);
            return d;
        },
        [&](std::size_t i, const Tensor& d) { return graph_.nodes[i]->backward(d, rows); });
}

Tensor Engine::squared_norms(const Tensor& by_logits, const Tensor& rows,
                             const std::vector<bool>& blocks) {
    const torch::NoGradGuard no_grad;
    const auto count = by_logits.size(0);
    Tensor norms = torch::full({static_cast<std::int64_t>(blocks.size()), count},
                               std::numeric_limits<double>::quiet_NaN(), torch::kDouble);
    std::size_t lowest = blocks.size();
    for (std::size_t b = blocks.size(); b-- > 0;)
        if (blocks[b]) {
            norms[static_cast<std::int64_t>(b)].zero_();
            lowest = b;
        }
    if (lowest == blocks.size() || count == 0)
        return norms;
    auto* into = norms.data_ptr<double>();
    backward(by_logits, rows, lowest, [&](std::size_t i, const Tensor& d) {
        Node& node = *graph_.nodes[i];
        if (blocks[node.block])
            node.add_squared_norms(d, rows, into + static_cast<std::int64_t>(node.block) * count);
    });
    return norms;
}

std::vector<Weights> Engine::gradients(const Tensor& by_logits, std::int64_t size) {
    const torch::NoGradGuard no_grad;
    const std::int64_t n = by_logits.size(0);
    std::vector<Weights> groups(static_cast<std::size_t>((n + size - 1) / size),
                                Weights(network_.all_parameters().size()));
    backward(by_logits, {}, lowest_, [&](std::size_t i, const Tensor& d) {
        for (std::size_t g = 0; g < groups.size(); ++g) {
            const auto begin = static_cast<std::int64_t>(g) * size;
            graph_.nodes[i]->gradient(d, begin, std::min(n, begin + size), groups[g], false);
        }
    });
    return groups;
}

Weights Engine::gradient_for_tangents(const Tensor& by_logits) {
    const torch::NoGradGuard no_grad;
    Weights gradient(network_.all_parameters().size());
    gradients_.assign(graph_.nodes.size(), Tensor());
    backward(by_logits, {}, lowest_, [&](std::size_t i, const Tensor& d) {
        gradients_[i] = d;
        graph_.nodes[i]->gradient(d, 0, d.size(0), gradient, true);
    });
    return gradient;
}

Tensor Engine::tangent_logits(const Weights& direction) {
    const torch::NoGradGuard no_grad;
    auto& nodes = graph_.nodes;
    std::vector<Tensor> tangents(nodes.size() + 1);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        Node& node = *nodes[i];
        if (node.block < lowest_)
            continue;
        node.take_direction(direction);
        std::vector<Tensor> dx;
        for (const std::size_t value : node.inputs) {
            dx.push_back(tangents[value]);
            if (graph_.last_use[value] == i)
                tangents[value] = Tensor();
        }
        const Tensor dy = node.tangent_forward(dx);
        tangents[i + 1] = dy.defined() ? cut(i, dy, {}, {}) : dy;
    }
    return tangents.back();
}

Weights Engine::tangent_gradient(const Tensor& by_logits_tangent) {
    const torch::NoGradGuard no_grad;
    Weights into(network_.all_parameters().size());
    walk_down(
        by_logits_tangent, lowest_,
        [&](std::size_t i, const Tensor& one, const Tensor& other) {
            const Tensor dd = one.defined() ? cut(i, one, other, {}) : Tensor();
            graph_.nodes[i]->tangent_gradient(gradients_[i], dd, into);
            return dd;
        },
        [&](std::size_t i, const Tensor& dd) {
            return graph_.nodes[i]->tangent_backward(gradients_[i], dd);
        });
    return into;
}

} // namespace thaw
