// The strength of a corruption in steps from 1 (mild) to 5 (severe), as in MNIST-C and CIFAR-10-C.
#pragma once

#include "core/run/description.h"

#include <array>

namespace thaw {

// `published` is the severity of the published MNIST-C files, the default.
Parameter severity_parameter(std::int64_t published);
// For CIFAR-10-C, which is published at all five; the default is 5.
Parameter cifar_severity_parameter();

// What a table of five says for the severity in the settings.
template <class Number>
Number at_severity(const std::array<Number, 5>& numbers, const Table& settings) {
    return numbers.at(static_cast<std::size_t>(settings.integer("severity") - 1));
}

} // namespace thaw
