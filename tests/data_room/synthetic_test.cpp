#include "core/training/datasets/dataset.h"
#include "tests/data_room/settings_of.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace thaw {
namespace {

Dataset make(const std::string& key = {}, const Value& value = {}) {
    const auto& entry = entry_of(datasets(), "synthetic");
    Table settings = default_settings(entry.description);
    settings.set("train_examples", std::int64_t{200});
    settings.set("test_examples", std::int64_t{100});
    if (!key.empty())
        settings.set(key, value);
    return entry.make(settings);
}

// Share of the test images whose nearest class mean over the training images is the right one.
double nearest_mean_accuracy(const Dataset& data) {
    const auto area = static_cast<std::size_t>(data.train.values_per_image());
    std::vector<std::vector<double>> means(10, std::vector<double>(area));
    for (std::int64_t i = 0; i < data.train.count; ++i)
        for (std::size_t p = 0; p < area; ++p)
            means[data.train.labels[static_cast<std::size_t>(i)]][p] +=
                data.train.image(i)[p] * 10.0 / static_cast<double>(data.train.count);
    int right = 0;
    for (std::int64_t i = 0; i < data.test.count; ++i) {
        std::vector<double> distances;
        for (const auto& mean : means) {
            double distance = 0;
            for (std::size_t p = 0; p < area; ++p)
                distance += (mean[p] - data.test.image(i)[p]) * (mean[p] - data.test.image(i)[p]);
            distances.push_back(distance);
        }
        const auto nearest = std::min_element(distances.begin(), distances.end());
        right += nearest - distances.begin() == data.test.labels[static_cast<std::size_t>(i)];
    }
    return right / static_cast<double>(data.test.count);
}

TEST(SyntheticTest, ShapeAndBalance) {
    const Dataset data = make("size", std::int64_t{32});
    EXPECT_EQ(data.name, "synthetic");
    EXPECT_EQ(data.train.count, 200);
    EXPECT_EQ(data.test.count, 100);
    EXPECT_EQ(data.train.pixels.size(), 200U * 32 * 32);
    for (int label = 0; label < 10; ++label)
        EXPECT_EQ(std::count(data.train.labels.begin(), data.train.labels.end(), label), 20);
}

TEST(SyntheticTest, FollowsFromItsSettings) {
    const Dataset data = make();
    EXPECT_EQ(data.train.digest, make().train.digest);
    EXPECT_EQ(data.test.digest, make().test.digest);
    EXPECT_NE(data.train.digest, make("seed", std::int64_t{1}).train.digest);
    EXPECT_NE(data.train.digest, make("noise", 0.3).train.digest);
    EXPECT_EQ(data.train.digest, digest_of(data.train));
}

TEST(SyntheticTest, AnImageDoesNotDependOnHowManyThereAre) {
    EXPECT_EQ(make("train_examples", std::int64_t{50}).train.pixels,
              first_images(make().train, 50).pixels);
}

TEST(SyntheticTest, TestImagesAreNotTrainingImages) {
    const Dataset data = make();
    EXPECT_NE(first_images(data.train, 100).pixels, data.test.pixels);
}

TEST(SyntheticTest, CanBeLearnedAndLeavesSomethingToLearn) {
    const double accuracy = nearest_mean_accuracy(make("train_examples", std::int64_t{2000}));
    EXPECT_GT(accuracy, 0.6);
    EXPECT_LT(accuracy, 0.98);
}

} // namespace
} // namespace thaw
