// Frost on the pane, as in CIFAR-10-C.
#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/training/datasets/picture_file.h"
#include "core/training/shifts/severity.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/unit_image.h"

#include <algorithm>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace thaw {
namespace {

struct Frost {
    double image, frost; // how much of each is seen
};
constexpr std::array<Frost, 5> frosts = {
    {{1, 0.2}, {1, 0.3}, {0.9, 0.4}, {0.85, 0.4}, {0.75, 0.45}}};
// The original has a sixth, which its draw never reaches.
constexpr std::array names = {"frost1.png", "frost2.png", "frost3.png", "frost4.jpg", "frost5.jpg"};

std::vector<std::vector<std::uint8_t>> photograph_files(const std::filesystem::path& folder) {
    std::vector<std::vector<std::uint8_t>> files;
    for (const char* name : names) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(folder / name, ignored))
            throw usage("The shift cifar_c_frost needs its photographs, {}, and there is no {} in "
                        "{}. Name the folder that holds them in photographs; they are published "
                        "with the code of CIFAR-10-C, github.com/hendrycks/robustness.",
                        fmt::join(names, ", "), name, folder.string());
        files.push_back(picture_bytes(folder / name));
    }
    return files;
}

// A random piece of the photograph, which is 0.2 times as large where images have 32 pixels a side.
cv::Mat3b piece_of(const cv::Mat3b& photograph, cv::Size size, Random& random) {
    const double side = std::max(size.width, size.height);
    // No smaller than the image, with a row and a column to spare.
    const double least = (side + 1) / std::min(photograph.rows, photograph.cols);
    const double factor = std::max(0.2 * side / 32, least);
    cv::Mat3b scaled;
    cv::resize(photograph, scaled, {}, factor, factor, cv::INTER_LINEAR);
    const auto from = [&random](int whole, int part) {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(whole - part)));
    };
    const int top = from(scaled.rows, size.height);
    const int left = from(scaled.cols, size.width);
    return scaled(cv::Rect({left, top}, size));
}

cv::Mat frosted(const cv::Mat& image, cv::Mat piece, const Frost& frost) {
    if (image.channels() == 1)
        cv::cvtColor(piece, piece, cv::COLOR_RGB2GRAY);
    else
        piece = piece.clone(); // without gaps
    cv::Mat result = image.clone();
    const auto ice = numbers<unsigned char>(piece);
    auto seen = ice.begin();
    for (unsigned char& value : numbers<unsigned char>(result))
        value = static_cast<unsigned char>(
            std::min(255.0, frost.image * value + frost.frost * *seen++));
    return result;
}

Shift make(const Table& settings) {
    const std::filesystem::path folder = settings.text("photographs");
    const auto files = photograph_files(folder);
    Sha256 digest;
    std::vector<cv::Mat3b> photographs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        digest.add(files[i]);
        photographs.push_back(colour_picture(files[i], folder / names[i]));
    }
    return {
        [frost = at_severity(frosts, settings), photographs](const cv::Mat& image, Random& random) {
            const cv::Mat3b& photograph = photographs[random.below(photographs.size())];
            return frosted(image, piece_of(photograph, image.size(), random), frost);
        },
        digest.digest()};
}

} // namespace

CatalogueEntry<MakeShift> shift_cifar_c_frost() {
    return {
        {.id = "cifar_c_frost",
         .label = translatable("Frost (CIFAR-10-C)"),
         .help = translatable("Lays a random piece of one of five photographs of frost over the "
                              "image: a x + b f with a = 1, 1, 0.9, 0.85, 0.75 and b = 0.2, 0.3, "
                              "0.4, 0.4, 0.45 for severities 1 to 5, clipped. The photographs are "
                              "scaled by 0.2, times the side over 32; grey where the image is. "
                              "Randomly drawn: equal in distribution to the published files, not "
                              "pixel by pixel. Source: Hendrycks & Dietterich 2019, CIFAR-10-C, "
                              "arXiv 1903.12261."),
         .parameters = {cifar_severity_parameter(),
                        {.key = "photographs",
                         .fallback = std::string(),
                         .label = translatable("Photographs"),
                         .help = translatable(
                             "The folder with frost1.png, frost2.png, frost3.png, "
                             "frost4.jpg and frost5.jpg, which are published with the code "
                             "of CIFAR-10-C, github.com/hendrycks/robustness."),
                         .required = true,
                         .path = PathKind::folder}}},
        make};
}

} // namespace thaw
