#include "core/training/shifts/severity.h"

namespace thaw {

Parameter severity_parameter(std::int64_t published) {
    return {.key = "severity",
            .fallback = published,
            .label = translatable("Severity"),
            .help = translatable("From 1 (mild) to 5 (severe). The default is the severity of "
                                 "the published MNIST-C files."),
            .minimum = 1,
            .maximum = 5};
}

Parameter cifar_severity_parameter() {
    return {.key = "severity",
            .fallback = std::int64_t{5},
            .label = translatable("Severity"),
            .help = translatable("From 1 (mild) to 5 (severe). CIFAR-10-C has all five; a list, "
                                 "severity = [1, 2, 3, 4, 5], makes a split of each."),
            .minimum = 1,
            .maximum = 5};
}

} // namespace thaw
