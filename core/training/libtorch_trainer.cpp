#include "core/training/libtorch_trainer.h"

#include "core/run/error.h"
#include "core/run/random.h"
#include "core/run/sections.h"
#include "core/run/sha256.h"
#include "core/run/threads.h"
#include "core/training/engine/engine.h"
#include "core/training/engine/kernels/elementwise.h"
#include "core/training/fisher.h"
#include "core/training/parallel.h"
#include "core/training/provenance.h"
#include "core/training/run_splits.h"
#include "core/training/safetensors.h"
#include "core/training/weights_file.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <torch/torch.h>

namespace thaw {

namespace {

torch::Device device_of(const RunConfig& config) {
    set_working_threads(threads_of(config));
    if (config.run.settings.text("device") == "cpu")
        return torch::kCPU;
    if (!torch::cuda::is_available())
        throw failure("no CUDA device can be used here; set run.device = \"cpu\", or build with a "
                      "LibTorch for CUDA on a machine that has one");
    return torch::kCUDA;
}

// How many parameters come before the head's.
std::size_t head_begin(const Network& network) {
    return network.all_parameters().size() - network.block_parameters(network.size() - 1).size();
}

std::shared_ptr<const Task> task_of(const RunConfig& config) {
    return entry_of(tasks(), config.task.id).make(config.task.settings);
}

// How many examples the order "fisher" looks at: a ranking of blocks needs no more precision.
constexpr std::int64_t ranking_examples = 256;

// A checkpoint's note of the trainer's own.
const std::string prefix_note = "trainer.prefix";

// A checkpoint's tensor: what a metric's next reading starts from.
std::string start_name(const MetricInfo& metric) {
    return "metric." + metric.name + ".start";
}

} // namespace

LibTorchTrainer::LibTorchTrainer(const RunConfig& config, Beginning beginning)
    : config_(config), device_(device_of(config)), data_(config, device_), task_(task_of(config)) {
    check_task(config, task_->targets(), data_.spec());
    torch::manual_seed(config.seed("weights"));
    network_ = entry_of(networks(), config.network.id).make(config.network.settings, data_.shape());
    read_weights(beginning);
    network_->to(device_);
    optimiser_ =
        entry_of(optimisers(), config.optimiser.id)
            .make({network_->all_parameters(), head_begin(*network_)}, config.optimiser.settings);
    trainable_.assign(network_->size(), true);
    make_plan();
    constexpr std::int64_t mebibyte = 1 << 20;
    batches_ = std::make_unique<TrainBatches>(config, data_.train(), plan_);
    prefix_ = std::make_unique<PrefixCache>(
        data_.train(), plan_.batch_size,
        config.training.settings.integer("prefix_cache") * mebibyte,
        [this](std::int64_t epoch) { return batches_->order_of(epoch); });
}

void LibTorchTrainer::read_weights(Beginning beginning) {
    const std::string& file = config_.network.settings.text("weights");
    std::error_code error;
    if (file.empty() ||
        (beginning == Beginning::continued && !std::filesystem::exists(file, error)))
        return;
    weights_ = load_weights(*network_, file);
}

void LibTorchTrainer::make_plan() {
    const Table& training = config_.training.settings;
    plan_.train_examples = data_.train().count();
    plan_.batch_size = training.integer("batch_size");
    if (plan_.batch_size > plan_.train_examples)
        throw usage(
            "training.batch_size is {}, but the training set has {} examples; make it smaller",
            plan_.batch_size, plan_.train_examples);
    plan_.steps_per_epoch = (plan_.train_examples + plan_.batch_size - 1) / plan_.batch_size;
    plan_.steps = training.integer("steps") > 0
                      ? training.integer("steps")
                      : training.integer("epochs") * plan_.steps_per_epoch;

    MetricSubject subject;
    for (std::size_t b = 0; b < network_->size(); ++b) {
        BlockInfo block{network_->block_name(b)};
        for (const auto& parameter : network_->block_parameters(b))
            block.parameters += parameter.numel();
        plan_.blocks.push_back(block);
        subject.blocks.push_back(block.name);
    }
    plan_.splits.push_back(data_.train().info());
    for (const auto& split : data_.splits()) {
        plan_.splits.push_back(split.info());
        subject.splits.push_back(split.info());
    }
    subject.task = task_;
    subject.batch_size = plan_.batch_size;
    subject.stability_limit = optimiser_->stability_limit();
    subject.body_factor = config_.optimiser.settings.real("body_factor");
    for (const auto& item : config_.metrics) {
        const auto& name = item.settings.text("name");
        metrics_.push_back(entry_of(metrics(), item.id).make(name, item.settings, subject));
        plan_.metrics.push_back({name, item.id, cadence_of(item.settings), item.settings,
                                 metrics_.back()->series(), metrics_.back()->steps_per_reading()});
    }
}

Table LibTorchTrainer::provenance() const {
    Table table = library_provenance();
    if (device_.is_cuda())
        add_gpu(table);
    table.set("device", config_.run.settings.text("device"));
    table.set("instruction_set.diagnostics", std::string(kernels::instruction_set()));
    const std::string obstacle = Engine::obstacle(*network_);
    table.set("diagnostics", obstacle.empty() ? std::string("engine, ") + kernels::instruction_set()
                                              : "autograd, several times slower: " + obstacle);
    if (const auto& origin = network_->origin()) {
        table.set("network.file", origin->file);
        table.set("network.sha256", origin->sha256);
    }
    if (weights_)
        add_weights(*weights_, table);
    if (!data_.files().empty())
        table.set("dataset.files", data_.files());
    for (const auto& split : plan_.splits)
        table.set("data." + split.name, split.digest);
    return table;
}

void LibTorchTrainer::set_trainable(const std::vector<bool>& blocks,
                                    bool frozen_statistics_update) {
    trainable_ = blocks;
    frozen_statistics_update_ = frozen_statistics_update;
    network_->set_trainable(blocks);
    held_.reset();
}

void LibTorchTrainer::set_trainable_parameters(const std::vector<bool>& blocks, std::uint64_t seed,
                                               bool frozen_statistics_update) {
    std::int64_t moved = 0, all = 0;
    for (std::size_t b = 0; b + 1 < blocks.size(); ++b) {
        all += plan_.blocks[b].parameters;
        moved += blocks[b] ? plan_.blocks[b].parameters : 0;
    }
    std::vector<bool> open(blocks.size(), moved > 0);
    open.back() = blocks.back();
    set_trainable(open, frozen_statistics_update);
    if (moved > 0 && moved < all)
        held_.emplace(network_->all_parameters(), head_begin(*network_), moved, seed);
}

// Frozen from the input on, and their BatchNorm statistics too.
std::size_t LibTorchTrainer::resting_blocks() const {
    if (frozen_statistics_update_)
        return 0;
    return static_cast<std::size_t>(std::find(trainable_.begin(), trainable_.end(), true) -
                                    trainable_.begin());
}

torch::Tensor LibTorchTrainer::outputs_of(std::int64_t step) {
    const std::size_t resting = resting_blocks();
    if (resting == 0 || resting == network_->size() || batches_->augments()) {
        prefix_->end();
        return network_->forward(batches_->inputs(step));
    }
    const auto below = prefix_->activations(*network_, resting, step / plan_.steps_per_epoch,
                                            batches_->indices(step));
    return network_->forward(below, resting, network_->size());
}

StepResult LibTorchTrainer::update(std::int64_t step, double learning_rate) {
    const auto before = std::chrono::steady_clock::now();
    for (auto& metric : metrics_)
        metric->weights_move();
    network_->train();
    for (std::size_t b = 0; b < network_->size(); ++b)
        if (!trainable_[b] && !frozen_statistics_update_)
            network_->block(b).eval();
    // Dropout draws from torch's global generator: seeding it by step makes a resumed run's draws
    // those of an uninterrupted one, whatever else drew in between.
    torch::manual_seed(
        stream_seed(config_.seed("weights"), "dropout", static_cast<std::uint64_t>(step)));

    const auto targets =
        data_.train().targets().index_select(0, batches_->indices(step)).to(device_);
    for (auto& parameter : network_->all_parameters())
        parameter.mutable_grad() = torch::Tensor();
    const auto outputs = outputs_of(step);
    const auto losses = task_->losses(outputs, targets);
    const auto loss = losses.mean();
    if (loss.requires_grad()) // or nothing that trains is used
        loss.backward();
    try {
        if (held_)
            held_->remember(*optimiser_);
        optimiser_->update(learning_rate);
        if (held_)
            held_->put_back(*optimiser_);
    } catch (const std::runtime_error& why) { // a quotient of settings is no 32-bit number
        throw usage("the update after step {} cannot be computed ({}); make the optimiser's "
                    "learning_rate, weight_decay or epsilon smaller",
                    step, why.what());
    }

    last_update_ = {losses.detach(), task_->correct(outputs.detach(), targets)};
    const double value = loss.item<double>();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - before;
    return {value, spent.count()};
}

std::optional<std::vector<Reading>> LibTorchTrainer::measure(std::size_t metric, std::int64_t step,
                                                             double learning_rate,
                                                             const Interrupted& interrupted) {
    network_->eval();
    const MetricContext context{*network_,
                                *task_,
                                data_.train(),
                                data_.splits(),
                                last_update_ ? &*last_update_ : nullptr,
                                step,
                                step == plan_.steps,
                                learning_rate,
                                config_.seed("diagnostics"),
                                interrupted};
    return metrics_[metric]->measure(context);
}

std::vector<double> LibTorchTrainer::block_fisher_traces(std::int64_t step) {
    network_->eval();
    Random random(config_.seed("diagnostics"), "block_fisher_traces",
                  static_cast<std::uint64_t>(step));
    const auto generator = at::make_generator<at::CPUGeneratorImpl>(random.bits());
    const auto count = std::min(ranking_examples, plan_.train_examples);
    const auto traces = fisher_traces(*network_, *task_, data_.train().slice(0, count),
                                      std::vector<bool>(network_->size(), true),
                                      FisherLabels::sampled, count, generator, {});
    const auto means = traces->parts.mean(1);
    return {means.data_ptr<double>(), means.data_ptr<double>() + means.numel()};
}

std::int64_t LibTorchTrainer::parameter_count() const {
    std::int64_t count = 0;
    for (const auto& block : plan_.blocks)
        count += block.parameters;
    return count;
}

std::vector<std::string> LibTorchTrainer::parameter_names() const {
    std::vector<std::string> names;
    for (const auto& parameter : network_->named_parameters())
        names.push_back(parameter.key());
    return names;
}

Safetensors LibTorchTrainer::state() const {
    Safetensors content;
    for (const auto& parameter : network_->named_parameters())
        content.tensors["network." + parameter.key()] = parameter.value();
    for (const auto& buffer : network_->named_buffers())
        content.tensors["network." + buffer.key()] = buffer.value();
    const auto names = parameter_names();
    for (std::size_t p = 0; p < names.size(); ++p)
        for (const auto& [slot, tensor] : optimiser_->slots(p))
            content.tensors["optimiser." + names[p] + "." + slot] = tensor;
    if (last_update_) { // metrics at the checkpoint's boundary read it
        content.tensors["last_update.losses"] = last_update_->losses;
        if (last_update_->correct.defined())
            content.tensors["last_update.correct"] = last_update_->correct.to(torch::kUInt8);
    }
    return content;
}

std::string LibTorchTrainer::checkpoint(const std::map<std::string, std::string>& notes) const {
    Safetensors content = state();
    for (std::size_t m = 0; m < metrics_.size(); ++m)
        if (metrics_[m]->start().defined())
            content.tensors[start_name(plan_.metrics[m])] = metrics_[m]->start();
    content.notes = notes;
    content.notes[prefix_note] = prefix_->state();
    return to_bytes(content);
}

std::map<std::string, std::string> LibTorchTrainer::restore(const std::string& bytes) {
    Safetensors content = safetensors_from_bytes(bytes);
    const torch::NoGradGuard no_grad;
    const auto take = [&](const std::string& name, const torch::Tensor& target) {
        const auto found = content.tensors.find("network." + name);
        if (found == content.tensors.end() || found->second.sizes() != target.sizes() ||
            found->second.scalar_type() != target.scalar_type())
            throw damaged("the checkpoint does not fit the network: {} is missing or has another "
                          "shape; use the config that it was made with",
                          name);
        target.copy_(found->second);
    };
    for (auto& parameter : network_->named_parameters())
        take(parameter.key(), parameter.value());
    for (auto& buffer : network_->named_buffers())
        take(buffer.key(), buffer.value());

    const auto names = parameter_names();
    for (std::size_t p = 0; p < names.size(); ++p) {
        OptimiserSlots slots;
        const std::string prefix = "optimiser." + names[p] + ".";
        for (auto at = content.tensors.lower_bound(prefix);
             at != content.tensors.end() && at->first.starts_with(prefix); ++at)
            slots[at->first.substr(prefix.size())] =
                at->second.dim() == 0 ? at->second : at->second.to(device_);
        try {
            optimiser_->set_slots(p, slots);
        } catch (const std::out_of_range&) {
            throw damaged("the checkpoint is of another optimiser; use the config that it was "
                          "made with");
        }
    }
    if (content.tensors.count("last_update.losses") > 0) {
        last_update_ = {content.tensors["last_update.losses"].to(device_), {}};
        if (content.tensors.count("last_update.correct") > 0)
            last_update_->correct =
                content.tensors["last_update.correct"].to(device_, torch::kBool);
    }
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
        const auto start = content.tensors.find(start_name(plan_.metrics[m]));
        const bool fits = start != content.tensors.end() && start->second.dim() == 2 &&
                          start->second.size(1) == parameter_count();
        metrics_[m]->start_from(fits ? start->second.to(device_) : torch::Tensor());
    }
    const auto prefix = content.notes.find(prefix_note);
    prefix_->restore(prefix == content.notes.end() ? "" : prefix->second);
    content.notes.erase(prefix_note);
    return content.notes;
}

std::string LibTorchTrainer::digest() const {
    return sha256(to_bytes(state()));
}

} // namespace thaw
