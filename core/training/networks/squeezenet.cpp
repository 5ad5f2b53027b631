// SqueezeNet (Iandola et al. 2016, arXiv 1602.07360), versions 1.0 and 1.1.
#include "core/run/error.h"
#include "core/training/branches.h"
#include "core/training/foreign_names.h"

#include <array>

namespace thaw {

namespace {

constexpr std::int64_t smallest = 32;

std::shared_ptr<Conv2d> convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                                    std::int64_t stride = 1, std::int64_t padding = 0) {
    auto conv = std::make_shared<Conv2d>(in, out, kernel, stride, padding, true);
    conv->initialise_he();
    return conv;
}

std::shared_ptr<Chain> expansion(std::int64_t in, std::int64_t out, std::int64_t kernel) {
    auto branch = std::make_shared<Chain>();
    branch->add("conv", convolution(in, out, kernel, 1, kernel / 2)).relu();
    return branch;
}

// 1 x 1 convolutions to few channels, then 1 x 1 and 3 x 3 ones side by side.
std::shared_ptr<Chain> fire(std::int64_t in, std::int64_t squeezed, std::int64_t expanded) {
    auto block = std::make_shared<Chain>();
    block->add("squeeze", convolution(in, squeezed, 1)).relu();
    block->add("expand", std::make_shared<Branches>(
                             std::vector<std::pair<std::string, std::shared_ptr<Chain>>>{
                                 {"expand1x1", expansion(squeezed, expanded, 1)},
                                 {"expand3x3", expansion(squeezed, expanded, 3)}}));
    return block;
}

struct Version {
    std::int64_t stem_channels, stem_kernel; // channels in units of the width
    std::array<int, 2> pooled_after;         // fire modules after which the sides are halved
    std::array<int, 8> places;               // of fire2 to fire9 in torchvision's "features"
};
constexpr Version version_1_0 = {6, 7, {4, 8}, {3, 4, 5, 7, 8, 9, 10, 12}};
constexpr Version version_1_1 = {4, 3, {3, 5}, {3, 4, 6, 7, 9, 10, 11, 12}};
constexpr std::array<std::int64_t, 8> squeezed = {1, 1, 2, 2, 3, 3, 4, 4}; // likewise

// torchvision's names: features.3.squeeze.weight, features.3.expand1x1.weight.
ForeignNames foreign(const Version& version) {
    return [version](const std::string& own) -> std::vector<std::string> {
        const std::vector<std::string> parts = name_parts(own);
        const std::string& last = parts.back();
        if (parts[0] == "stem")
            return {"features.0." + last};
        if (parts[0] == "head")
            return {"classifier.1." + last};
        const auto number = static_cast<std::size_t>(parts[0].back() - '2'); // of fire2 to fire9
        return {"features." + std::to_string(version.places.at(number)) + "." +
                (parts[1] == "squeeze" ? parts[1] : parts[2]) + "." + last};
    };
}

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    if (input.height < smallest || input.width < smallest)
        throw usage("The network squeezenet needs images of at least {0} x {0} pixels; these have "
                    "{1} x {2}. Set dataset.pad = 2, which pads 28 x 28 pixels to 32 x 32.",
                    smallest, input.width, input.height);
    const bool first = settings.text("version") == "1.0";
    const Version& version = first ? version_1_0 : version_1_1;
    const auto halved_after = [&](int module) {
        return module == version.pooled_after[0] || module == version.pooled_after[1];
    };
    const std::int64_t width = settings.integer("width");
    auto network = std::make_shared<Network>();
    auto stem = std::make_shared<Chain>();
    std::int64_t in = version.stem_channels * width;
    stem->add("conv", convolution(input.channels, in, version.stem_kernel, 2));
    stem->max_pool(3, 2, 0, true).relu();
    network->append("stem", stem);
    for (int module = 2; module <= 9; ++module) {
        const std::int64_t narrow = width * squeezed.at(static_cast<std::size_t>(module - 2));
        auto block = fire(in, narrow, 4 * narrow);
        if (halved_after(module))
            block->max_pool(3, 2, 0, true);
        network->append("fire" + std::to_string(module), block);
        in = 8 * narrow;
    }
    auto head = std::make_shared<Chain>();
    head->dropout(settings.real("dropout"));
    // Not He's deviation, which goes by the classes: its logits would be some ten times too large.
    head->add("conv", std::make_shared<Conv2d>(in, input.outputs, 1, 1, 0, true))
        .relu()
        .average_pool();
    network->append("head", head);
    network->set_foreign_names(foreign(version));
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> squeezenet();
CatalogueEntry<MakeNetwork> squeezenet() {
    return {{.id = "squeezenet",
             .label = translatable("SqueezeNet"),
             .help = translatable(
                 "Iandola et al. 2016 (arXiv 1602.07360): fire modules of 1 x 1 and 3 x 3 "
                 "convolutions, no BatchNorm, 1.2 million parameters for 1000 classes. Blocks: "
                 "stem, fire2 to fire9, head. Takes torchvision's weights."),
             .parameters = {{.key = "version",
                             .fallback = std::string("1.1"),
                             .label = translatable("Version"),
                             .help = translatable("1.0 as published; 1.1 has 2.4 times less "
                                                  "computation at the same accuracy."),
                             .words = {"1.0", "1.1"}},
                            {.key = "width",
                             .fallback = std::int64_t{16},
                             .label = translatable("Width"),
                             .help = translatable("Squeezed channels of fire2; all others are in "
                                                  "proportion. 16 is the published network."),
                             .minimum = 1},
                            {.key = "dropout",
                             .fallback = 0.5,
                             .label = translatable("Dropout"),
                             .help = translatable("Probability with which an input of the head is "
                                                  "silenced in training. 0 = off."),
                             .minimum = 0,
                             .maximum = 1}},
             .tags = {"needs_32_pixels"}},
            make};
}

} // namespace thaw
