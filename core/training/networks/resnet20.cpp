// ResNet-20 for CIFAR (He et al. 2016, arXiv 1512.03385, section 4.2): shortcuts of "option A",
// which have no parameters.
#include "core/run/error.h"
#include "core/training/residual_network.h"

namespace thaw {

namespace {

std::shared_ptr<ResidualBlock> residual_block(std::int64_t in, std::int64_t out,
                                              std::int64_t stride) {
    const auto residual = residual_chain(in, out, stride);
    if (in == out)
        return std::make_shared<ResidualBlock>(residual, nullptr);
    auto shortcut = std::make_shared<Chain>();
    const std::int64_t more = out - in;
    shortcut->subsample(stride, more / 2, more - more / 2);
    return std::make_shared<ResidualBlock>(residual, shortcut);
}

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    constexpr std::int64_t smallest = 8;
    if (input.height < smallest || input.width < smallest)
        throw usage("The network resnet20 needs images of at least {0} x {0} pixels; these have "
                    "{1} x {2}. Choose the network mlp or another dataset.",
                    smallest, input.width, input.height);
    const std::int64_t width = settings.integer("width");
    auto network = std::make_shared<Network>();
    auto stem = std::make_shared<Chain>();
    stem->add("conv", residual_convolution(input.channels, width, 3, 1));
    stem->add("norm", std::make_shared<BatchNorm2d>(width)).relu();
    network->append("stem", stem);
    append_stages(*network, 3, 3, width, input.outputs, residual_block);
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> resnet20();
CatalogueEntry<MakeNetwork> resnet20() {
    return {{.id = "resnet20",
             .label = translatable("ResNet-20"),
             .help = translatable(
                 "The small residual network of He et al. 2016 (arXiv 1512.03385, section 4.2) for "
                 "CIFAR: three stages of three blocks, shortcuts without parameters (every second "
                 "pixel, channels of zeros), 0.27 million parameters. Blocks: stem, layer1 to "
                 "layer3, head."),
             .parameters = {{.key = "width",
                             .fallback = std::int64_t{16},
                             .label = translatable("Width"),
                             .help = translatable("Channels of the stem and layer1; each later "
                                                  "stage doubles them. 16 is the published "
                                                  "network."),
                             .minimum = 1}}},
            make};
}

} // namespace thaw
