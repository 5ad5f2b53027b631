#include "core/training/safetensors.h"
#include "tests/training/tiny_runs.h"

#include <gmock/gmock.h>
#include <set>
#include <torch/torch.h>

namespace thaw {
namespace {

using test::tiny_config;
using test::TinyRun;
using testing::HasSubstr;

const char* const resnet = "id = \"resnet18\"\nwidth = 4";
const char* const sgd = "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nweight_decay = 0.1\n";

std::map<std::string, torch::Tensor> state(LibTorchTrainer& trainer) {
    std::map<std::string, torch::Tensor> all;
    for (const auto& parameter : trainer.network().named_parameters())
        all[parameter.key()] = parameter.value().detach().clone();
    for (const auto& buffer : trainer.network().named_buffers())
        all[buffer.key()] = buffer.value().clone();
    return all;
}

// Names of the tensors that differ, by what they begin with up to the first dot.
std::set<std::string> changed_blocks(const std::map<std::string, torch::Tensor>& before,
                                     const std::map<std::string, torch::Tensor>& after,
                                     bool buffers) {
    std::set<std::string> names;
    for (const auto& [name, tensor] : before)
        if ((name.find("running_") != std::string::npos) == buffers &&
            name.find("num_batches") == std::string::npos && !tensor.equal(after.at(name)))
            names.insert(name.substr(0, name.find('.')));
    return names;
}

TEST(Trainer, FrozenBlocksDoNotMoveAndTheirStatisticsFollowTheSetting) {
    for (const bool statistics : {true, false}) {
        TinyRun run(tiny_config(resnet, sgd));
        const std::size_t blocks = run.trainer.plan().blocks.size();
        std::vector<bool> trainable(blocks, false);
        trainable[blocks - 1] = trainable[blocks - 2] = true;
        run.trainer.set_trainable(trainable, statistics);
        const auto before = state(run.trainer);
        for (int step = 0; step < 3; ++step)
            run.trainer.update(step, 0.05);
        const auto after = state(run.trainer);
        EXPECT_EQ(changed_blocks(before, after, false), (std::set<std::string>{"head", "layer4"}));
        const std::set<std::string> all{"stem", "layer1", "layer2", "layer3", "layer4"};
        EXPECT_EQ(changed_blocks(before, after, true),
                  statistics ? all : (std::set<std::string>{"layer4"}));
    }
}

TEST(Trainer, AFrozenPrefixBuildsNoGraph) {
    TinyRun run(tiny_config(resnet, sgd));
    const std::size_t blocks = run.trainer.plan().blocks.size();
    std::vector<bool> trainable(blocks, false);
    trainable.back() = true;
    run.trainer.set_trainable(trainable, true);
    const auto images = run.trainer.data().train().slice(0, 4).inputs;
    EXPECT_FALSE(run.trainer.network().forward(images, 0, blocks - 1).requires_grad());
    EXPECT_TRUE(run.trainer.network().forward(images).requires_grad());
}

TEST(Trainer, AnEpochSeesEveryExampleOnce) {
    TinyRun run(tiny_config("id = \"mlp\"", sgd));
    // 40 examples in batches of 6: seven steps, the last with 4.
    EXPECT_EQ(run.trainer.plan().steps_per_epoch, 7);
    EXPECT_EQ(run.trainer.plan().examples_seen(6), 36);
    EXPECT_EQ(run.trainer.plan().examples_seen(7), 40);
}

TEST(Trainer, OneUpdateEqualsTheOneWrittenWithAutograd) {
    TinyRun run(tiny_config("id = \"mlp\"", sgd, {"training.batch_size=40"}));
    auto& network = run.trainer.network();
    const auto all = run.trainer.data().train().slice(
        0, 40); // one batch: order does not matter but for rounding
    const auto before = state(run.trainer);
    network.train();
    const auto loss =
        torch::nn::functional::cross_entropy(network.forward(all.inputs), all.targets);
    const auto parameters = network.all_parameters();
    const auto gradients = torch::autograd::grad({loss}, parameters);
    const auto result = run.trainer.update(0, 0.05);
    EXPECT_NEAR(result.loss, loss.item<double>(), 1e-5);
    std::size_t i = 0;
    for (const auto& parameter : network.named_parameters()) {
        const auto& old = before.at(parameter.key());
        const auto expected = old - 0.05 * (gradients[i++] + 0.1 * old);
        EXPECT_TRUE(torch::allclose(parameter.value(), expected, 1e-4, 1e-6)) << parameter.key();
    }
}

TEST(Trainer, LearnsTheSyntheticData) {
    TinyRun run(tiny_config(
        "id = \"lenet\"", "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.05\nmomentum = 0.9\n",
        {"training.steps=60", "training.batch_size=32", "dataset.train_examples=600",
         "dataset.test_examples=200", "checkpoints.every=0"}));
    run.go();
    const auto [metric, series] = run.trainer.plan().find_series("accuracy.id_test");
    double accuracy = 0;
    for (const auto& bundle : run.recorder.bundles)
        for (const auto& of_metric : bundle->readings)
            if (static_cast<int>(of_metric.metric) == metric)
                accuracy = of_metric.readings[static_cast<std::size_t>(series)].value;
    EXPECT_GT(accuracy, 0.6); // 0.1 by chance
}

TEST(Trainer, RefusesWhatCannotBe) {
    const auto what = [](const std::string& network, const std::vector<std::string>& overrides) {
        try {
            TinyRun run(tiny_config(network, sgd, overrides));
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    EXPECT_THAT(what("id = \"vgg11\"", {}), HasSubstr("dataset.pad"));
    EXPECT_THAT(what("id = \"mlp\"", {"training.batch_size=41"}), HasSubstr("40 examples"));
    if (!torch::cuda::is_available()) {
        EXPECT_THAT(what("id = \"mlp\"", {"run.device=cuda"}), HasSubstr("run.device = \"cpu\""));
    }
}

TEST(Trainer, RefusesCheckpointsOfOtherNetworksAndOptimisers) {
    TinyRun mlp(tiny_config("id = \"mlp\"", sgd));
    TinyRun lenet(tiny_config("id = \"lenet\"", sgd));
    EXPECT_THROW(lenet.trainer.restore(mlp.trainer.checkpoint({})), Error);

    const auto momentum = std::string("[optimiser]\nid = \"sgd\"\nmomentum = 0.9\n");
    TinyRun sgd_run(tiny_config("id = \"mlp\"", momentum));
    sgd_run.trainer.update(0, 0.1);
    TinyRun adam(tiny_config("id = \"mlp\"", "[optimiser]\nid = \"adam\"\n"));
    EXPECT_THROW(adam.trainer.restore(sgd_run.trainer.checkpoint({})), Error);
}

TEST(Safetensors, RoundTrip) {
    Safetensors content;
    content.tensors["a"] = torch::randn({2, 3});
    content.tensors["nan"] = torch::tensor({std::nan(""), 1.0}, torch::kFloat64);
    content.tensors["scalar"] = torch::tensor(7, torch::kInt64);
    content.tensors["none"] = torch::empty({0, 4}, torch::kUInt8);
    content.tensors["strided"] = torch::arange(6, torch::kFloat32).view({2, 3}).t();
    content.notes = {{"key", "text with \"quotes\"\nand 日本語"}};
    const Safetensors read = safetensors_from_bytes(to_bytes(content));
    EXPECT_EQ(read.notes, content.notes);
    ASSERT_EQ(read.tensors.size(), content.tensors.size());
    for (const auto& [name, tensor] : content.tensors) {
        EXPECT_EQ(read.tensors.at(name).sizes(), tensor.sizes()) << name;
        EXPECT_TRUE(read.tensors.at(name).equal(tensor) || name == "nan") << name;
    }
    EXPECT_TRUE(std::isnan(read.tensors.at("nan")[0].item<double>()));
}

TEST(Safetensors, RefusesEveryCutAndEveryHostileHeader) {
    Safetensors content;
    content.tensors["a"] = torch::randn({3, 3});
    const std::string bytes = to_bytes(content);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_THROW(safetensors_from_bytes(bytes.substr(0, length)), Error) << length;
    const auto with_header = [](const std::string& header) {
        std::string file(8, '\0');
        file[0] = static_cast<char>(header.size());
        return file + header + std::string(16, 'x');
    };
    for (const char* header :
         {R"({"a":{"dtype":"F32","shape":[1000000000000,1000000000000],"data_offsets":[0,16]}})",
          R"({"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}})",
          R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,999]}})",
          R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}})",
          R"({"a":{"dtype":"F16","shape":[8],"data_offsets":[0,16]}})", R"({"a":{"shape":[4]}})",
          R"([1,2])", R"({"__metadata__":3})", R"(nonsense)"})
        EXPECT_THROW(safetensors_from_bytes(with_header(header)), Error) << header;
}

TEST(Vocabulary, IsWholeAndConsistent) {
    const Vocabulary all = vocabulary();
    for (const auto& list : {all.datasets, all.shifts, all.networks, all.optimisers, all.schedules,
                             all.interventions, all.metrics, all.triggers, all.tasks}) {
        std::set<std::string> ids;
        EXPECT_FALSE(list.empty());
        for (const auto& thing : list) {
            EXPECT_TRUE(ids.insert(thing.id).second) << thing.id;
            EXPECT_FALSE(thing.label.empty()) << thing.id;
            EXPECT_GT(thing.help.size(), 20U) << thing.id;
            std::set<std::string> keys;
            for (const auto& parameter : thing.parameters) {
                const std::string name = thing.id + "." + parameter.key;
                EXPECT_TRUE(keys.insert(parameter.key).second) << name;
                EXPECT_FALSE(parameter.label.empty()) << name;
                EXPECT_FALSE(parameter.help.empty()) << name;
                const Value value = parameter.default_value();
                const auto* text = std::get_if<std::string>(&value);
                if (text != nullptr && !parameter.words.empty()) {
                    EXPECT_THAT(parameter.words, testing::Contains(*text)) << name;
                }
            }
        }
    }
}

} // namespace
} // namespace thaw
