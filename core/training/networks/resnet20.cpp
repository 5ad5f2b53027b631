// ResNet-20 for CIFAR (He et al. 2016, arXiv 1512.03385, section 4.2): shortcuts of "option A",
// which have no parameters.
#include "core/run/error.h"
#include "core/training/foreign_names.h"
#include "core/training/residual_block.h"

namespace thaw {

namespace {

std::shared_ptr<Conv2d> convolution(std::int64_t in, std::int64_t out, std::int64_t stride) {
    auto conv = std::make_shared<Conv2d>(in, out, 3, stride, 1, false);
    conv->initialise_he();
    return conv;
}

std::shared_ptr<ResidualBlock> residual_block(std::int64_t in, std::int64_t out) {
    const std::int64_t stride = in == out ? 1 : 2;
    auto residual = std::make_shared<Chain>();
    residual->add("conv1", convolution(in, out, stride));
    residual->add("norm1", std::make_shared<BatchNorm2d>(out)).relu();
    residual->add("conv2", convolution(out, out, 1));
    residual->add("norm2", std::make_shared<BatchNorm2d>(out));
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
    stem->add("conv", convolution(input.channels, width, 1));
    stem->add("norm", std::make_shared<BatchNorm2d>(width)).relu();
    network->append("stem", stem);
    std::int64_t in = width;
    for (std::int64_t i = 1; i <= 3; ++i) {
        const std::int64_t out = width << (i - 1);
        auto stage = std::make_shared<Chain>();
        for (int j = 1; j <= 3; ++j) {
            stage->add("block" + std::to_string(j), residual_block(in, out));
            in = out;
        }
        if (i == 3)
            stage->average_pool();
        network->append("layer" + std::to_string(i), stage);
    }
    auto head = std::make_shared<Chain>();
    head->add("linear", std::make_shared<Linear>(in, input.outputs));
    network->append("head", head);
    network->set_foreign_names(resnet_names);
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
