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

} // namespace thaw
