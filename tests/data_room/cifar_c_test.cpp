// Pixels of CIFAR-10-C's corruptions that can be worked out by hand.
#include "core/training/shifts/box_resize.h"
#include "core/training/shifts/hsv.h"
#include "core/training/shifts/zoom.h"
#include "tests/data_room/pictures.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>
#include <set>

namespace thaw {
namespace {

cv::Mat3b plain(int side, const cv::Vec3b& colour) {
    return cv::Mat3b(side, side, colour);
}

std::pair<double, double> mean_and_deviation(const cv::Mat& picture) {
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(picture.reshape(1), mean, deviation);
    return {mean[0] / 255, deviation[0] / 255};
}

TEST(CifarC, NoiseHasTheDeviationOfItsTable) {
    const double gaussian[] = {.04, .06, .08, .09, .10};
    const double photons[] = {500, 250, 100, 75, 50};
    const double speckle[] = {.06, .1, .12, .16, .2};
    const double x = 102 / 255.0;
    for (int i = 0; i < 5; ++i) {
        const auto check = [&](const std::string& id, double expected) {
            const auto [mean, deviation] =
                mean_and_deviation(shifted(make_shift(id, i + 1), plain(200, {102, 102, 102})));
            EXPECT_NEAR(mean, x - 0.5 / 255, 0.002) << id << i; // fractions are cut off
            EXPECT_NEAR(deviation, expected, 0.02 * expected) << id << i;
        };
        check("cifar_c_gaussian_noise", gaussian[i]);
        check("cifar_c_shot_noise", std::sqrt(x / photons[i]));
        check("cifar_c_speckle_noise", x * speckle[i]);
    }
}

TEST(CifarC, ImpulseNoiseReplacesTheShareOfItsTable) {
    const double amounts[] = {.01, .02, .03, .05, .07};
    for (int i = 0; i < 5; ++i) {
        const auto values =
            values_of(shifted(make_shift("cifar_c_impulse_noise", i + 1), plain(200, {9, 9, 9})));
        for (const int level : {0, 255})
            EXPECT_NEAR(static_cast<double>(std::count(values.begin(), values.end(), level)) /
                            static_cast<double>(values.size()),
                        amounts[i] / 2, 0.0015);
    }
}

TEST(CifarC, HueSaturationValue) {
    EXPECT_EQ(hsv_of({1, 0, 0}), cv::Vec3d(0, 1, 1));
    EXPECT_NEAR(hsv_of({0, 0.5, 0})[0], 1 / 3.0, 1e-15);
    EXPECT_NEAR(hsv_of({0.25, 0, 0.5})[0], 0.75, 1e-15);
    EXPECT_EQ(hsv_of({0.3, 0.3, 0.3}), cv::Vec3d(0, 0, 0.3));
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        const cv::Vec3d rgb(random.uniform(), random.uniform(), random.uniform());
        EXPECT_LT(cv::norm(rgb_of(hsv_of(rgb)) - rgb), 1e-14);
    }
}

TEST(CifarC, BrightnessAndSaturateByHand) {
    const auto one = [](const char* id, int severity, const cv::Vec3b& colour) {
        return shifted(make_shift(id, severity), plain(1, colour))(0, 0);
    };
    // Value 100 + 12.75, the hue half way between red and yellow.
    EXPECT_EQ(one("cifar_c_brightness", 1, {100, 50, 0}), cv::Vec3b(112, 56, 0));
    EXPECT_EQ(one("cifar_c_brightness", 5, {250, 250, 250}), cv::Vec3b(255, 255, 255));
    // Saturation 0.5 becomes 0.05 and 1.
    EXPECT_EQ(one("cifar_c_saturate", 2, {201, 101, 101})[0], 201);
    EXPECT_NEAR(one("cifar_c_saturate", 2, {200, 100, 100})[1], 190, 1);
    EXPECT_EQ(one("cifar_c_saturate", 5, {200, 100, 100}), cv::Vec3b(200, 0, 0));
    EXPECT_EQ(shifted(make_shift("cifar_c_brightness", 1), grey_picture(1, 100))(0, 0), 112);
}

TEST(CifarC, ContrastMovesEachChannelToItsMean) {
    cv::Mat3b picture(1, 2);
    picture(0, 0) = {100, 0, 40};
    picture(0, 1) = {200, 0, 41};
    const cv::Mat3b result = shifted(make_shift("cifar_c_contrast", 5), picture);
    EXPECT_EQ(result(0, 0), cv::Vec3b(142, 0, 40)); // 150 - 7.5
    EXPECT_EQ(result(0, 1), cv::Vec3b(157, 0, 40));
}

TEST(CifarC, BoxResizeIsPillows) {
    const cv::Mat1b row = (cv::Mat1b(1, 4) << 10, 21, 30, 255);
    EXPECT_TRUE(same(box_resized(row, {2, 1}), (cv::Mat1b(1, 2) << 16, 143))); // halves go up
    EXPECT_TRUE(
        same(box_resized(row, {8, 1}), (cv::Mat1b(1, 8) << 10, 10, 21, 21, 30, 30, 255, 255)));
    // A pixel whose centre lies on the border of two boxes belongs to the left one.
    EXPECT_TRUE(
        same(box_resized((cv::Mat1b(1, 3) << 10, 20, 40), {2, 1}), (cv::Mat1b(1, 2) << 15, 40)));
    const cv::Mat3b picture = colour_noise_picture(12, 10);
    const cv::Mat3b turned = picture.t();
    EXPECT_TRUE(same(box_resized(picture, picture.size()), picture));
    EXPECT_EQ(box_resized(turned, {5, 7}).size(), cv::Size(5, 7));
}

TEST(CifarC, ZoomKeepsCornersOfTheMiddle) {
    cv::Mat1d ramp(8, 8);
    for (int row = 0; row < 8; ++row)
        for (int column = 0; column < 8; ++column)
            ramp(row, column) = column;
    const cv::Mat1d twice = zoomed(ramp, 2); // columns 2 to 5 over 8 pixels
    for (int column = 0; column < 8; ++column)
        EXPECT_NEAR(twice(3, column), 2 + column * 3 / 7.0, 1e-12);
    EXPECT_LT(cv::norm(zoomed(ramp, 1), ramp), 1e-12);
}

TEST(CifarC, DefocusSpreadsADotOverItsDisc) {
    const cv::Mat1b disc = shifted(make_shift("cifar_c_defocus_blur", 4), dot_picture(33, 16, 16));
    EXPECT_NEAR(disc(16, 16), 51, 1);
    EXPECT_NEAR(disc(16, 17), 51, 1);
    EXPECT_EQ(disc(17, 17), 0);
}

TEST(CifarC, GlassCopiesNeighbours) {
    const cv::Mat3b picture = colour_noise_picture(32, 32);
    const cv::Mat3b result = shifted(make_shift("cifar_c_glass_blur", 1), picture);
    EXPECT_TRUE(same(result.rowRange(0, 2), picture.rowRange(0, 2)));
    EXPECT_TRUE(same(result.colRange(0, 2), picture.colRange(0, 2)));
    int kept = 0;
    for (int row = 2; row < 32; ++row)
        for (int column = 2; column < 32; ++column) {
            bool found = false;
            for (const cv::Point back : {cv::Point(0, 0), {1, 0}, {0, 1}, {1, 1}})
                found = found || result(row, column) == picture(cv::Point(column, row) - back);
            EXPECT_TRUE(found) << row << ' ' << column;
            kept += result(row, column) == picture(row, column);
        }
    EXPECT_NEAR(kept / 900.0, 0.25, 0.06);
}

TEST(CifarC, SpatterIsWaterOrMud) {
    int wet = 0;
    int muddy = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        for (const auto& pixel :
             shifted(make_shift("cifar_c_spatter", 3), plain(32, {40, 40, 40}), seed)) {
            EXPECT_LE(pixel[0], 40 + 88); // at most half of 175 and of 238
            EXPECT_LE(pixel[1], 40 + 119);
            EXPECT_EQ(pixel[1], pixel[2]);
            EXPECT_GE(pixel[1], pixel[0]);
            wet += pixel[1] > 40;
        }
        for (const auto& pixel :
             shifted(make_shift("cifar_c_spatter", 5), plain(32, {255, 255, 255}), seed)) {
            const bool clean = pixel == cv::Vec3b(255, 255, 255);
            EXPECT_TRUE(clean || (pixel[0] <= 102 && pixel[1] <= 85 && pixel[2] <= 67));
            muddy += !clean;
        }
    }
    for (const int spots : {wet, muddy}) {
        EXPECT_GT(spots, 10 * 1024 / 50);
        EXPECT_LT(spots, 10 * 1024 / 2);
    }
}

TEST(CifarC, WeatherOverBlack) {
    const cv::Mat3b black = plain(32, {0, 0, 0});
    EXPECT_EQ(cv::countNonZero(shifted(make_shift("cifar_c_fog"), black).reshape(1)), 0);
    // Snow whitens black to (1 - w) / 2 at least.
    const cv::Mat3b snowy = shifted(make_shift("cifar_c_snow"), black);
    for (const auto& pixel : snowy) {
        EXPECT_GE(pixel[0], 24);
        EXPECT_EQ(pixel[0], pixel[1]);
        EXPECT_EQ(pixel[0], pixel[2]);
    }
    const cv::Mat3b frosty = shifted(make_shift("cifar_c_frost", 1), black);
    const auto values = values_of(frosty);
    EXPECT_LE(*std::max_element(values.begin(), values.end()), 51);
    EXPECT_GT(*std::max_element(values.begin(), values.end()), 25);
}

TEST(CifarC, WarpsBlursAndJpegLeavePlainImagesAlone) {
    for (const char* id : {"elastic_transform", "defocus_blur", "gaussian_blur", "glass_blur",
                           "motion_blur", "zoom_blur", "pixelate", "jpeg_compression"})
        for (int severity = 1; severity <= 5; ++severity)
            for (const auto value :
                 values_of(shifted(make_shift(std::string("cifar_c_") + id, severity),
                                   plain(32, {200, 200, 200}))))
                ASSERT_NEAR(value, 200, 1) << id << severity; // cut off fractions
}

TEST(CifarC, ElasticMovesWithinItsTable) {
    std::set<std::vector<unsigned char>> results;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const cv::Mat1b result =
            shifted(make_shift("cifar_c_elastic_transform", 1), dot_picture(33, 16, 16), seed);
        results.insert(values_of(result));
        const cv::Moments moments = cv::moments(result);
        ASSERT_GT(moments.m00, 0);
        // 0.08 of 33 pixels on each axis, at three points.
        EXPECT_NEAR(moments.m10 / moments.m00, 16, 5.3);
        EXPECT_NEAR(moments.m01 / moments.m00, 16, 5.3);
    }
    EXPECT_EQ(results.size(), 5U);
}

TEST(CifarC, JpegDamageGrowsAsQualityFalls) {
    const cv::Mat3b picture = colour_noise_picture(32, 32);
    double before = 0;
    for (int severity = 1; severity <= 5; ++severity) {
        const double damage =
            cv::norm(shifted(make_shift("cifar_c_jpeg_compression", severity), picture), picture);
        EXPECT_GT(damage, before);
        before = damage;
    }
}

} // namespace
} // namespace thaw
