// A dashed stroke from side to side.
#include "core/training/shifts/ink_line.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

namespace thaw {
namespace {

ShiftImage make(const Table& /*settings*/) {
    return [](const cv::Mat& image, Random& random) {
        const auto left = static_cast<double>(random.below(27));
        const auto right = static_cast<double>(random.below(27));
        cv::Mat1d ink = ink_line(image.size(), {0, left}, {27, right});
        for (int column = 0; column < image.cols; ++column)
            if (grid_cell(column, image.cols) / 2 % 2 == 0)
                ink.col(column).setTo(0);
        return to_pixels(to_unit(image) + in_channels(ink, image.channels()));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_dotted_line() {
    return {{.id = "dotted_line",
             .label = translatable("Dotted line"),
             .help = translatable("A white dashed line from a random row (0 to 26) at the left "
                                  "edge to a random row at the right edge: dashes and gaps of 2 "
                                  "px on a grid of 28 x 28, soft within 2.3 px. Randomly drawn: "
                                  "equal in distribution to the published files, not pixel by "
                                  "pixel. Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337.")},
            make};
}

} // namespace thaw
