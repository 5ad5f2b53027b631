// What one example of a data set looks like.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thaw {

enum class ElementKind {
    pixels, // uint8 [height, width, channels], channels side by side; 0 is black, 255 white
    reals,  // float32 [n]
};

enum class TargetKind {
    classes, // one of `outputs` classes
    reals,   // `outputs` real numbers
};

struct ExampleSpec {
    ElementKind kind = ElementKind::pixels;
    std::vector<std::int64_t> shape; // of the inputs, in memory's order
    TargetKind targets = TargetKind::classes;
    std::int64_t outputs = 0;         // classes, or real numbers to be told
    std::vector<std::string> classes; // their names in the order of the labels; may be empty

    std::int64_t elements() const { // of one example
        std::int64_t product = 1;
        for (const std::int64_t side : shape)
            product *= side;
        return product;
    }
    std::int64_t bytes() const {
        constexpr std::int64_t of_a_real = 4;
        return elements() * (kind == ElementKind::pixels ? 1 : of_a_real);
    }
    bool operator==(const ExampleSpec& other) const = default;
};

} // namespace thaw
