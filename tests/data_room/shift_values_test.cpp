// Pixels that can be worked out by hand.
#include "tests/data_room/pictures.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>
#include <set>

namespace thaw {
namespace {

cv::Mat1b rotated(const cv::Mat1b& picture, const Value& degrees) {
    Table settings;
    settings.set("angle", degrees);
    return shifted(entry_of(shifts(), "rotation").make(settings).image, picture);
}

double share(const cv::Mat1b& picture, int grey) {
    return static_cast<double>(std::count(picture.begin(), picture.end(), grey)) /
           static_cast<double>(picture.total());
}

TEST(ShiftValues, RotationIsCounterClockwiseAndExactAtRightAngles) {
    for (const int side : {28, 29}) {
        const cv::Mat1b picture = noise_picture(side, side);
        cv::Mat1b left;
        cv::Mat1b half;
        cv::Mat1b right;
        cv::rotate(picture, left, cv::ROTATE_90_COUNTERCLOCKWISE);
        cv::rotate(picture, half, cv::ROTATE_180);
        cv::rotate(picture, right, cv::ROTATE_90_CLOCKWISE);
        EXPECT_TRUE(same(rotated(picture, 0.0), picture));
        EXPECT_TRUE(same(rotated(picture, 90.0), left));
        EXPECT_TRUE(same(rotated(picture, std::int64_t{180}), half));
        EXPECT_TRUE(same(rotated(picture, -90.0), right));
    }
}

TEST(ShiftValues, RotationMovesADotAlongACircle) {
    // 10 pixels to the right of the centre, turned by 30 degrees: 8.66 right, 5 up.
    const cv::Mat1b result = rotated(dot_picture(29, 14, 24), 30.0);
    const cv::Moments moments = cv::moments(result);
    EXPECT_NEAR(moments.m10 / moments.m00, 14 + 8.66, 0.2);
    EXPECT_NEAR(moments.m01 / moments.m00, 14 - 5, 0.2);
}

TEST(ShiftValues, RotateTurnsBothWaysBySeverityTwo) {
    std::set<int> quadrants;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const cv::Moments moments =
            cv::moments(shifted(make_shift("rotate"), dot_picture(29, 14, 24), seed));
        EXPECT_NEAR(moments.m10 / moments.m00, 14 + 10 * std::cos(0.4), 0.2);
        EXPECT_NEAR(std::abs(moments.m01 / moments.m00 - 14), 10 * std::sin(0.4), 0.2);
        quadrants.insert(moments.m01 / moments.m00 > 14 ? 1 : -1);
    }
    EXPECT_EQ(quadrants.size(), 2U);
}

TEST(ShiftValues, ShearFixesTheCentreRow) {
    const cv::Mat1b picture = noise_picture(29, 29);
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const cv::Mat1b result = shifted(make_shift("shear"), picture, seed);
        EXPECT_TRUE(same(result.row(14), picture.row(14)));
        EXPECT_FALSE(same(result.row(20), picture.row(20)));
    }
}

TEST(ShiftValues, ScaleAtSeverityFiveTakesEverySecondPixel) {
    const cv::Mat1b picture = noise_picture(29, 29);
    const cv::Mat1b result = shifted(make_shift("scale", 5), picture);
    for (int row = 0; row < 29; ++row)
        for (int column = 0; column < 29; ++column) {
            const int from_row = 14 + 2 * (row - 14);
            const int from_column = 14 + 2 * (column - 14);
            const bool inside =
                from_row >= 0 && from_row < 29 && from_column >= 0 && from_column < 29;
            ASSERT_EQ(result(row, column), inside ? picture(from_row, from_column) : 0);
        }
}

TEST(ShiftValues, TranslateMovesByWholePixelsOnBothAxes) {
    std::set<std::pair<int, int>> moves;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const cv::Mat1b result = shifted(make_shift("translate"), dot_picture(28, 10, 12), seed);
        EXPECT_EQ(cv::countNonZero(result), 1);
        cv::Point at;
        cv::minMaxLoc(result, nullptr, nullptr, nullptr, &at);
        EXPECT_EQ(result(at), 255);
        moves.emplace(at.x - 12, at.y - 10);
    }
    EXPECT_EQ(moves, (std::set<std::pair<int, int>>{{-3, -3}, {-3, 3}, {3, -3}, {3, 3}}));
    // At 56 x 56 pixels the move is twice as long.
    cv::Point at;
    cv::minMaxLoc(shifted(make_shift("translate"), dot_picture(56, 28, 28)), nullptr, nullptr,
                  nullptr, &at);
    EXPECT_EQ(std::abs(at.x - 28), 6);
    EXPECT_EQ(std::abs(at.y - 28), 6);
}

TEST(ShiftValues, BrightnessAddsAndClips) {
    const cv::Mat1b picture = (cv::Mat1b(1, 4) << 0, 1, 100, 255);
    EXPECT_TRUE(
        same(shifted(make_shift("brightness", 2), picture), (cv::Mat1b(1, 4) << 51, 52, 151, 255)));
    EXPECT_TRUE(
        same(shifted(make_shift("brightness"), picture), (cv::Mat1b(1, 4) << 128, 129, 228, 255)));
}

TEST(ShiftValues, BrightnessMergesNoGreyLevelsBelowWhite) {
    cv::Mat1b ramp(1, 128);
    for (int grey = 0; grey < 128; ++grey)
        ramp(0, grey) = static_cast<unsigned char>(grey);
    const cv::Mat1b result = shifted(make_shift("brightness"), ramp);
    for (int grey = 0; grey < 128; ++grey)
        EXPECT_EQ(result(0, grey), std::min(255, grey + 128));
}

TEST(ShiftValues, StripeInvertsTheOuterQuarters) {
    for (const int side : {28, 32}) {
        const cv::Mat1b picture = noise_picture(side, side);
        const cv::Mat1b result = shifted(make_shift("stripe"), picture);
        for (int column = 0; column < side; ++column) {
            const bool outer = column < side / 4 || column >= side * 3 / 4;
            ASSERT_EQ(result(5, column), outer ? 255 - picture(5, column) : picture(5, column));
        }
    }
}

TEST(ShiftValues, ImpulseNoiseReplacesTheShareOfItsTable) {
    const double amounts[] = {0.03, 0.06, 0.09, 0.17, 0.27};
    for (int severity = 1; severity <= 5; ++severity) {
        const cv::Mat1b result =
            shifted(make_shift("impulse_noise", severity), grey_picture(400, 100));
        EXPECT_NEAR(share(result, 0), amounts[severity - 1] / 2, 0.004);
        EXPECT_NEAR(share(result, 255), amounts[severity - 1] / 2, 0.004);
        EXPECT_NEAR(share(result, 100), 1 - amounts[severity - 1], 0.005);
    }
}

TEST(ShiftValues, ShotNoiseHasThePoissonVariance) {
    const double photons[] = {60, 25, 12, 5, 3};
    EXPECT_EQ(share(shifted(make_shift("shot_noise"), grey_picture(28, 0)), 0), 1);
    for (int severity = 1; severity <= 5; ++severity) {
        // Dark enough that hardly anything is clipped.
        const cv::Mat1b result = shifted(make_shift("shot_noise", severity), grey_picture(400, 26));
        cv::Scalar mean;
        cv::Scalar deviation;
        cv::meanStdDev(result, mean, deviation);
        const double x = 26 / 255.0;
        EXPECT_NEAR(mean[0] / 255, x, 0.003);
        EXPECT_NEAR(deviation[0] / 255, std::sqrt(x / photons[severity - 1]), 0.004);
    }
}

TEST(ShiftValues, BlursLeaveUniformImagesAlone) {
    for (const char* id : {"glass_blur", "motion_blur"})
        for (int severity = 1; severity <= 5; ++severity)
            for (const int grey : {0, 128, 255})
                EXPECT_EQ(share(shifted(make_shift(id, severity), grey_picture(28, grey)), grey), 1)
                    << id << severity;
}

TEST(ShiftValues, MotionBlurTrailsToOneSide) {
    const cv::Mat1b result = shifted(make_shift("motion_blur"), dot_picture(41, 20, 30));
    EXPECT_GT(cv::countNonZero(result(cv::Rect(10, 0, 20, 41))), 5);
    EXPECT_EQ(cv::countNonZero(result(cv::Rect(31, 0, 10, 41))), 0);
    EXPECT_NEAR(cv::sum(result)[0], 255, 6); // but for rounding
}

TEST(ShiftValues, FogKeepsBlackAndDims) {
    EXPECT_EQ(share(shifted(make_shift("fog"), grey_picture(28, 0)), 0), 1);
    double lowest = 0;
    double highest = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        cv::minMaxLoc(shifted(make_shift("fog"), grey_picture(28, 255), seed), &lowest, &highest);
        EXPECT_GE(lowest, 64); // (1 + 3 p) / 4 for p in [0, 1]
        EXPECT_GT(highest, lowest);
    }
}

TEST(ShiftValues, SpatterIsMudOrNothing) {
    int muddy = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (const int pixel : shifted(make_shift("spatter"), grey_picture(28, 255), seed)) {
            // A cover m of 0.8 to 1 gives 255 (1 - m) + 63 m.
            ASSERT_TRUE(pixel == 255 || (pixel >= 63 && pixel <= 102)) << pixel;
            muddy += pixel != 255;
        }
    EXPECT_GT(muddy, 20 * 784 / 50);
    EXPECT_LT(muddy, 20 * 784 / 2);
}

} // namespace
} // namespace thaw
