// Bytes become the numbers that LibTorch would make of them, whatever source they come from.
#include "core/training/data/memory_source.h"
#include "core/training/data/statistics.h"
#include "core/training/data/subset_source.h"
#include "core/training/example_set.h"
#include "tests/data_room/distant_source.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace thaw {
namespace {

using torch::Tensor;

ImageSet random_images(std::int64_t count, std::int64_t height, std::int64_t width,
                       std::int64_t channels) {
    torch::manual_seed(6);
    ImageSet set{count, height, width, 5};
    set.channels = channels;
    const Tensor bytes =
        torch::randint(256, {count * height * width * channels}, torch::kLong).to(torch::kByte);
    set.pixels.assign(bytes.data_ptr<std::uint8_t>(),
                      bytes.data_ptr<std::uint8_t>() + bytes.numel());
    for (std::int64_t i = 0; i < count; ++i)
        set.labels.push_back(static_cast<std::int32_t>(i % 5));
    set.digest = digest_of(set);
    return set;
}

// By LibTorch alone: [n, channels, height, width].
Tensor plain(const ImageSet& set, const Preparation& preparation) {
    Tensor x = torch::tensor(c10::ArrayRef<std::uint8_t>(set.pixels), torch::kByte)
                   .view({set.count, set.height, set.width, set.channels})
                   .permute({0, 3, 1, 2})
                   .to(torch::kFloat) /
               255.0F;
    const auto pad = preparation.pad;
    if (pad > 0)
        x = torch::constant_pad_nd(x, {pad, pad, pad, pad});
    std::vector<Tensor> channels;
    for (std::size_t c = 0; c < preparation.mean.size(); ++c)
        channels.push_back((x.select(1, static_cast<std::int64_t>(c)) - preparation.mean[c]) /
                           preparation.deviation[c]);
    return channels.empty() ? x : torch::stack(channels, 1);
}

TEST(ExampleSets, HaveTheBitsThatLibTorchMakes) {
    for (const std::int64_t channels : {1, 3})
        for (const std::int64_t pad : {0, 2}) {
            const ImageSet images = random_images(40, 7, 5, channels);
            Preparation preparation{0, pad, false, {}, {}};
            for (std::int64_t c = 0; c < channels; ++c) {
                preparation.mean.push_back(0.1307 + 0.1 * static_cast<double>(c));
                preparation.deviation.push_back(0.3081 - 0.05 * static_cast<double>(c));
            }
            const Tensor expected = plain(images, preparation);
            for (const bool in_memory : {true, false}) {
                std::shared_ptr<const ExampleSource> source;
                if (in_memory)
                    source = std::make_shared<MemorySource>(images);
                else
                    source = std::make_shared<DistantSource>(images);
                const ExampleSet set({}, source, preparation, torch::kCPU);
                const Examples some = set.slice(3, 31);
                EXPECT_TRUE(torch::equal(some.inputs, expected.slice(0, 3, 31)));
                EXPECT_EQ(some.targets[0].item<std::int64_t>(), 3);
                const Tensor places = torch::tensor({39, 0, 17, 17}, torch::kLong);
                EXPECT_TRUE(torch::equal(set.at(places).inputs, expected.index_select(0, places)));
                EXPECT_TRUE(channels == 1 ||
                            some.inputs.is_contiguous(torch::MemoryFormat::ChannelsLast));
            }
        }
}

TEST(ExampleSets, ACropIsTheMiddleWhereverTheBytesLie) {
    const ImageSet images = random_images(20, 9, 8, 3);
    const Tensor whole = plain(images, {});
    const Preparation preparation{5, 1, false, {}, {}};
    // Offsets 2 and 2: (8 - 5) / 2 to the even number.
    const Tensor expected =
        torch::constant_pad_nd(whole.slice(2, 2, 7).slice(3, 2, 7), {1, 1, 1, 1});
    const ExampleSet near({}, std::make_shared<MemorySource>(images), preparation, torch::kCPU);
    const ExampleSet far({}, std::make_shared<DistantSource>(images), preparation, torch::kCPU);
    EXPECT_TRUE(torch::equal(near.slice(0, 20).inputs, expected));
    EXPECT_TRUE(torch::equal(far.slice(0, 20).inputs, expected));
    // Bytes that were cropped already.
    std::vector<std::byte> cropped;
    for (std::int64_t y = 2; y < 7; ++y)
        for (std::int64_t i = 2 * 3; i < 7 * 3; ++i)
            cropped.push_back(
                static_cast<std::byte>(images.image(4)[static_cast<std::size_t>(y * 8 * 3 + i)]));
    EXPECT_TRUE(torch::equal(near.inputs_of(cropped), expected.slice(0, 4, 5)));
}

TEST(ExampleSets, ReversedChannelsAreBlueGreenRed) {
    const ImageSet images = random_images(6, 4, 4, 3);
    Preparation preparation{0, 1, true, {0.1, 0.2, 0.3}, {0.5, 0.25, 2}};
    const ExampleSet set({}, std::make_shared<MemorySource>(images), preparation, torch::kCPU);
    const Tensor x = plain(images, {}).flip({1});
    const Tensor expected = torch::stack(
        {(x.select(1, 0) - 0.1) / 0.5, (x.select(1, 1) - 0.2) / 0.25, (x.select(1, 2) - 0.3) / 2.0},
        1);
    EXPECT_TRUE(torch::equal(set.slice(0, 6).inputs.slice(2, 1, 5).slice(3, 1, 5), expected));
}

TEST(ExampleSets, VectorsStayAsTheyAre) {
    ExampleSpec spec{ElementKind::reals, {3}, TargetKind::reals, 2, {}};
    const std::vector<float> numbers = {1, 2, 3, -4, 5e-30F, 6};
    std::vector<std::uint8_t> bytes(numbers.size() * sizeof(float));
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    const ExampleSet set(
        {}, std::make_shared<MemorySource>(spec, bytes, Targets{{}, {9, 8, 7, 6}}, "digest"), {},
        torch::kCPU);
    EXPECT_EQ(set.count(), 2);
    EXPECT_TRUE(torch::equal(set.slice(1, 2).inputs, torch::tensor({{-4.0F, 5e-30F, 6.0F}})));
    EXPECT_TRUE(torch::equal(set.slice(0, 2).targets, torch::tensor({{9.0F, 8.0F}, {7.0F, 6.0F}})));
}

TEST(ExampleSets, StatisticsAreExact) {
    const ImageSet images = random_images(300, 4, 4, 3);
    const PixelStatistics found = pixel_statistics(DistantSource(images));
    const Tensor x = plain(images, {}).to(torch::kDouble);
    for (std::int64_t c = 0; c < 3; ++c) {
        const auto k = static_cast<std::size_t>(c);
        EXPECT_NEAR(found.mean[k], x.select(1, c).mean().item<double>(), 1e-7);
        EXPECT_NEAR(found.deviation[k], x.select(1, c).std().item<double>(), 1e-7);
    }
    ImageSet black = images;
    black.pixels.assign(black.pixels.size(), 0);
    EXPECT_EQ(pixel_statistics(MemorySource(black)).deviation, (std::vector<double>{1, 1, 1}));
}

TEST(ExampleSets, ASubsetIsTheExamplesOfItsPlaces) {
    const ImageSet images = random_images(10, 3, 3, 3);
    const auto whole = std::make_shared<DistantSource>(images);
    const auto part = std::make_shared<SubsetSource>(whole, std::vector<std::int64_t>{7, 2});
    const ExampleSet all({}, whole, {}, torch::kCPU), some({}, part, {}, torch::kCPU);
    EXPECT_EQ(some.count(), 2);
    EXPECT_TRUE(
        torch::equal(some.slice(0, 2).inputs, all.at(torch::tensor({7, 2}, torch::kLong)).inputs));
    EXPECT_EQ(some.targets()[0].item<std::int64_t>(), 2);
    EXPECT_NE(part->digest(), whole->digest());
    EXPECT_EQ(all.first(4).count(), 4);
    EXPECT_TRUE(torch::equal(all.first(4).slice(3, 4).inputs, all.slice(3, 4).inputs));
}

TEST(ExampleSets, WhatLiesSortedByClassIsMixed) {
    ImageSet images = random_images(60, 2, 2, 1);
    const auto as_they_are = std::make_shared<MemorySource>(images); // 0 1 2 3 4 0 1 ...
    EXPECT_EQ(mixed_if_sorted(as_they_are), as_they_are);
    std::sort(images.labels.begin(), images.labels.end());
    const auto sorted = std::make_shared<MemorySource>(images);
    const auto mixed = mixed_if_sorted(sorted);
    const auto& labels = mixed->targets().labels;
    EXPECT_FALSE(std::is_sorted(labels.begin(), labels.end()));
    EXPECT_EQ(std::set<std::int32_t>(labels.begin(), labels.begin() + 30).size(), 5U);
    for (const std::int32_t label : {0, 1, 2, 3, 4})
        EXPECT_EQ(std::count(labels.begin(), labels.end(), label), 12);
    EXPECT_EQ(mixed_if_sorted(sorted)->targets().labels, labels); // the same again
    EXPECT_NE(mixed->digest(), sorted->digest());
}

} // namespace
} // namespace thaw
