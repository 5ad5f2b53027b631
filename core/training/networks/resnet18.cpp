// ResNet-18 (He et al. 2016, arXiv 1512.03385), with a stem for small images as an alternative.
#include "core/training/residual_block.h"

namespace thaw {

namespace {

std::shared_ptr<Conv2d> convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                    std::int64_t stride) {
    auto conv = std::make_shared<Conv2d>(in, out, kernel, stride, kernel / 2, false);
    conv->initialise_he();
    return conv;
}

// Two 3 x 3 convolutions around which the input goes on; where the shape changes it goes through
// a 1 x 1 convolution ("option B").
std::shared_ptr<ResidualBlock> residual_block(std::int64_t in, std::int64_t out,
                                              std::int64_t stride) {
    auto residual = std::make_shared<Chain>();
    residual->add("conv1", convolution(in, out, 3, stride));
    residual->add("norm1", std::make_shared<BatchNorm2d>(out)).relu();
    residual->add("conv2", convolution(out, out, 3, 1));
    residual->add("norm2", std::make_shared<BatchNorm2d>(out));
    if (stride == 1 && in == out)
        return std::make_shared<ResidualBlock>(residual, nullptr);
    auto shortcut = std::make_shared<Chain>();
    shortcut->add("conv", convolution(in, out, 1, stride));
    shortcut->add("norm", std::make_shared<BatchNorm2d>(out));
    return std::make_shared<ResidualBlock>(residual, shortcut);
}

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    const std::int64_t width = settings.integer("width");
    auto network = std::make_shared<Network>();
    const bool small = settings.text("stem") == "small";
    auto stem = std::make_shared<Chain>();
    stem->add("conv", convolution(input.channels, width, small ? 3 : 7, small ? 1 : 2));
    stem->add("norm", std::make_shared<BatchNorm2d>(width));
    if (!small)
        stem->max_pool(3, 2, 1);
    stem->relu();
    network->append("stem", stem);

    std::int64_t in = width;
    for (std::int64_t i = 1; i <= 4; ++i) {
        const std::int64_t out = width << (i - 1);
        auto stage = std::make_shared<Chain>();
        stage->add("block1", residual_block(in, out, i == 1 ? 1 : 2));
        stage->add("block2", residual_block(out, out, 1));
        if (i == 4)
            stage->average_pool();
        network->append("layer" + std::to_string(i), stage);
        in = out;
    }
    auto head = std::make_shared<Chain>();
    head->add("linear", std::make_shared<Linear>(in, input.outputs));
    network->append("head", head);
    network->set_foreign_names(resnet_names);
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
