// LeNet-5 (LeCun et al. 1998, Gradient-based learning applied to document recognition) with ReLU
// and max pooling, and without its 84-unit layer.
#include "core/run/error.h"
#include "core/training/chain.h"

namespace thaw {

namespace {

constexpr std::int64_t smallest = 16;

std::shared_ptr<Chain> convolution(std::int64_t in, std::int64_t out) {
    auto block = std::make_shared<Chain>();
    block->add("conv", std::make_shared<Conv2d>(in, out, 5, 1, 0, true)).max_pool(2, 2).relu();
    return block;
}

std::shared_ptr<Network> make(const Table& settings, const InputShape& input) {
    if (input.height < smallest || input.width < smallest)
        throw usage("The network lenet needs images of at least {0} x {0} pixels; these have "
                    "{1} x {2}. Choose the network mlp or another dataset.",
                    smallest, input.width, input.height);
    const auto after = [](std::int64_t side) { return (side - 4) / 2; };
    const std::int64_t pixels = after(after(input.height)) * after(after(input.width));
    const std::int64_t width = settings.integer("width");
    const auto size = [&](const char* key, std::int64_t as_in_1998) {
        return settings.is_text(key) ? as_in_1998 : settings.integer(key);
    };
    const std::int64_t second = size("second_width", (8 * width + 2) / 3); // 16 for 6, rounded up
    const std::int64_t hidden = size("hidden_width", 20 * width);

    auto conv2 = convolution(width, second);
    conv2->flatten();
    auto fc1 = std::make_shared<Chain>();
    fc1->add("linear", std::make_shared<Linear>(second * pixels, hidden)).relu();
    auto head = std::make_shared<Chain>();
    head->add("linear", std::make_shared<Linear>(hidden, input.outputs));

    auto network = std::make_shared<Network>();
    network->append("conv1", convolution(input.channels, width));
    network->append("conv2", conv2);
    network->append("fc1", fc1);
    network->append("head", head);
    return network;
}

} // namespace

CatalogueEntry<MakeNetwork> lenet();
CatalogueEntry<MakeNetwork> lenet() {
    const auto automatic = [](const char* key, std::int64_t as_in_1998, const char* label,
                              const char* help) {
        return Parameter{.key = key,
                         .fallback = as_in_1998,
                         .label = label,
                         .help = help,
                         .minimum = 1,
                         .words = {"auto"},
                         .default_word = "auto"};
    };
    return {
        {.id = "lenet",
         .label = translatable("LeNet"),
         .help = translatable(
             "Two 5 x 5 convolutions, each with ReLU and 2 x 2 max pooling, and two linear "
             "layers. Blocks: conv1, conv2, fc1, head. After LeCun et al. 1998."),
         .parameters = {{.key = "width",
                         .fallback = std::int64_t{6},
                         .label = translatable("Width"),
                         .help = translatable("Channels of the first convolution; 6 in 1998."),
                         .minimum = 1},
                        automatic("second_width", 16,
                                  translatable("Width of the second convolution"),
                                  translatable("Its channels. auto: 8/3 of the first's, 16 for "
                                               "6 as in 1998.")),
                        automatic("hidden_width", 120, translatable("Width of the hidden layer"),
                                  translatable("Its units. auto: 20 times the first "
                                               "convolution's channels, 120 for 6 as in 1998."))}},
        make};
}

} // namespace thaw
