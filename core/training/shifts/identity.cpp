// The test images themselves, the reference of every comparison.
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

ShiftImage make(const Table& /*settings*/) {
    return [](const cv::Mat& image, Random& /*random*/) { return image.clone(); };
}

} // namespace

CatalogueEntry<MakeShift> shift_identity() {
    return {{.id = "identity",
             .label = translatable("Unshifted"),
             .help = translatable("The test images as they are, for comparison with the shifted "
                                  "ones. Source: Mu & Gilmer 2019, MNIST-C, arXiv 1906.02337.")},
            make};
}

} // namespace thaw
