// A multilayer perceptron: the smallest network with a depth to unfreeze.
#include "core/training/chain.h"

namespace thaw {

namespace {

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    const std::int64_t width = settings.integer("width");
    const std::int64_t depth = settings.integer("depth");
    auto network = std::make_shared<Network>();
    std::int64_t in = input.channels * input.height * input.width;
    for (std::int64_t i = 1; i <= depth; ++i) {
        auto block = std::make_shared<Chain>();
        if (i == 1)
            block->flatten();
        block->add("linear", std::make_shared<Linear>(in, width)).relu();
        network->append("layer" + std::to_string(i), block);
        in = width;
    }
    auto head = std::make_shared<Chain>();
    head->flatten().add("linear", std::make_shared<Linear>(in, input.outputs));
    network->append("head", head);
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> mlp();
CatalogueEntry<MakeNetwork> mlp() {
    return {{.id = "mlp",
             .label = translatable("Multilayer perceptron"),
             .help = translatable("Linear layers with ReLU between them, one block a layer: "
                                  "layer1, layer2, ..., head. Trains in seconds."),
             .parameters = {{.key = "width",
                             .fallback = std::int64_t{256},
                             .label = translatable("Width"),
                             .help = translatable("Units of each hidden layer."),
                             .minimum = 1},
                            {.key = "depth",
                             .fallback = std::int64_t{2},
                             .label = translatable("Depth"),
                             .help = translatable("Hidden layers. 0 leaves only the head: "
                                                  "multinomial logistic regression."),
                             .minimum = 0,
                             .maximum = 50}}},
            make};
}

} // namespace thaw
