// Readings that go on from what unchanged blocks made of the images before are those of a metric
// that has seen nothing, to the bit.
#include "core/training/kept_prefix.h"

#include "tests/training/small_world.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace thaw {
namespace {

using test::World;

const test::Settings quick = {{"max_examples", std::int64_t{20}}, {"batch_size", std::int64_t{7}}};

std::vector<std::uint64_t> bits_of(const std::optional<std::vector<Reading>>& readings) {
    std::vector<std::uint64_t> bits;
    for (const Reading& each : readings.value()) {
        bits.push_back(std::bit_cast<std::uint64_t>(each.value));
        bits.push_back(std::bit_cast<std::uint64_t>(each.standard_error));
    }
    return bits;
}

void move(const torch::Tensor& weights) {
    const torch::NoGradGuard no_grad;
    weights.view(-1)[0].add_(0.25);
}

TEST(KeptPrefix, LeavesEveryReadingAsItIs) {
    for (const auto& small : test::small_networks()) {
        World world(small);
        Network& network = *world.network;
        const auto metric = world.metric("evaluation", quick);
        const auto read = [&](const char* when) {
            EXPECT_EQ(bits_of(metric->measure(world.context())),
                      bits_of(world.metric("evaluation", quick)->measure(world.context())))
                << small.id << ", " << when;
        };
        read("at first");
        for (const char* when : {"a head that trains", "the same", "the same again"}) {
            move(network.block_parameters(network.size() - 1)[0]);
            read(when);
        }
        for (std::size_t b = network.size(); b-- > 0;)
            for (const char* when : {"this block too", "the same", "the same again"}) {
                move(network.block_parameters(b)[0]);
                read(when);
            }
        read("nothing");
        for (const torch::Tensor& statistics : network.buffers())
            if (statistics.dim() == 1) {
                move(statistics);
                read("statistics alone");
            }
        world.last_step = true;
        read("the last step");
        world.last_step = false;
        read("and one more");
    }
}

TEST(KeptPrefix, EndsWithTheFirstBlockThatIsAnother) {
    World world(test::small_networks()[2]);
    Network& network = *world.network;
    KeptPrefix kept;
    kept.look_at(network);
    EXPECT_EQ(kept.blocks(), 0U);
    kept.look_at(network);
    EXPECT_EQ(kept.blocks(), network.size());
    kept.keep({0, 0, 5}, {torch::ones({5})});
    kept.look_at(network);
    ASSERT_NE(kept.find({0, 0, 5}), nullptr);
    EXPECT_EQ(kept.find({0, 0, 4}), nullptr);
    EXPECT_EQ(kept.find({1, 0, 5}), nullptr);
    move(network.block(2).buffers()[0]);
    move(network.block_parameters(4)[0]);
    kept.look_at(network);
    EXPECT_EQ(kept.blocks(), 2U);
    EXPECT_EQ(kept.find({0, 0, 5}), nullptr);
    {
        const torch::NoGradGuard no_grad;
        network.block_parameters(1)[0].fill_(std::numeric_limits<float>::quiet_NaN());
    }
    kept.look_at(network);
    EXPECT_EQ(kept.blocks(), 1U);
    kept.look_at(network);
    EXPECT_EQ(kept.blocks(), network.size()); // the same bytes, though no numbers
}

TEST(KeptPrefix, HasAnEnd) {
    World world(test::small_networks()[0]);
    KeptPrefix kept;
    kept.look_at(*world.network);
    kept.look_at(*world.network);
    kept.keep({0, 0, 1}, {torch::empty({std::int64_t{40} << 20})});
    kept.keep({0, 1, 2}, {torch::empty({std::int64_t{40} << 20})}); // 320 MiB together
    EXPECT_NE(kept.find({0, 0, 1}), nullptr);
    EXPECT_EQ(kept.find({0, 1, 2}), nullptr);
}

} // namespace
} // namespace thaw
