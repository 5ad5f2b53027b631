// Where torch::optim keeps what it knows of a parameter: the key's type differs by version.
#pragma once

#include <sstream>
#include <string>
#include <torch/optim/optimizer.h>
#include <type_traits>

namespace thaw {

template <class States>
auto state_key(const States& /*states*/, const torch::Tensor& parameter) {
    using Key = typename States::key_type;
    if constexpr (std::is_same_v<Key, std::string>) { // LibTorch 1.13: the address as text
        std::ostringstream address;
        address << parameter.unsafeGetTensorImpl();
        return address.str();
    } else { // LibTorch 2: the address
        return static_cast<Key>(parameter.unsafeGetTensorImpl());
    }
}

// Null before the parameter's first update.
template <class State>
const State* state_of(const torch::optim::Optimizer& optimizer, const torch::Tensor& parameter) {
    const auto& states = optimizer.state();
    const auto found = states.find(state_key(states, parameter));
    return found == states.end() ? nullptr : static_cast<const State*>(found->second.get());
}

} // namespace thaw
