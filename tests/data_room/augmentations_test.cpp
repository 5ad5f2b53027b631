// What every augmentation promises, and what each of them does.
#include "core/training/augmentations/augmentation.h"
#include "core/training/data/resize.h"
#include "tests/data_room/settings_of.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include <numeric>
#include <set>

namespace thaw {
namespace {

cv::Mat picture(int rows, int cols, int channels) {
    cv::Mat image(rows, cols, CV_8UC(channels));
    for (int i = 0; i < rows * cols * channels; ++i)
        image.data[i] = static_cast<std::uint8_t>(i * 37 % 256);
    return image;
}

bool same(const cv::Mat& a, const cv::Mat& b) {
    return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

Augment made(const std::string& id, cv::Size size, const std::string& key = {},
             const Value& value = {}) {
    const auto& entry = entry_of(augmentations(), id);
    Table settings = default_settings(entry.description);
    if (!key.empty())
        settings.set(key, value);
    return entry.make(settings, size);
}

cv::Mat changed(const Augment& augment, const cv::Mat& image, Random& random) {
    ImageView view(image);
    augment(view, random);
    return view.pixels();
}

TEST(Augmentations, FollowFromTheStreamAloneAndLeaveTheImageAlone) {
    for (const auto& entry : augmentations())
        for (const int channels : {1, 3}) {
            const cv::Mat image = picture(20, 24, channels);
            const cv::Mat before = image.clone();
            const Augment augment =
                entry.make(default_settings(entry.description), cv::Size(24, 20));
            bool changes = false;
            for (std::uint64_t i = 0; i < 20; ++i) {
                Random a(1, "example", i), b(1, "example", i);
                const cv::Mat first = changed(augment, image, a);
                EXPECT_EQ(first.size(), image.size()) << entry.description.id;
                EXPECT_EQ(first.type(), image.type()) << entry.description.id;
                EXPECT_TRUE(same(first, changed(augment, image, b))) << entry.description.id;
                EXPECT_TRUE(same(image, before)) << entry.description.id;
                changes = changes || !same(first, image);
            }
            EXPECT_EQ(changes, entry.description.id != "colour_jitter"); // 0 by default
        }
}

TEST(Augmentations, ACropIsAWindowOfThePaddedImage) {
    const cv::Mat image = picture(10, 10, 3);
    cv::Mat padded;
    cv::copyMakeBorder(image, padded, 2, 2, 2, 2, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    const Augment crop = made("crop", {8, 8}, "padding", std::int64_t{2});
    std::set<int> places;
    for (std::uint64_t i = 0; i < 400; ++i) {
        Random random(2, "crop", i);
        const cv::Mat result = changed(crop, image, random);
        for (int y = 0; y <= 6; ++y)
            for (int x = 0; x <= 6; ++x)
                if (same(result, padded(cv::Rect(x, y, 8, 8))))
                    places.insert(y * 7 + x);
    }
    EXPECT_EQ(places.size(), 49U); // every place is found, and nothing else
}

// Crops and flips in a row are done in one pass: as if each had given an image of its own.
TEST(Augmentations, WhatOnlyMovesPixelsMayBeDoneAtOnce) {
    std::vector<Augment> all = {made("flip", {9, 8}), made("crop", {9, 8}), made("flip", {9, 8}),
                                made("crop", {7, 8}, "padding", std::int64_t{20}),
                                made("crop", {9, 8}, "padding", std::int64_t{1})};
    for (const int channels : {1, 3})
        for (std::uint64_t i = 0; i < 300; ++i) {
            const cv::Mat image = picture(10, 11, channels);
            Random order(8, "order", i), a(8, "draws", i), b(8, "draws", i);
            ImageView at_once(image);
            cv::Mat step_by_step = image;
            for (const auto which : permutation(5, order)) {
                const Augment& augment = all[static_cast<std::size_t>(which)];
                augment(at_once, a);
                step_by_step = changed(augment, step_by_step, b);
                ASSERT_EQ(at_once.size(), step_by_step.size());
            }
            cv::Mat written(at_once.size(), image.type());
            at_once.write(written);
            ASSERT_TRUE(same(written, step_by_step));
        }
}

TEST(Augmentations, AFlipComesAsOftenAsAsked) {
    const cv::Mat image = picture(6, 6, 1);
    cv::Mat flipped;
    cv::flip(image, flipped, 1);
    const Augment flip = made("flip", {6, 6}, "probability", 0.25);
    int count = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        Random random(3, "flip", i);
        count += same(changed(flip, image, random), flipped) ? 1 : 0;
    }
    EXPECT_NEAR(count / 4000.0, 0.25, 0.025);
}

TEST(Augmentations, ARandomResizedCropKeepsItsAreaAndRatio) {
    // Columns tell x, rows y: what is seen of a ramp tells which part was taken.
    cv::Mat ramp(100, 100, CV_8UC3);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 100; ++x)
            ramp.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(2 * x),
                                        static_cast<std::uint8_t>(2 * y), 0};
    const Augment crop = made("random_resized_crop", {20, 20}, "scale", 0.5);
    double least = 1, greatest = 0;
    for (std::uint64_t i = 0; i < 500; ++i) {
        Random random(4, "crop", i);
        const cv::Mat result = changed(crop, ramp, random);
        ASSERT_EQ(result.size(), cv::Size(20, 20));
        const auto across = [&](int c) { // pixels from the first centre to the last, and a pixel
            const int span =
                std::abs(result.at<cv::Vec3b>(19, 19)[c] - result.at<cv::Vec3b>(0, 0)[c]);
            return span / 2.0 * 20 / 19;
        };
        const double area = across(0) * across(1) / 1e4;
        const double ratio = across(0) / across(1);
        EXPECT_GT(ratio, 0.7);
        EXPECT_LT(ratio, 1.42);
        least = std::min(least, area);
        greatest = std::max(greatest, area);
    }
    EXPECT_NEAR(least, 0.5, 0.04);
    EXPECT_NEAR(greatest, 1, 0.06);
}

TEST(Augmentations, ColourJitterDoesWhatItSays) {
    const cv::Mat image = picture(8, 8, 3);
    const auto mean = [](const cv::Mat& x) { return cv::mean(x); };
    for (std::uint64_t i = 0; i < 50; ++i) {
        Random random(5, "jitter", i);
        const double b =
            mean(changed(made("colour_jitter", {8, 8}, "brightness", 0.2), image, random))[0] /
            mean(image)[0];
        EXPECT_GT(b, 0.78);
        EXPECT_LT(b, 1.21);
        Random again(5, "jitter", i);
        const cv::Mat grey = picture(8, 8, 1);
        EXPECT_TRUE(
            same(changed(made("colour_jitter", {8, 8}, "saturation", 0.9), grey, again), grey));
    }
    // A grey picture in colour has no saturation that could change.
    cv::Mat flat(4, 4, CV_8UC3, cv::Scalar::all(90));
    Random random(6, "jitter", 1);
    EXPECT_TRUE(
        same(changed(made("colour_jitter", {4, 4}, "saturation", 0.9), flat, random), flat));
}

TEST(Augmentations, CutoutBlanksOneSquare) {
    const cv::Mat image(16, 16, CV_8UC1, cv::Scalar(0));
    cv::Mat spotted = image.clone();
    spotted.at<std::uint8_t>(0, 0) = 255; // mean 1
    const Augment cutout = made("cutout", {16, 16}, "size", std::int64_t{4});
    bool whole = false;
    for (std::uint64_t i = 0; i < 100; ++i) {
        Random random(7, "cutout", i);
        const int blanked = cv::countNonZero(changed(cutout, spotted, random) == 1);
        EXPECT_GT(blanked, 0);
        EXPECT_LE(blanked, 16);
        whole = whole || blanked == 16;
    }
    EXPECT_TRUE(whole);
}

// ---- Sizes ----

TEST(Resizing, GivesPillowsGreyLevels) {
    const cv::Mat image = picture(7, 5, 3);
    const auto values = [](const cv::Mat& x) {
        return std::vector<int>(x.datastart, x.datastart + x.total() * 3);
    };
    // Pillow 9.4, Image.resize((3, 4), BILINEAR) and ((9, 2), BILINEAR) of the same picture.
    EXPECT_EQ(values(resized(image, 3, 4)),
              (std::vector<int>{71,  108, 139, 120, 83,  117, 156, 130, 91,  137, 144, 123,
                                112, 133, 125, 113, 120, 127, 137, 144, 151, 139, 131, 152,
                                141, 120, 127, 97,  134, 108, 147, 107, 144, 125, 156, 117}));
    EXPECT_EQ(
        values(resized(image, 9, 2)),
        (std::vector<int>{68,  105, 142, 99,  122, 137, 151, 151, 130, 129, 119, 119, 88,  71,
                          108, 120, 123, 137, 143, 156, 150, 135, 115, 102, 131, 91,  74,  136,
                          173, 133, 126, 149, 129, 108, 108, 121, 127, 117, 144, 156, 139, 176,
                          145, 122, 135, 134, 113, 107, 127, 142, 129, 122, 159, 142}));
    EXPECT_TRUE(same(resized(image, 5, 7), image));
}

TEST(Resizing, SidesAndCropsAreTorchvisions) {
    EXPECT_EQ(resized_to(picture(300, 201, 1), 100).size(), cv::Size(100, 149));
    EXPECT_EQ(resized_to(picture(201, 300, 1), 100).size(), cv::Size(149, 100));
    EXPECT_EQ(resized_to(picture(5, 5, 3), 8).size(), cv::Size(8, 8));
    // int(round((side - wanted) / 2)): halves to the even number.
    EXPECT_EQ(centre_offset(10, 7), 2);
    EXPECT_EQ(centre_offset(10, 5), 2);
    EXPECT_EQ(centre_offset(9, 6), 2);
    EXPECT_EQ(centre_offset(32, 24), 4);
    const cv::Mat image = picture(9, 7, 3);
    EXPECT_TRUE(same(centre_crop(image, 3, 5), image(cv::Rect(2, 2, 3, 5))));
}

} // namespace
} // namespace thaw
