#include "core/training/foreign_names.h"

#include <array>
#include <sstream>

namespace thaw {

std::vector<std::string> name_parts(const std::string& name) {
    std::vector<std::string> parts;
    std::istringstream in(name);
    for (std::string part; std::getline(in, part, '.');)
        parts.push_back(part);
    return parts;
}

std::vector<std::string> resnet_names(const std::string& own) {
    const std::vector<std::string> parts = name_parts(own);
    const std::string& last = parts.back();
    if (parts[0] == "head")
        return {"fc." + last, "linear." + last};
    if (parts[0] == "stem")
        return {(parts[1] == "conv" ? "conv1." : "bn1.") + last};
    // layer2.block1.residual.norm1.weight, layer2.block1.shortcut.conv.weight
    const std::string block =
        parts[0] + "." + std::to_string(std::stoi(parts[1].substr(5)) - 1) + ".";
    if (parts[2] == "shortcut") {
        const std::string number = parts[3] == "conv" ? "0." : "1.";
        return {block + "downsample." + number + last, block + "shortcut." + number + last};
    }
    const std::string layer = parts[3].starts_with("norm") ? "bn" + parts[3].substr(4) : parts[3];
    return {block + layer + "." + last};
}

ForeignNames vgg_names(bool batch_norm) {
    return [batch_norm](const std::string& own) -> std::vector<std::string> {
        constexpr std::array<int, 8> plain = {0, 3, 6, 8, 11, 13, 16, 18};
        constexpr std::array<int, 8> with_norm = {0, 4, 8, 11, 15, 18, 22, 25};
        const std::vector<std::string> parts = name_parts(own);
        if (parts[0] == "head") { // head.linear2.weight
            const int number = std::stoi(parts[1].substr(6));
            return {"classifier." + std::to_string(3 * (number - 1)) + "." + parts.back()};
        }
        const auto conv = static_cast<std::size_t>(std::stoi(parts[0].substr(4)) - 1);
        const int place = (batch_norm ? with_norm : plain).at(conv) + (parts[1] == "norm" ? 1 : 0);
        return {"features." + std::to_string(place) + "." + parts.back()};
    };
}

} // namespace thaw
