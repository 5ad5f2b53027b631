// What the shifts do to three channels.
#include "tests/data_room/pictures.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace thaw {
namespace {

std::vector<cv::Mat1b> channels_of(const cv::Mat& picture) {
    std::vector<cv::Mat1b> channels;
    cv::split(picture, channels);
    return channels;
}

// One draw moves all channels alike: each becomes what it would be as a grey image.
TEST(Colour, WarpsAndBlursTreatAllChannelsAlike) {
    const cv::Mat3b picture = colour_noise_picture(28, 28);
    for (const char* id :
         {"glass_blur", "motion_blur", "shear", "scale", "rotate", "brightness", "translate",
          "stripe", "dotted_line", "zigzag", "spatter", "rotation", "identity"}) {
        const ShiftImage shift = make_shift(id);
        const auto before = channels_of(picture);
        const auto after = channels_of(shifted(shift, picture, 4));
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_TRUE(same(after[c], shifted(shift, before[c], 4))) << id << c;
    }
}

TEST(Colour, NoiseIsDrawnForEachChannel) {
    const cv::Mat3b picture(64, 64, cv::Vec3b(128, 128, 128));
    for (const char* id : {"shot_noise", "impulse_noise"}) {
        const auto channels = channels_of(shifted(make_shift(id), picture));
        EXPECT_FALSE(same(channels[0], channels[1])) << id;
        EXPECT_FALSE(same(channels[1], channels[2])) << id;
    }
}

TEST(Colour, FogIsOneMapAndKeepsTheBrightestValueOfAllChannels) {
    cv::Mat3b picture(28, 28, cv::Vec3b(0, 100, 200));
    const auto channels = channels_of(shifted(make_shift("fog"), picture));
    const double dim = 200.0 / (200 + 3 * 255);
    for (int row = 0; row < 28; ++row)
        for (int column = 0; column < 28; ++column) {
            EXPECT_NEAR(channels[1](row, column) - channels[0](row, column), 100 * dim, 1);
            EXPECT_NEAR(channels[2](row, column) - channels[0](row, column), 200 * dim, 1);
            EXPECT_LE(channels[2](row, column), 200);
        }
}

TEST(Colour, CannySeesTheLuminanceAndDrawsWhite) {
    // Red and blue of the same luminance: no edge. Red and green: one.
    cv::Mat3b picture(28, 28, cv::Vec3b(76, 0, 0));
    picture.colRange(14, 28).setTo(cv::Vec3b(0, 0, 200));
    EXPECT_EQ(cv::countNonZero(shifted(make_shift("canny_edges"), picture).reshape(1)), 0);
    picture.colRange(14, 28).setTo(cv::Vec3b(0, 200, 0));
    const auto edges = channels_of(shifted(make_shift("canny_edges"), picture));
    EXPECT_GT(cv::countNonZero(edges[0]), 0);
    EXPECT_TRUE(same(edges[0], edges[1]));
    EXPECT_TRUE(same(edges[0], edges[2]));
}

} // namespace
} // namespace thaw
