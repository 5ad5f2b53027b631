// The trainer that LibTorch carries out.
#pragma once

#include "core/run/trainer.h"
#include "core/training/held_parameters.h"
#include "core/training/metric.h"
#include "core/training/optimisers/optimiser.h"
#include "core/training/prefix_cache.h"
#include "core/training/train_batches.h"
#include "core/training/training.h"
#include "core/training/training_data.h"
#include "core/training/weights_file.h"

#include <memory>
#include <vector>

namespace thaw {

struct Safetensors;

class LibTorchTrainer final : public Trainer {
  public:
    // Loads the data, draws the initial weights. `config` must outlive the trainer. Sets the number
    // of threads of this process's arithmetic: make it on the thread that uses it.
    explicit LibTorchTrainer(const RunConfig& config, Beginning beginning = Beginning::fresh);

    const Plan& plan() const override { return plan_; }
    Table provenance() const override;
    void set_trainable(const std::vector<bool>& blocks, bool frozen_statistics_update) override;
    void set_trainable_parameters(const std::vector<bool>& blocks, std::uint64_t seed,
                                  bool frozen_statistics_update) override;
    StepResult update(std::int64_t step, double learning_rate) override;
    std::optional<std::vector<Reading>> measure(std::size_t metric, std::int64_t step,
                                                double learning_rate,
                                                const Interrupted& interrupted) override;
    std::vector<double> block_fisher_traces(std::int64_t step) override;
    std::string checkpoint(const std::map<std::string, std::string>& notes) const override;
    std::map<std::string, std::string> restore(const std::string& bytes) override;
    std::string digest() const override;

    // For tests that look inside.
    Network& network() { return *network_; }
    const Task& task() const { return *task_; }
    const TrainingData& data() const { return data_; }

  private:
    void read_weights(Beginning beginning);
    void make_plan();
    std::size_t resting_blocks() const;
    torch::Tensor outputs_of(std::int64_t step);
    Safetensors state() const;
    std::int64_t parameter_count() const;
    std::vector<std::string> parameter_names() const;

    const RunConfig& config_;
    torch::Device device_;
    TrainingData data_;
    std::shared_ptr<const Task> task_;
    std::shared_ptr<Network> network_;
    std::optional<WeightsReport> weights_; // those that the network began with
    std::unique_ptr<Optimiser> optimiser_;
    std::vector<std::unique_ptr<Metric>> metrics_; // aligned with plan_.metrics
    Plan plan_;

    std::vector<bool> trainable_;
    bool frozen_statistics_update_ = true;
    std::optional<HeldParameters> held_; // single ones, inside blocks that train
    std::optional<LastUpdate> last_update_;
    std::unique_ptr<TrainBatches> batches_;
    std::unique_ptr<PrefixCache> prefix_;
};

} // namespace thaw
