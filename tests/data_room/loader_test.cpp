// Reading ahead gives what reading would, in order, whatever the number of threads.
#include "core/training/data/kept_source.h"
#include "core/training/data/loader.h"
#include "core/training/data/memory_source.h"
#include "tests/data_room/distant_source.h"
#include "tests/data_room/pictures.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

namespace thaw {
namespace {

// Six examples a step, those of an epoch of 15 in reverse; none from step 20 on.
BatchRequest reversed(std::int64_t step) {
    BatchRequest request{step / 3, {}};
    for (std::int64_t i = step % 3 * 6; i < std::min<std::int64_t>(15, step % 3 * 6 + 6); ++i)
        request.ids.push_back(14 - i);
    return step < 20 ? request : BatchRequest{};
}

// Four bytes that tell epoch and example.
void write_number(std::int64_t epoch, std::int64_t id, std::span<std::byte> into) {
    const auto number = static_cast<std::int32_t>(1000 * epoch + id);
    std::memcpy(into.data(), &number, sizeof number);
}

std::vector<std::int32_t> numbers(std::span<const std::byte> bytes) {
    std::vector<std::int32_t> all(bytes.size() / sizeof(std::int32_t));
    std::memcpy(all.data(), bytes.data(), bytes.size());
    return all;
}

std::vector<std::int32_t> expected(std::int64_t step) {
    const BatchRequest request = reversed(step);
    std::vector<std::int32_t> all;
    for (const auto id : request.ids)
        all.push_back(static_cast<std::int32_t>(1000 * request.epoch + id));
    return all;
}

TEST(Loaders, GiveTheBatchesInOrderWithAnyThreadsAndMemory) {
    for (const int threads : {1, 2, 7})
        for (const std::int64_t bytes : {0, 30, 1 << 20}) {
            Loader loader(reversed, write_number, 4, {threads, bytes});
            for (std::int64_t step = 0; step < 20; ++step)
                ASSERT_EQ(numbers(loader.take(step)), expected(step)) << step;
            EXPECT_TRUE(loader.take(20).empty());
            EXPECT_EQ(numbers(loader.take(4)), expected(4)); // back, as after restoring
            EXPECT_EQ(numbers(loader.take(11)), expected(11));
        }
}

TEST(Loaders, WhatIsTakenStaysUntilTheNextCall) {
    Loader loader(reversed, write_number, 4, {2, 1 << 20});
    for (std::int64_t step = 0; step < 19; ++step) {
        const auto taken = loader.take(step);
        std::this_thread::sleep_for(std::chrono::milliseconds(2)); // others are read meanwhile
        ASSERT_EQ(numbers(taken), expected(step)) << step;
    }
}

TEST(Loaders, HoldNoMoreThanTheyMay) {
    std::atomic<int> made = 0;
    Loader loader(reversed,
                  [&](std::int64_t epoch, std::int64_t id, std::span<std::byte> into) {
                      ++made;
                      write_number(epoch, id, into);
                  },
                  4, {2, 50}); // two batches of six
    loader.take(0);
    for (int i = 0; i < 50 && made < 15; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(made, 15); // the one taken, and two that wait: 6 and 3
}

TEST(Loaders, TellWhatAnExampleThrewWhenItsBatchIsTaken) {
    Loader loader(reversed,
                  [](std::int64_t epoch, std::int64_t id, std::span<std::byte> into) {
                      if (epoch == 1 && id == 2)
                          throw std::runtime_error("gone");
                      write_number(epoch, id, into);
                  },
                  4, {3, 1 << 20});
    for (std::int64_t step = 0; step < 5; ++step)
        EXPECT_EQ(numbers(loader.take(step)), expected(step));
    EXPECT_THROW(loader.take(5), std::runtime_error);
    EXPECT_EQ(numbers(loader.take(6)), expected(6));
}

TEST(Loaders, EndWhileTheyRead) {
    for (int i = 0; i < 20; ++i) {
        Loader loader(reversed, write_number, 4, {4, 1 << 20});
        loader.take(i % 3);
    }
}

TEST(KeptSources, AreTheSameExamplesWhereTheyFit) {
    const ImageSet images = soft_set(150, 9);
    const auto source = std::make_shared<DistantSource>(images);
    std::int64_t room = 150 * 81 + 10;
    const auto kept = kept_in_memory(source, room, 2);
    EXPECT_EQ(room, 10);
    ASSERT_EQ(kept->in_memory().size(), images.pixels.size());
    EXPECT_EQ(std::memcmp(kept->in_memory().data(), images.pixels.data(), images.pixels.size()), 0);
    EXPECT_EQ(kept->targets().labels, images.labels);
    EXPECT_EQ(kept->digest(), images.digest);
    EXPECT_EQ(kept_in_memory(kept, room, 2), kept); // in memory already
    EXPECT_EQ(kept_in_memory(source, room, 2), source);
    EXPECT_EQ(room, 10);
}

} // namespace
} // namespace thaw
