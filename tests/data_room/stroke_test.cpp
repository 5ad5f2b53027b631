// Lines, clouds, filters and outlines.
#include "core/training/shifts/ink_line.h"
#include "core/training/shifts/plasma.h"
#include "core/training/shifts/unit_image.h"
#include "tests/data_room/pictures.h"

#include <gtest/gtest.h>
#include <set>

namespace thaw {
namespace {

const cv::Mat1b black(28, 28, static_cast<unsigned char>(0));

int brightest(const cv::Mat1b& picture) {
    return *std::max_element(picture.begin(), picture.end());
}

TEST(InkLine, ProfileAndEnds) {
    const cv::Mat1d ink = ink_line({28, 28}, {3.5, 10}, {20.2, 10});
    EXPECT_EQ(ink(10, 2), 0);
    EXPECT_EQ(ink(10, 3), 1);
    EXPECT_NEAR(ink(11, 12), 1 + std::log(1 - 1 / 2.3), 1e-12);
    EXPECT_NEAR(ink(9, 12), 1 + std::log(1 - 1 / 2.3), 1e-12);
    EXPECT_EQ(ink(12, 12), 0);
    EXPECT_EQ(ink(10, 20), 1);
    EXPECT_EQ(ink(10, 21), 0);
}

TEST(InkLine, FollowsItsSlope) {
    const cv::Mat1d ink = ink_line({28, 28}, {0, 0}, {27, 27});
    for (int i = 0; i < 27; ++i)
        EXPECT_NEAR(ink(i, i), 1, 1e-9);
}

TEST(DottedLine, DashesAndGapsOfTwo) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const cv::Mat1b result = shifted(make_shift("dotted_line"), black, seed);
        for (int column = 0; column < 28; ++column) {
            const bool dash = column % 4 >= 2 && column < 27;
            EXPECT_EQ(brightest(result.col(column)) >= 192, dash) << column;
        }
    }
}

TEST(Zigzag, RunsFromColumnTwoAndHasTeeth) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const cv::Mat1b result = shifted(make_shift("zigzag"), black, seed);
        EXPECT_EQ(cv::countNonZero(result.colRange(0, 2)), 0);
        EXPECT_EQ(cv::countNonZero(result.colRange(26, 28)), 0);
        EXPECT_GT(cv::countNonZero(result), 5);
    }
}

TEST(CannyEdges, OutlineOfAStep) {
    cv::Mat1b step = black.clone();
    step.colRange(14, 28).setTo(255);
    const cv::Mat1b edges = shifted(make_shift("canny_edges"), step);
    for (int row = 1; row < 27; ++row)
        EXPECT_EQ(std::max(edges(row, 13), edges(row, 14)), 255);
    EXPECT_EQ(cv::countNonZero(edges.colRange(0, 13)), 0);
    EXPECT_EQ(cv::countNonZero(edges.colRange(15, 28)), 0);
    EXPECT_EQ(cv::countNonZero(edges.row(0)) + cv::countNonZero(edges.row(27)), 0);
}

TEST(CannyEdges, NothingOnUniformImagesNorOnFaintSteps) {
    EXPECT_EQ(cv::countNonZero(shifted(make_shift("canny_edges"), black)), 0);
    EXPECT_EQ(cv::countNonZero(shifted(make_shift("canny_edges"), grey_picture(28, 255))), 0);
    // The gradient of a smoothed step of height h is about 2.9 h: 8 of 255 gives 0.09, 20 0.23.
    cv::Mat1b faint = black.clone();
    faint.colRange(14, 28).setTo(8);
    EXPECT_EQ(cv::countNonZero(shifted(make_shift("canny_edges"), faint)), 0);
    faint.colRange(14, 28).setTo(20);
    EXPECT_GT(cv::countNonZero(shifted(make_shift("canny_edges"), faint)), 0);
}

TEST(Plasma, SpansZeroToOneAndIsSmoothWithStrongDecay) {
    const auto roughness = [](double decay) {
        Random random(1);
        const cv::Mat1f map = plasma(256, decay, random);
        double lowest = 1;
        double highest = 0;
        cv::minMaxLoc(map, &lowest, &highest);
        EXPECT_NEAR(lowest, 0, 1e-6);
        EXPECT_NEAR(highest, 1, 1e-6);
        return cv::norm(map.colRange(1, 256), map.colRange(0, 255), cv::NORM_L1) / 65280;
    };
    EXPECT_LT(roughness(3), roughness(2));
    EXPECT_LT(roughness(2), roughness(1.4));
}

TEST(Plasma, RepeatsSeamlessly) {
    Random random(1);
    const cv::Mat1f map = plasma(64, 3, random);
    EXPECT_LT(cv::norm(map.col(0), map.col(63), cv::NORM_INF), 0.1);
    EXPECT_LT(cv::norm(map.row(0), map.row(63), cv::NORM_INF), 0.1);
}

TEST(UnitImage, RoundTripAndClipping) {
    const cv::Mat1b picture = noise_picture(40, 40);
    EXPECT_TRUE(same(to_pixels(to_unit(picture)), picture));
    EXPECT_TRUE(
        same(to_pixels((cv::Mat1d(1, 3) << -0.2, 0.5, 1.7)), (cv::Mat1b(1, 3) << 0, 128, 255)));
}

TEST(UnitImage, GaussianWeights) {
    const cv::Mat1d blurred = gaussian(to_unit(dot_picture(29, 14, 14)), 1);
    EXPECT_NEAR(blurred(14, 15) / blurred(14, 14), std::exp(-0.5), 1e-12);
    EXPECT_NEAR(blurred(14, 18) / blurred(14, 14), std::exp(-8), 1e-12);
    EXPECT_EQ(blurred(14, 19), 0); // cut off at 4 sigma
    EXPECT_NEAR(cv::sum(blurred)[0], 1, 1e-12);
}

} // namespace
} // namespace thaw
