// Single parameters that are held still while the others train.
#include "core/training/held_parameters.h"

#include "tests/training/tiny_runs.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

namespace thaw {
namespace {

using test::tiny_config;
using test::TinyRun;

const char* const optimisers_with_memory[] = {
    "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nmomentum = 0.9\nweight_decay = 0.1\n",
    "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nmomentum = 0.9\nnesterov = true\n",
    "[optimiser]\nid = \"adam\"\nweight_decay = 0.1\n",
    "[optimiser]\nid = \"adamw\"\nweight_decay = 0.1\n"};

std::vector<torch::Tensor> values(TinyRun& run) {
    std::vector<torch::Tensor> all;
    for (const auto& parameter : run.trainer.network().all_parameters())
        all.push_back(parameter.detach().clone());
    return all;
}

std::int64_t count_moved(const std::vector<torch::Tensor>& before,
                         const std::vector<torch::Tensor>& after, std::size_t from,
                         std::size_t to) {
    std::int64_t moved = 0;
    for (std::size_t p = from; p < to; ++p)
        moved += before[p].ne(after[p]).sum().item<std::int64_t>();
    return moved;
}

struct World {
    explicit World(const char* optimiser) : run(tiny_config("id = \"mlp\"", optimiser)) {
        const auto& plan = run.trainer.plan();
        blocks = plan.blocks.size();
        for (std::size_t b = 0; b + 1 < blocks; ++b)
            body += run.trainer.network().block_parameters(b).size();
    }
    // The blocks that are released when `count` are, from the head down.
    std::vector<bool> released(std::size_t count) const {
        std::vector<bool> flags(blocks, false);
        for (std::size_t b = blocks - 1 - count; b < blocks; ++b)
            flags[b] = true;
        return flags;
    }
    TinyRun run;
    std::size_t blocks = 0, body = 0; // body: tensors below the head
};

TEST(HeldParameters, keep_their_bits_and_as_many_move_as_the_block_has) {
    for (const char* optimiser : optimisers_with_memory) {
        World world(optimiser);
        TinyRun& run = world.run;
        run.trainer.set_trainable_parameters(world.released(1), 7, true);
        const auto before = values(run);
        for (int step = 0; step < 8; ++step)
            run.trainer.update(step, 0.05);
        const auto after = values(run);
        const std::int64_t block = run.trainer.plan().blocks[world.blocks - 2].parameters;
        const std::int64_t moved = count_moved(before, after, 0, world.body);
        EXPECT_LE(moved, block) << optimiser;
        // Entries without a gradient (dead units, black pixels) do not move but by weight decay.
        EXPECT_GE(moved, block / 4) << optimiser;
        EXPECT_GT(count_moved(before, after, world.body, before.size()), 0);
    }
}

TEST(HeldParameters, are_drawn_from_all_blocks_and_more_are_freed_later) {
    World world(optimisers_with_memory[0]);
    const auto parameters = world.run.trainer.network().all_parameters();
    const std::int64_t few = 50, more = 400;
    const HeldParameters first(parameters, world.body, few, 7);
    const HeldParameters later(parameters, world.body, more, 7);
    const HeldParameters other(parameters, world.body, few, 8);
    std::int64_t freed_first = 0, freed_later = 0;
    bool differs = false;
    for (std::size_t p = 0; p < world.body; ++p) {
        freed_first += first.free()[p].sum().item<std::int64_t>();
        freed_later += later.free()[p].sum().item<std::int64_t>();
        EXPECT_FALSE(first.free()[p].logical_and(later.free()[p].logical_not()).any().item<bool>());
        differs = differs || !first.free()[p].equal(other.free()[p]);
    }
    EXPECT_EQ(freed_first, few);
    EXPECT_EQ(freed_later, more);
    EXPECT_TRUE(differs) << "another seed, another order";
}

// SGD with momentum and weight decay written out number by number: free entries as if nothing were
// held, those freed later as if they began then.
TEST(HeldParameters, leave_no_trace_of_momentum_or_weight_decay) {
    World world(optimisers_with_memory[0]);
    TinyRun& run = world.run;
    auto parameters = run.trainer.network().all_parameters();
    constexpr double rate = 0.05, momentum = 0.9, decay = 0.1;
    constexpr std::uint64_t seed = 11;
    std::vector<torch::Tensor> expected, buffers;
    for (const auto& parameter : parameters) {
        expected.push_back(parameter.detach().clone());
        buffers.push_back(torch::zeros_like(parameter));
    }
    for (int step = 0; step < 6; ++step) {
        const std::size_t released = step < 3 ? 1 : 2; // the mlp has two blocks below its head
        run.trainer.set_trainable_parameters(world.released(std::min(released, world.blocks - 1)),
                                             seed, true);
        std::int64_t moved = 0;
        for (std::size_t b = world.blocks - 1 - std::min(released, world.blocks - 1);
             b + 1 < world.blocks; ++b)
            moved += run.trainer.plan().blocks[b].parameters;
        const HeldParameters held(parameters, world.body, moved, seed);
        run.trainer.update(step, rate);
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const auto gradient = parameters[p].grad() + decay * expected[p];
            const auto buffer = momentum * buffers[p] + gradient;
            const auto free =
                p < world.body ? held.free()[p] : torch::ones_like(parameters[p], torch::kBool);
            buffers[p] = torch::where(free, buffer, buffers[p]);
            expected[p] = torch::where(free, expected[p] - rate * buffer, expected[p]);
            EXPECT_TRUE(torch::allclose(parameters[p].detach(), expected[p], 1e-4, 1e-6))
                << "step " << step << ", tensor " << p;
            EXPECT_TRUE(parameters[p]
                            .detach()
                            .masked_select(free.logical_not())
                            .equal(expected[p].masked_select(free.logical_not())))
                << "held entries keep their bits";
        }
    }
}

TEST(HeldParameters, of_all_blocks_are_none) {
    World world(optimisers_with_memory[0]);
    World plain(optimisers_with_memory[0]);
    world.run.trainer.set_trainable_parameters(world.released(world.blocks - 1), 7, true);
    plain.run.trainer.set_trainable(plain.released(plain.blocks - 1), true);
    for (int step = 0; step < 3; ++step) {
        world.run.trainer.update(step, 0.05);
        plain.run.trainer.update(step, 0.05);
    }
    EXPECT_EQ(world.run.trainer.digest(), plain.run.trainer.digest());
    world.run.trainer.set_trainable_parameters(world.released(0), 7, true);
    plain.run.trainer.set_trainable(plain.released(0), true);
    for (int step = 3; step < 6; ++step) {
        world.run.trainer.update(step, 0.05);
        plain.run.trainer.update(step, 0.05);
    }
    EXPECT_EQ(world.run.trainer.digest(), plain.run.trainer.digest()) << "the head alone";
}

} // namespace
} // namespace thaw
