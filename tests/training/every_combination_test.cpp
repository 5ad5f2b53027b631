// Every network with every optimiser under every intervention: watched or not, resumed or forked at
// every step, it ends with the same bits. At every build one for each network, beside the phases of
// exact_test.cpp; all 210 with THAW_EVERY_COMBINATION=1 (packaging/faults.sh).
#include "tests/training/scripted_module.h"
#include "tests/training/tiny_runs.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace thaw {
namespace {

using test::tiny_config;
using test::TinyRun;

const std::string networks[] = {"id = \"mlp\"",
                                "id = \"lenet\"",
                                "id = \"resnet18\"\nwidth = 4",
                                "id = \"vgg11\"\nwidth = 4\nbatch_norm = true\ndropout = 0.3",
                                "id = \"resnet20\"\nwidth = 4",
                                "id = \"squeezenet\"\nwidth = 2\ndropout = 0.3",
                                "id = \"torchscript\"\ntrust = true\nfile = \"" +
                                    test::scripted_module_file() + "\""};
const char* const optimisers[] = {
    "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nmomentum = 0.9\nweight_decay = 0.01\n",
    "[optimiser]\nid = \"adam\"\nweight_decay = 0.01\nbody_factor = 0.5\n",
    "[optimiser]\nid = \"adamw\"\n"};
const char* const interventions[] = {
    "[intervention]\nid = \"none\"\n",
    "[intervention]\nid = \"learning_rate_switch\"\nstep = 4\nfactor = 0.1\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 2\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 3\norder = \"bottom_up\"\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 1\norder = \"random\"\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 2\norder = \"fisher\"\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 4\norder = \"lp_ft\"\n"
    "frozen_batch_norm = \"eval\"\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 2\norder = \"parameters\"\n"
    "frozen_batch_norm = \"eval\"\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 2\nstart = 3\n",
    "[intervention]\nid = \"gradual_unfreezing\"\ninterval = 2\nkeep_frozen = 1\n"
    "frozen_batch_norm = \"eval\"\n"};
const char* const schedules[] = {"", "[schedule]\nid = \"cosine\"\nwarmup = 2\n"};

const char* const augmentations[] = {
    "", "[[augmentations]]\nid = \"crop\"\npadding = 2\n[[augmentations]]\nid = \"flip\"\n"
        "[[augmentations]]\nid = \"cutout\"\nsize = 5\n"};

const char* const unwatched = "[[metrics]]\nid = \"weights\"\nearly_every = 0\nevery = 0\n";
const char* const watched = "[[metrics]]\nid = \"train\"\nearly_every = 1\n"
                            "[[metrics]]\nid = \"gradient\"\nearly_every = 3\nexamples = 12\n"
                            "[[metrics]]\nid = \"fisher_trace\"\nearly_every = 2\nexamples = 8\n"
                            "[[metrics]]\nid = \"sharpness_avg\"\nearly_every = 4\nexamples = 4\n";

struct Combination {
    std::size_t network, optimiser, intervention;

    RunConfig config(const char* metrics) const {
        const std::string& name = networks[network];
        const bool padded =
            name.find("vgg11") != std::string::npos || name.find("squeezenet") != std::string::npos;
        return tiny_config(networks[network],
                           std::string(optimisers[optimiser]) + interventions[intervention] +
                               schedules[(network + intervention) % 2] +
                               augmentations[(network + optimiser) % 2] + metrics,
                           padded ? std::vector<std::string>{"dataset.pad=2"}
                                  : std::vector<std::string>{});
    }
};

std::vector<Combination> combinations() {
    const bool every = std::getenv("THAW_EVERY_COMBINATION") != nullptr;
    std::vector<Combination> all;
    for (std::size_t n = 0; n < std::size(networks); ++n)
        for (std::size_t o = 0; o < std::size(optimisers); ++o)
            for (std::size_t i = 0; i < std::size(interventions); ++i)
                if (every || (o == n % 3 && i == (3 * n + 2) % std::size(interventions)))
                    all.push_back({n, o, i});
    return all;
}

class EveryCombination : public testing::TestWithParam<Combination> {};

TEST_P(EveryCombination, EndsWithTheSameBits) {
    const Combination& of = GetParam();
    TinyRun whole(of.config(watched));
    whole.go();
    ASSERT_EQ(whole.recorder.checkpoints.size(), 11U);
    TinyRun blind(of.config(unwatched));
    blind.go();
    EXPECT_EQ(blind.trainer.digest(), whole.trainer.digest()) << "unwatched";
    for (std::int64_t step = 0; step < 10; ++step)
        for (const EventKind how : {EventKind::resumed, EventKind::forked}) {
            TinyRun again(of.config(watched));
            again.go(whole.recorder.checkpoints.at(step), {}, how);
            ASSERT_EQ(again.trainer.digest(), whole.trainer.digest()) << "from step " << step;
            ASSERT_EQ(again.rows(), whole.rows(step)) << "from step " << step;
        }
}

INSTANTIATE_TEST_SUITE_P(Catalogues, EveryCombination, testing::ValuesIn(combinations()),
                         [](const auto& about) {
                             return fmt::format("network{}_optimiser{}_intervention{}",
                                                about.param.network, about.param.optimiser,
                                                about.param.intervention);
                         });

} // namespace
} // namespace thaw
