// ResNet-18 (He et al. 2016, arXiv 1512.03385), with a stem for small images as an alternative.
#include "core/training/residual_network.h"

namespace thaw {

namespace {

// Where the shape changes, the input goes through a 1 x 1 convolution ("option B").
std::shared_ptr<ResidualBlock> residual_block(std::int64_t in, std::int64_t out,
                                              std::int64_t stride) {
    const auto residual = residual_chain(in, out, stride);
    if (in == out)
        return std::make_shared<ResidualBlock>(residual, nullptr);
    auto shortcut = std::make_shared<Chain>();
    shortcut->add("conv", residual_convolution(in, out, 1, stride));
    shortcut->add("norm", std::make_shared<BatchNorm2d>(out));
    return std::make_shared<ResidualBlock>(residual, shortcut);
}

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    const std::int64_t width = settings.integer("width");
    auto network = std::make_shared<Network>();
    const bool small = settings.text("stem") == "small";
    auto stem = std::make_shared<Chain>();
    stem->add("conv", residual_convolution(input.channels, width, small ? 3 : 7, small ? 1 : 2));
    stem->add("norm", std::make_shared<BatchNorm2d>(width));
    if (!small)
        stem->max_pool(3, 2, 1);
    stem->relu();
    network->append("stem", stem);
    append_stages(*network, 4, 2, width, input.outputs, residual_block);
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> resnet18();
CatalogueEntry<MakeNetwork> resnet18() {
    return {{.id = "resnet18",
             .label = translatable("ResNet-18"),
             .help = translatable(
                 "Residual network of He et al. 2016 (arXiv 1512.03385) with BatchNorm. Blocks: "
                 "stem, layer1 to layer4, head: the five blocks and the head of the paper."),
             .parameters =
                 {{.key = "width",
                   .fallback = std::int64_t{64},
                   .label = translatable("Width"),
                   .help = translatable("Channels of the stem and layer1; each later stage doubles "
                                        "them. 64 is the standard network (11 million parameters); "
                                        "16 trains about ten times faster."),
                   .minimum = 1},
                  {.key = "stem",
                   .fallback = std::string("small"),
                   .label = translatable("Stem"),
                   .help = translatable(
                       "small: a 3 x 3 convolution that keeps the size, usual for images of 28 or "
                       "32 pixels. imagenet: 7 x 7 with stride 2 and max pooling, as published."),
                   .words = {"small", "imagenet"}}}},
            make};
}

} // namespace thaw
