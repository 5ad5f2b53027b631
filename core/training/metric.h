// A quantity measured while a network trains. One file a metric: its description, its series and
// how it is read. Registered by one line in metrics/catalogue.def.
#pragma once

#include "core/run/description.h"
#include "core/run/event.h"
#include "core/run/trainer.h"
#include "core/training/example_set.h"
#include "core/training/network.h"
#include "core/training/stability_limit.h"
#include "core/training/tasks/task.h"

#include <ATen/core/Generator.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace thaw {

// What the last update left behind; by-product metrics read it for free.
struct LastUpdate {
    torch::Tensor losses;  // [b] of each example of the mini-batch
    torch::Tensor correct; // [b] bool; undefined where answers are neither right nor wrong
};

// What a metric may look at. The network is in eval mode; a metric that needs other requires_grad
// flags uses TrainableScope. It must leave no trace: no .grad, no flag, no buffer, no weight with
// another bit, and no draw from any generator but its own (metric_generator).
struct MetricContext {
    Network& network;
    const Task& task;
    const ExampleSet& train;
    const std::vector<ExampleSet>&
        splits;                    // the ID test set first, then the others in the plan's order
    const LastUpdate* last_update; // null before the first update
    std::int64_t step;             // completed updates
    bool last_step;
    double learning_rate;
    std::uint64_t seed; // of the diagnostics; combine with the metric's name and the step
    const Interrupted& interrupted;

    // Asked between batches; measure() then returns no value.
    bool stopped() const { return interrupted && interrupted(); }
};

// Fixed facts that the series depend on.
struct MetricSubject {
    std::shared_ptr<const Task> task;
    std::vector<std::string> blocks;
    std::vector<SplitInfo> splits; // all but the training set, in the plan's order
    std::int64_t batch_size = 0;   // of training
    std::optional<StabilityLimit> stability_limit = {}; // of the optimiser
    double body_factor = 1; // of the learning rate, in every block but the head
};

class Metric {
  public:
    virtual ~Metric() = default;
    // What it gives. A name is [a-z0-9_.]+; what follows its first dot, if anything, is a block, a
    // split or a variant. `label` and `symbol` leave the block or split out: whoever shows the
    // series adds it.
    virtual std::vector<SeriesInfo> series() const = 0;
    // About what a reading costs, in training steps of the run (see tests/bench/bench_engine); 0
    // for a by-product. Follows from the settings alone.
    virtual double steps_per_reading() const = 0;
    // One reading a series, in their order; no value when interrupted or nothing to say. Weights
    // that are not finite give readings that are not finite, never an exception.
    virtual std::optional<std::vector<Reading>> measure(const MetricContext& context) = 0;

    // Directions in weight space, [k, all parameters] in the network's order, that readings before
    // this boundary left for the next one to start from; undefined: none. Checkpoints hold them, so
    // that a resumed or forked run reads what its parent read.
    const torch::Tensor& start() const { return start_; }
    void start_from(torch::Tensor directions) {
        start_ = std::move(directions);
        next_ = torch::Tensor();
    }
    // Told before every update: readings before it are earlier ones from now on.
    void weights_move() {
        if (next_.defined())
            start_from(next_);
    }

  protected:
    void leave(torch::Tensor directions) { next_ = std::move(directions); }

  private:
    torch::Tensor start_, next_;
};

using MakeMetric = std::function<std::unique_ptr<Metric>(
    const std::string& name, const Table& settings, const MetricSubject& subject)>;
// Descriptions carry the metric's own parameters; every metric also has name, early_every,
// early_steps and every, added by the config.
const Catalogue<MakeMetric>& metrics();

// The parameters "examples" and "seed" of metrics that look at a data subset of their own.
std::vector<Parameter> subset_parameters(std::int64_t examples);
// "batch_size", in images; `help` says what a batch means there.
Parameter batch_size_parameter(std::int64_t fallback, const std::string& help);

// The metric's fixed subset of the training set: the same at every reading, so that a curve shows
// the network and not the sample. Fewer where the training set has fewer.
Examples metric_subset(const MetricContext& context, const Table& settings,
                       const std::string& name);

// A generator of the metric's own for one purpose ("draws") at one step; on the CPU.
at::Generator metric_generator(const MetricContext& context, const Table& settings,
                               const std::string& name, const std::string& purpose);

// The same for a purpose whose draws are the same at every reading: a seed that no step enters.
std::uint64_t metric_seed(const MetricContext& context, const Table& settings,
                          const std::string& name, const std::string& purpose);

// The word parameter "parameters" of metrics that look at some weights only, and what it selects
// now: the trainable blocks, or all.
Parameter parameters_parameter(const std::string& fallback, const std::string& help);
std::vector<bool> selected_blocks(const Network& network, const Table& settings);

// The parameters of the selected blocks, input to head.
std::vector<torch::Tensor> parameters_of(const Network& network, const std::vector<bool>& blocks);

// What a direction over all parameters is in those of the selected blocks, and back: 0 elsewhere.
torch::Tensor part_in(const torch::Tensor& direction, const Network& network,
                      const std::vector<bool>& blocks);
torch::Tensor spread_from(const torch::Tensor& part, const Network& network,
                          const std::vector<bool>& blocks);

// Series of metrics that give several quantities ("train_loss") are named so when the metric keeps
// its id as its name; "" then, "<name>." otherwise.
std::string series_prefix(const std::string& id, const std::string& name);

// `count` readings of NaN: a metric that has nothing to look at, or met numbers that are not
// finite.
std::vector<Reading> unknown_readings(std::size_t count);

} // namespace thaw
