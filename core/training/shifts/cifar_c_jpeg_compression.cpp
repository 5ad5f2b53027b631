// What a JPEG file keeps, as in CIFAR-10-C.
#include "core/training/datasets/jpeg.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

constexpr std::array<int, 5> qualities = {80, 65, 58, 50, 40};

ShiftImage make(const Table& settings) {
    return [quality = at_severity(qualities, settings)](const cv::Mat& image, Random& /*random*/) {
        return from_jpeg(to_jpeg(image, quality));
    };
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_jpeg_compression() {
    return {{.id = "cifar_c_jpeg_compression",
             .label = translatable("JPEG compression (CIFAR-10-C)"),
             .help = translatable("Codes the image as JPEG with quality 80, 65, 58, 50, 40 for "
                                  "severities 1 to 5, colour at half the resolution, and "
                                  "decodes it again, with libjpeg. Source: Hendrycks & "
                                  "Dietterich 2019, CIFAR-10-C, arXiv 1903.12261."),
             .parameters = {cifar_severity_parameter()}},
            make};
}

} // namespace thaw
