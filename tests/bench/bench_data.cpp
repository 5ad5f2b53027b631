// What it takes to train on images that stay on the disk.
//
//   build/release/bin/bench_data stream [--rounds N] [--threads N]
//       updates on a folder that is streamed, against the same folder kept in memory
//   build/release/bin/bench_data folder [--count N]
//       memory: 100,000 JPEGs of 256 x 256 (some 2 GB in $TMPDIR, removed at the end), streamed
//   build/release/bin/bench_data cifar
//       memory: as many images as CIFAR-10 has, with 20 OOD splits, and one reading of them all
//
// The images are made by the bench.
#include "app/environment.h"
#include "core/run/config.h"
#include "core/training/training.h"
#include "tests/bench/paired.h"
#include "tests/bench/picture_folder.h"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>

namespace {

using namespace thaw;
namespace fs = std::filesystem;

struct Options {
    std::int64_t rounds = 5, threads = 2, count = 100'000;
};

class Training {
  public:
    explicit Training(const std::string& text)
        : config_(parse_config(text + "[optimiser]\nid = \"sgd\"\nlearning_rate = 0.01\n", "bench",
                               vocabulary(), {})),
          trainer_(make_trainer(config_)) {
        trainer_->set_trainable(std::vector<bool>(trainer_->plan().blocks.size(), true), true);
    }
    void train() {
        for (std::int64_t step = 0; step < trainer_->plan().steps; ++step)
            trainer_->update(step, 0.01);
    }
    void measure() { trainer_->measure(0, 1, 0.01, {}); }

  private:
    RunConfig config_; // what the trainer looks at
    std::unique_ptr<Trainer> trainer_;
};

std::string folder_config(const fs::path& pictures, const std::string& network, int steps,
                          int batch, std::int64_t threads, int memory) {
    return fmt::format("[run]\nthreads = {}\n[training]\nsteps = {}\nbatch_size = {}\n[dataset]\n"
                       "id = \"image_folder\"\npath = \"{}\"\nmemory = {}\n[network]\n{}\n",
                       threads, steps, batch, pictures.string(), memory, network);
}

void stream(const Options& options) {
    struct Case {
        int side, steps;
        const char* network;
    };
    for (const auto& [side, steps, network] :
         {Case{32, 12, "id = \"resnet18\"\nwidth = 8"}, Case{64, 4, "id = \"resnet18\"\nwidth = 8"},
          Case{128, 3, "id = \"resnet18\"\nwidth = 8"}, Case{32, 20, "id = \"lenet\""}}) {
        const bench::ScratchFolder scratch;
        const fs::path pictures = scratch.path() / "pictures";
        bench::write_pictures(pictures, {steps * 40, side, 4, steps * 40});
        std::unique_ptr<Training> training; // a new one each round: nothing is read ahead
        const auto with = [&, network = network, steps = steps](int memory) {
            return [&, memory, network, steps] {
                training = std::make_unique<Training>(
                    folder_config(pictures, network, steps, 32, options.threads, memory));
            };
        };
        bench::Paired paired;
        paired.add(
            "kept in memory", [&] { training->train(); }, with(4096));
        paired.add(
            "streamed", [&] { training->train(); }, with(0));
        paired.measure(static_cast<int>(options.rounds));
        std::string name = network;
        name.resize(std::min(name.find('\n'), name.size()));
        paired.print(fmt::format("{}, {} x {} pixels, {} updates of 32 images, {} threads", name,
                                 side, side, steps, options.threads));
    }
}

void print_memory(const std::string& what) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            fmt::print("{}: at most {} MiB\n", what, std::atol(line.c_str() + 6) / 1024);
    std::fflush(stdout);
}

void folder(const Options& options) {
    const bench::ScratchFolder scratch;
    constexpr std::int64_t distinct = 200;
    bench::write_pictures(scratch.path() / "pictures", {options.count, 256, 10, distinct});
    print_memory("pictures written");
    const auto training = std::make_unique<Training>(folder_config(
        scratch.path() / "pictures", "id = \"resnet18\"\nwidth = 8", 6, 16, options.threads, 1024));
    print_memory("looked at");
    training->train();
    print_memory(fmt::format("{} images of 256 x 256, trained on", options.count));
}

void cifar(const Options& options) {
    const bench::ScratchFolder scratch;
    const fs::path data = scratch.path() / "cifar";
    fs::create_directories(data);
    constexpr std::size_t record = 3073, count = 10'000;
    std::uint64_t number = 1;
    for (const char* file : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                             "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"}) {
        std::string bytes(record * count, '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            number = number * 6364136223846793005U + 1442695040888963407U;
            bytes[i] = static_cast<char>(i % record == 0 ? i / record % 10 : number >> 56U);
        }
        std::ofstream(data / file, std::ios::binary) << bytes;
    }
    const auto training = std::make_unique<Training>(fmt::format(R"([run]
threads = {}
[training]
steps = 4
[dataset]
id = "cifar10"
path = "{}"
[[ood]]
shift = ["cifar_c_brightness", "cifar_c_contrast", "cifar_c_saturate", "cifar_c_gaussian_noise"]
severity = [1, 2, 3, 4, 5]
[network]
id = "resnet20"
[[metrics]]
id = "evaluation"
max_examples = 1000
)",
                                                                 options.threads, data.string()));
    print_memory("data read and shifted");
    training->train();
    training->measure();
    print_memory("CIFAR-10 with 20 OOD splits, trained on and evaluated");
}

} // namespace

int main(int count, char** words) {
    const std::string command = count > 1 ? words[1] : "";
    if (command == "stream" || command == "folder" || command == "cifar")
        settle_environment(words);
    Options options;
    for (int i = 2; i + 1 < count; i += 2)
        for (const auto& [name, target] : {std::pair{"--rounds", &options.rounds},
                                           {"--threads", &options.threads},
                                           {"--count", &options.count}})
            if (name == std::string(words[i]))
                *target = std::atol(words[i + 1]);
    if (command == "stream")
        stream(options);
    else if (command == "folder")
        folder(options);
    else if (command == "cifar")
        cifar(options);
    else
        fmt::print(stderr, "bench_data stream, folder or cifar\n");
    return 0;
}
