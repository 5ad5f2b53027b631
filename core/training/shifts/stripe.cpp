// Inverted margins.
#include "core/training/shifts/ink_line.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

ShiftImage make(const Table& /*settings*/) {
    return [](const cv::Mat& image, Random& /*random*/) {
        cv::Mat result = image.clone();
        for (int column = 0; column < image.cols; ++column)
            if (const int cell = grid_cell(column, image.cols); cell < 7 || cell >= 21)
                cv::bitwise_not(image.col(column), result.col(column));
        return result;
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_stripe() {
    return {{.id = "stripe",
             .label = translatable("Stripe"),
             .help = translatable("Inverts the left and the right quarter of the image: columns "
                                  "0 to 6 and 21 to 27 of 28. Source: Mu & Gilmer 2019, MNIST-C, "
                                  "arXiv 1906.02337.")},
            make};
}

} // namespace thaw
