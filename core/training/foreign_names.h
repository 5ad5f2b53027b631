// What others call the parameters of our networks, so that their weights can be read.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace thaw {

// The names that a parameter or buffer of ours has elsewhere, likelier ones first, without the
// prefixes that wrappers add ("module.", "model.").
using ForeignNames = std::function<std::vector<std::string>(const std::string& own)>;

// "a.b.c": a, b, c.
std::vector<std::string> name_parts(const std::string& name);

// Of residual networks: torchvision's (conv1, layer1.0.bn2, downsample.0, fc) and those of the
// CIFAR repositories (shortcut.0, linear).
std::vector<std::string> resnet_names(const std::string& own);
// Of vgg11: torchvision's (features.3, classifier.0), with BatchNorm or without.
ForeignNames vgg_names(bool batch_norm);

} // namespace thaw
