#include "core/training/engine/graph.h"

#include "core/training/branches.h"
#include "core/training/engine/concatenation_node.h"
#include "core/training/engine/convolution_node.h"
#include "core/training/engine/pooling_nodes.h"
#include "core/training/engine/subsample_node.h"
#include "core/training/engine/sum_node.h"
#include "core/training/residual_block.h"

#include <torch/torch.h>

#include <unordered_map>

namespace thaw {

namespace {

struct Unknown {};

class Translation {
  public:
    explicit Translation(Network& network) {
        std::size_t place = 0;
        for (const auto& parameter : network.all_parameters())
            places_[parameter.unsafeGetTensorImpl()] = place++;
    }

    void translate(Block& block, std::size_t index) {
        block_ = index;
        visit(block);
    }
    Graph take() { return std::move(graph_); }

  private:
    void visit(const Block& block) {
        if (const auto* chain = dynamic_cast<const Chain*>(&block))
            visit(*chain);
        else if (const auto* residual = dynamic_cast<const ResidualBlock*>(&block))
            visit(*residual);
        else if (const auto* branches = dynamic_cast<const Branches*>(&block))
            visit(*branches);
        else
            throw Unknown();
    }

    void visit(const Chain& chain) {
        const auto& operations = chain.operations();
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const BatchNorm2d* norm = nullptr;
            if (const auto* layer = std::get_if<LayerOperation>(&operations[i])) {
                if (dynamic_cast<const Conv2d*>(layer->layer.get()) != nullptr &&
                    i + 1 < operations.size())
                    if (const auto* next = std::get_if<LayerOperation>(&operations[i + 1]))
                        norm = dynamic_cast<const BatchNorm2d*>(next->layer.get());
                add_layer(*layer->layer, norm);
                i += norm != nullptr ? 1 : 0;
            } else {
                std::visit([this](const auto& operation) { add(operation); }, operations[i]);
                if (!std::holds_alternative<MaxPoolOperation>(operations[i]))
                    continue;
            }
            if (i + 1 < operations.size() &&
                std::holds_alternative<ReluOperation>(operations[i + 1])) {
                graph_.nodes.back()->relu = true;
                ++i;
            }
        }
    }

    void visit(const ResidualBlock& block) {
        const std::size_t input = value_;
        visit(block.residual());
        const std::size_t residual = value_;
        value_ = input;
        if (block.shortcut() != nullptr)
            visit(*block.shortcut());
        auto sum = std::make_unique<SumNode>();
        sum->relu = true;
        if (residual != input && residual != value_ && !graph_.nodes[residual - 1]->relu)
            sum->maker = graph_.nodes[residual - 1].get();
        append(std::move(sum), {residual, value_});
    }

    void visit(const Branches& block) {
        const std::size_t input = value_;
        std::vector<std::size_t> ends;
        for (const auto& branch : block.branches()) {
            value_ = input;
            visit(*branch);
            ends.push_back(value_);
        }
        append(std::make_unique<ConcatenationNode>(), ends);
    }

    void add_layer(const Layer& layer, const BatchNorm2d* norm) {
        if (const auto* conv = dynamic_cast<const Conv2d*>(&layer)) {
            ConvolutionNode::Places places;
            places.weight = place_of(conv->weight());
            if (conv->bias().defined())
                places.bias = place_of(conv->bias());
            if (norm != nullptr) {
                places.gamma = place_of(norm->weight());
                places.beta = place_of(norm->bias());
            }
            append(std::make_unique<ConvolutionNode>(*conv, norm, places), {value_});
        } else if (const auto* linear = dynamic_cast<const Linear*>(&layer)) {
            append(
                std::make_unique<LinearNode>(place_of(linear->weight()), place_of(linear->bias())),
                {value_});
        } else {
            throw Unknown();
        }
    }

    void add(const LayerOperation& /*operation*/) {} // above
    void add(const BlockOperation& operation) { visit(*operation.block); }
    void add(const ReluOperation& /*operation*/) {
        auto cut = std::make_unique<SumNode>();
        cut->relu = true;
        append(std::move(cut), {value_});
    }
    void add(const MaxPoolOperation& operation) {
        if (operation.kernel > 15)
            throw Unknown();
        append(std::make_unique<MaxPoolNode>(operation), {value_});
    }
    void add(const AveragePoolOperation& /*operation*/) {
        append(std::make_unique<AveragePoolNode>(), {value_});
    }
    void add(const SubsampleOperation& operation) {
        append(std::make_unique<SubsampleNode>(operation), {value_});
    }
    void add(const FlattenOperation& /*operation*/) {
        append(std::make_unique<FlattenNode>(), {value_});
    }
    void add(const DropoutOperation& /*operation*/) {} // nothing in eval mode

    void append(std::unique_ptr<Node> node, std::vector<std::size_t> inputs) {
        node->block = block_;
        node->inputs = std::move(inputs);
        graph_.nodes.push_back(std::move(node));
        value_ = graph_.nodes.size();
    }

    std::size_t place_of(const torch::Tensor& parameter) const {
        const auto found = places_.find(parameter.unsafeGetTensorImpl());
        if (found == places_.end())
            throw Unknown();
        return found->second;
    }

    std::unordered_map<const void*, std::size_t> places_;
    Graph graph_;
    std::size_t block_ = 0, value_ = 0;
};

} // namespace

Graph graph_of(Network& network) {
    Translation translation(network);
    for (std::size_t b = 0; b < network.size(); ++b) {
        try {
            translation.translate(network.block(b), b);
        } catch (const Unknown&) {
            Graph none;
            none.unknown = network.block_name(b);
            return none;
        }
    }
    Graph graph = translation.take();
    graph.last_use.assign(graph.nodes.size() + 1, graph.nodes.size());
    for (std::size_t i = graph.nodes.size(); i-- > 0;)
        for (const std::size_t value : graph.nodes[i]->inputs)
            if (graph.last_use[value] == graph.nodes.size())
                graph.last_use[value] = i;
    if (!graph.nodes.empty())
        graph.head = dynamic_cast<const LinearNode*>(graph.nodes.back().get());
    return graph;
}

} // namespace thaw
