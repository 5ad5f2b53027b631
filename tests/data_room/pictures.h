// Pictures that tests can reason about.
#pragma once

#include "core/run/random.h"
#include "core/training/datasets/image_set.h"
#include "core/training/shifts/shift.h"
#include "tests/data_room/frost_folder.h"
#include "tests/data_room/settings_of.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <vector>

namespace thaw {

inline cv::Mat1b noise_picture(int rows, int columns, std::uint64_t seed = 0) {
    Random random(seed, "noise_picture");
    cv::Mat1b picture(rows, columns);
    for (auto& pixel : picture)
        pixel = static_cast<unsigned char>(random.below(256));
    return picture;
}

// Black, with one white pixel.
inline cv::Mat1b dot_picture(int side, int row, int column) {
    cv::Mat1b picture(side, side, static_cast<unsigned char>(0));
    picture(row, column) = 255;
    return picture;
}

inline cv::Mat1b grey_picture(int side, int grey) {
    return cv::Mat1b(side, side, static_cast<unsigned char>(grey));
}

inline cv::Mat3b colour_noise_picture(int rows, int columns, std::uint64_t seed = 0) {
    return noise_picture(rows, 3 * columns, seed).reshape(3);
}

// The values of all channels, row by row.
inline std::vector<unsigned char> values_of(const cv::Mat& picture) {
    const cv::Mat1b whole = picture.clone().reshape(1);
    return {whole.begin(), whole.end()};
}

inline bool same(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && values_of(a) == values_of(b);
}

// `count` pictures of a soft disc with a soft bar, each elsewhere.
inline ImageSet soft_set(std::int64_t count, std::int64_t side) {
    ImageSet set{count, side, side, 2};
    for (std::int64_t i = 0; i < count; ++i) {
        Random random(5, "soft_set", static_cast<std::uint64_t>(i));
        const double x = random.uniform(0.35, 0.65) * static_cast<double>(side);
        const double y = random.uniform(0.35, 0.65) * static_cast<double>(side);
        for (std::int64_t row = 0; row < side; ++row)
            for (std::int64_t column = 0; column < side; ++column) {
                const double dx = (static_cast<double>(column) - x) / static_cast<double>(side);
                const double dy = (static_cast<double>(row) - y) / static_cast<double>(side);
                const double disc = std::exp(-(dx * dx + dy * dy) / 0.04);
                const double bar = std::exp(-(dx - dy) * (dx - dy) / 0.002);
                set.pixels.push_back(
                    static_cast<std::uint8_t>(255 * std::clamp(disc * (0.4 + bar), 0.0, 1.0)));
            }
        set.labels.push_back(static_cast<std::int32_t>(i % 2));
    }
    set.digest = digest_of(set);
    return set;
}

inline Table shift_settings(const std::string& id) {
    const Description& description = entry_of(shifts(), id).description;
    Table settings = default_settings(description);
    if (description.find("photographs") != nullptr)
        settings.set("photographs", frost_folder());
    return settings;
}

inline ShiftImage make_shift(const std::string& id) {
    return entry_of(shifts(), id).make(shift_settings(id)).image;
}
inline ShiftImage make_shift(const std::string& id, std::int64_t severity) {
    Table settings = shift_settings(id);
    settings.set("severity", severity);
    return entry_of(shifts(), id).make(settings).image;
}

template <class Picture>
Picture shifted(const ShiftImage& shift, const Picture& picture, std::uint64_t seed = 0) {
    Random random(seed);
    return shift(picture, random);
}

} // namespace thaw
