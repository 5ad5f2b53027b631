// VGG11 (Simonyan & Zisserman 2015, arXiv 1409.1556, configuration A) for small images: one block
// a convolution, and a head of three linear layers.
#include "core/run/error.h"
#include "core/training/chain.h"

#include <algorithm>

namespace thaw {

namespace {

constexpr std::int64_t smallest = 32;

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    if (input.height < smallest || input.width < smallest)
        throw usage("The network vgg11 needs images of at least {0} x {0} pixels; these have "
                    "{1} x {2}. Set dataset.pad = 2, which pads 28 x 28 pixels to 32 x 32.",
                    smallest, input.width, input.height);
    const std::int64_t width = settings.integer("width");
    const bool batch_norm = settings.boolean("batch_norm");
    struct Stage {
        std::int64_t channels; // in units of the width
        bool pool;
    };
    constexpr Stage stages[] = {{1, true},  {2, true}, {4, false}, {4, true},
                                {8, false}, {8, true}, {8, false}, {8, true}};

    auto network = std::make_shared<Network>();
    std::int64_t in = input.channels;
    std::shared_ptr<Chain> block;
    for (const Stage& stage : stages) {
        const std::int64_t out = stage.channels * width;
        auto conv = std::make_shared<Conv2d>(in, out, 3, 1, 1, true);
        conv->initialise_he();
        block = std::make_shared<Chain>();
        block->add("conv", conv);
        if (batch_norm)
            block->add("norm", std::make_shared<BatchNorm2d>(out));
        if (stage.pool)
            block->max_pool(2, 2);
        block->relu();
        network->append("conv" + std::to_string(network->size() + 1), block);
        in = out;
    }
    block->flatten();

    const double dropout = settings.real("dropout");
    const std::int64_t hidden = in;
    auto head = std::make_shared<Chain>();
    head->add("linear1",
              std::make_shared<Linear>(in * (input.height / 32) * (input.width / 32), hidden));
    head->relu().dropout(dropout).add("linear2", std::make_shared<Linear>(hidden, hidden));
    head->relu().dropout(dropout).add("linear3", std::make_shared<Linear>(hidden, input.outputs));
    network->append("head", head);
    network->set_foreign_names(vgg_names(batch_norm));
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> vgg11();
CatalogueEntry<MakeNetwork> vgg11() {
    return {{.id = "vgg11",
             .label = translatable("VGG11"),
             .help = translatable(
                 "Eight 3 x 3 convolutions of Simonyan & Zisserman 2015 (arXiv 1409.1556), one "
                 "block each: conv1 to conv8, then a head of three linear layers. Needs images of "
                 "32 pixels: set dataset.pad = 2 for those of 28."),
             .parameters = {{.key = "width",
                             .fallback = std::int64_t{64},
                             .label = translatable("Width"),
                             .help = translatable("Channels of the first convolution; the last "
                                                  "ones and the hidden layers have 8 times as "
                                                  "many. 64 is the published network."),
                             .minimum = 1},
                            {.key = "batch_norm",
                             .fallback = false,
                             .label = translatable("Batch normalisation"),
                             .help = translatable("A BatchNorm layer after every convolution.")},
                            {.key = "dropout",
                             .fallback = 0.0,
                             .label = translatable("Dropout"),
                             .help = translatable("Probability with which a hidden unit of the "
                                                  "head is silenced in training. 0: never."),
                             .minimum = 0,
                             .maximum = 1}},
             .tags = {"needs_32_pixels"}},
            make};
}

} // namespace thaw
