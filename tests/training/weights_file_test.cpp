// Weights of somebody else's: which are taken, which are told, and what is refused.
#include "core/run/error.h"
#include "core/training/safetensors.h"
#include "core/training/weights_file.h"
#include "tests/training/small_world.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/jit/serialization/pickle.h>

namespace thaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using torch::Tensor;

class WeightsFile : public testing::Test {
  protected:
    WeightsFile() {
        file_ = std::filesystem::temp_directory_path() /
                ("thaw-weights-" + std::to_string(getpid()) + ".safetensors");
    }
    ~WeightsFile() override { std::filesystem::remove(file_); }

    void write(const std::string& bytes) const { std::ofstream(file_, std::ios::binary) << bytes; }
    // All that a network has, under its first foreign names with a prefix before them.
    static std::map<std::string, Tensor> foreign(const Network& network,
                                                 const std::string& prefix = "") {
        std::map<std::string, Tensor> all;
        const auto add = [&](const std::string& own, const Tensor& tensor) {
            const auto names = network.foreign_names(own);
            all[prefix + (names.empty() ? own : names.front())] = tensor;
        };
        for (const auto& parameter : network.named_parameters())
            add(parameter.key(), parameter.value());
        for (const auto& buffer : network.named_buffers())
            add(buffer.key(), buffer.value());
        return all;
    }
    void write(const std::map<std::string, Tensor>& tensors) const {
        Safetensors content;
        content.tensors = tensors;
        write(to_bytes(content));
    }
    std::string refusal(Network& network) const {
        try {
            load_weights(network, file_);
        } catch (const Error& why) {
            return why.what();
        }
        return "taken";
    }
    static void expect_equal(const Network& a, const Network& b) {
        const auto x = a.named_parameters(), y = b.named_parameters();
        for (const auto& parameter : x)
            EXPECT_TRUE(torch::equal(parameter.value(), y[parameter.key()])) << parameter.key();
    }

    std::filesystem::path file_;
};

TEST_F(WeightsFile, GivesEveryNetworkItsTensorsBackUnderForeignNames) {
    for (const auto& small : test::small_networks())
        for (const char* prefix : {"", "module.", "model.module."}) {
            const auto from = test::make(small, 1);
            from->train();
            {
                const torch::NoGradGuard no_grad;
                from->forward(torch::randn({4, 1, small.side, small.side}));
            }
            const auto to = test::make(small, 2);
            write(foreign(*from, prefix));
            const WeightsReport report = load_weights(*to, file_);
            expect_equal(*from, *to);
            for (const auto& buffer : from->named_buffers())
                EXPECT_TRUE(torch::equal(buffer.value(), to->named_buffers()[buffer.key()]));
            EXPECT_TRUE(report.missing.empty() && report.unexpected.empty() &&
                        report.reinitialised.empty());
            EXPECT_EQ(report.sha256.size(), 64U);
        }
}

TEST_F(WeightsFile, KnowsTorchvisionsNames) {
    const auto names = [](const std::string& id, const test::Settings& settings) {
        const auto& entry = entry_of(networks(), id);
        const auto network =
            entry.make(test::settings_of(entry.description, settings), {3, 64, 64, 1000});
        std::map<std::string, std::vector<std::int64_t>> all;
        for (const auto& [name, tensor] : foreign(*network))
            all[name] = tensor.sizes().vec();
        return all;
    };
    using Shape = std::vector<std::int64_t>;
    const auto resnet = names("resnet18", {{"stem", std::string("imagenet")}});
    EXPECT_EQ(resnet.size(), 122U);
    EXPECT_EQ(resnet.at("conv1.weight"), (Shape{64, 3, 7, 7}));
    EXPECT_EQ(resnet.at("layer2.0.downsample.0.weight"), (Shape{128, 64, 1, 1}));
    EXPECT_EQ(resnet.at("layer4.1.bn2.running_var"), Shape{512});
    EXPECT_EQ(resnet.at("bn1.num_batches_tracked"), Shape{});
    EXPECT_EQ(resnet.at("fc.weight"), (Shape{1000, 512}));
    const auto squeeze = names("squeezenet", {{"version", std::string("1.0")}});
    EXPECT_EQ(squeeze.size(), 52U);
    EXPECT_EQ(squeeze.at("features.0.weight"), (Shape{96, 3, 7, 7}));
    EXPECT_EQ(squeeze.at("features.12.expand3x3.weight"), (Shape{256, 64, 3, 3}));
    EXPECT_EQ(squeeze.at("classifier.1.weight"), (Shape{1000, 512, 1, 1}));
    EXPECT_EQ(names("squeezenet", {}).count("features.10.squeeze.bias"), 1U);
    const auto vgg = names("vgg11", {});
    for (const int place : {0, 3, 6, 8, 11, 13, 16, 18})
        EXPECT_EQ(vgg.count("features." + std::to_string(place) + ".weight"), 1U) << place;
    EXPECT_EQ(vgg.count("classifier.6.bias"), 1U);
    EXPECT_EQ(names("vgg11", {{"batch_norm", true}}).count("features.26.running_mean"), 1U);
    EXPECT_EQ(names("resnet20", {}).at("layer3.2.conv2.weight"), (Shape{64, 64, 3, 3}));
}

TEST_F(WeightsFile, AHeadOfOtherClassesBeginsAnewAndIsTold) {
    const test::SmallNetwork small{"resnet18", {{"width", std::int64_t{3}}}, 28};
    const auto from = test::make(small, 1), to = test::make(small, 2), fresh = test::make(small, 2);
    auto tensors = foreign(*from);
    tensors["fc.weight"] = torch::randn({7, tensors["fc.weight"].size(1)});
    tensors["fc.bias"] = torch::randn({7});
    tensors["extra.thing"] = torch::zeros({2});
    tensors.erase("layer1.0.bn1.weight");
    write(tensors);
    const WeightsReport report = load_weights(*to, file_);
    EXPECT_THAT(report.reinitialised, ElementsAre("head.linear.weight", "head.linear.bias"));
    EXPECT_THAT(report.unexpected, ElementsAre("extra.thing"));
    EXPECT_THAT(report.missing, ElementsAre("layer1.block1.residual.norm1.weight"));
    EXPECT_TRUE(torch::equal(to->named_parameters()["head.linear.weight"],
                             fresh->named_parameters()["head.linear.weight"]));
    EXPECT_TRUE(torch::equal(to->named_parameters()["stem.conv.weight"],
                             from->named_parameters()["stem.conv.weight"]));
    Table provenance;
    add_weights(report, provenance);
    EXPECT_EQ(provenance.text("weights.unexpected"), "extra.thing");
    EXPECT_EQ(provenance.integer("weights.matched"),
              static_cast<std::int64_t>(report.matched.size()));
}

TEST_F(WeightsFile, WhatDoesNotFitIsRefusedAndChangesNothing) {
    const test::SmallNetwork small{"lenet", {{"width", std::int64_t{3}}}, 16};
    const auto network = test::make(small, 1), before = test::make(small, 1);
    auto tensors = foreign(*test::make(small, 2));
    tensors["conv2.conv.weight"] = torch::zeros({2, 2});
    write(tensors);
    EXPECT_THAT(refusal(*network), HasSubstr("conv2.conv.weight is [2, 2] there and"));
    expect_equal(*network, *before);
    write(std::map<std::string, Tensor>{{"other", torch::zeros({2})}});
    EXPECT_THAT(refusal(*network), HasSubstr("no name in common"));
    std::filesystem::remove(file_);
    EXPECT_THAT(refusal(*network), HasSubstr("no such file"));
}

TEST_F(WeightsFile, NumbersOfAnyTypeBecomeFloat32) {
    const test::SmallNetwork small{"mlp", {{"width", std::int64_t{4}}}, 4};
    const auto network = test::make(small, 1);
    for (const auto& [name, type] :
         {std::pair{"F16", torch::kFloat16}, std::pair{"BF16", torch::kBFloat16},
          std::pair{"F64", torch::kFloat64}}) {
        const Tensor bias = torch::tensor({1.0, -2.5, 0.0, 3.0}).to(type).contiguous();
        const std::string header = std::string(R"({"layer1.linear.bias":{"dtype":")") + name +
                                   R"(","shape":[4],"data_offsets":[0,)" +
                                   std::to_string(bias.nbytes()) + "]}}";
        std::string bytes(8, '\0');
        const std::uint64_t length = header.size();
        std::memcpy(bytes.data(), &length, sizeof length);
        write(bytes + header +
              std::string(static_cast<const char*>(bias.data_ptr()), bias.nbytes()));
        load_weights(*network, file_);
        EXPECT_TRUE(torch::equal(network->named_parameters()["layer1.linear.bias"],
                                 torch::tensor({1.0F, -2.5F, 0.0F, 3.0F})))
            << name;
    }
}

// Lengths whose bytes are those that a zip archive, a pickle and an HDF5 file begin with.
TEST_F(WeightsFile, AHeaderMayHaveAnyLength) {
    const test::SmallNetwork small{"mlp", {{"width", std::int64_t{4}}}, 4};
    const auto network = test::make(small, 1);
    const std::string start =
        R"({"layer1.linear.bias":{"dtype":"F32","shape":[4],"data_offsets":[0,16]})";
    for (const std::uint64_t length : {0x0280U, 0x4b50U, 0x4889U}) {
        std::string bytes(8, '\0');
        std::memcpy(bytes.data(), &length, sizeof length);
        write(bytes + start + std::string(length - start.size() - 1, ' ') + "}" +
              std::string(16, '\0'));
        EXPECT_EQ(load_weights(*network, file_).matched.size(), 1U) << length;
    }
}

TEST_F(WeightsFile, FilesOfPyTorchAreReadWhereNothingIsExecuted) {
    const test::SmallNetwork small{"mlp", {{"width", std::int64_t{4}}}, 4};
    const auto from = test::make(small, 1), to = test::make(small, 2);
    c10::Dict<std::string, Tensor> dict;
    for (const auto& [name, tensor] : foreign(*from))
        dict.insert(name, tensor.detach());
    const auto saved = torch::jit::pickle_save(dict);
    write(std::string(saved.begin(), saved.end()));
    EXPECT_EQ(load_weights(*to, file_).matched.size(), 6U);
    expect_equal(*from, *to);
    const auto list = torch::jit::pickle_save(std::vector<std::int64_t>{1, 2});
    write(std::string(list.begin(), list.end()));
    EXPECT_THAT(refusal(*to), HasSubstr("s.save_file"));
    write(std::string("PK\x03\x04 and then nothing"));
    EXPECT_THAT(refusal(*to), HasSubstr("s.save_file"));
    write(std::string("\x80\x02\x8a\x0a\x6c\xfc\x9c"));
    EXPECT_THAT(refusal(*to), HasSubstr("before PyTorch 1.6"));
    write(std::string("\x89HDF\r\n\x1a\n"));
    EXPECT_THAT(refusal(*to), HasSubstr("Keras"));
    write(std::string("<!DOCTYPE html>"));
    EXPECT_THAT(refusal(*to), HasSubstr("not a sound safetensors file"));
}

TEST_F(WeightsFile, SafetensorsWithGapsOverlapsAndRepeatedNamesAreUnsound) {
    const auto with_header = [](const std::string& header, std::size_t data) {
        std::string file(8, '\0');
        file[0] = static_cast<char>(header.size());
        return file + header + std::string(data, '\0');
    };
    const auto entry = [](const char* name, int begin, int end) {
        return std::string("\"") + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[)" +
               std::to_string(begin) + "," + std::to_string(end) + "]}";
    };
    EXPECT_EQ(
        foreign_safetensors(with_header("{" + entry("a", 0, 4) + "," + entry("b", 4, 8) + "}", 8))
            .size(),
        2U);
    for (const auto& [header, data] :
         {std::pair{"{" + entry("a", 0, 4) + "," + entry("b", 8, 12) + "}", 12},
          std::pair{"{" + entry("a", 0, 4) + "," + entry("b", 0, 4) + "}", 4},
          std::pair{"{" + entry("a", 0, 4) + "," + entry("a", 4, 8) + "}", 8},
          std::pair{"{" + entry("a", 0, 4) + "}", 5}})
        EXPECT_THROW(foreign_safetensors(with_header(header, static_cast<std::size_t>(data))),
                     std::runtime_error)
            << header;
}

} // namespace
} // namespace thaw
