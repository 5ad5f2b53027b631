// What is asked of a network's outputs: the one place that knows the loss. One file a task,
// registered by one line in tasks/catalogue.def.
//
// Every task is a distribution p(y | x) with the network's outputs as its parameters, and its loss
// is -log p(y | x) up to a constant: that is what makes tr(F), the mean over p's own y of the
// squared gradient of log p, the trace of the Fisher information matrix.
#pragma once

#include "core/run/description.h"
#include "core/run/event.h"
#include "core/run/plan.h"
#include "core/training/data/example_spec.h"

#include <ATen/core/Generator.h>
#include <torch/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace thaw {

// One number that a split is judged by, beside the loss.
struct Score {
    std::string name;       // the first part of its series: "accuracy"
    std::string label = {}; // English, translatable; of one split, their mean, the worst of them
    std::string mean_label = {};
    std::string worst_label = {}; // empty: the worst split is not told
    Better better = Better::unknown;
    bool share = false; // lies between 0 and 1
    // Float64 [n, columns] on the CPU: what each example adds, from outputs and targets.
    std::function<torch::Tensor(const torch::Tensor& outputs, const torch::Tensor& targets)>
        of_examples = {};
    // Undefined: the score is the mean over the examples of the one column. Otherwise what all
    // examples' columns give together, with its standard error.
    std::function<Reading(const torch::Tensor& columns)> of_split = {};
};

// Outputs are [n, outputs]; targets as targets_tensor() (example_set.h) makes them: int64 [n] for
// classes, float32 [n, outputs] for real numbers; both on one device. Const, thread-safe.
class Task {
  public:
    virtual ~Task() = default;

    // The kind of targets that it can be asked about.
    virtual TargetKind targets() const = 0;

    // What training minimises, of each example: [n], in the type of `outputs`, with a graph to them
    // where grad mode is on.
    virtual torch::Tensor losses(const torch::Tensor& outputs,
                                 const torch::Tensor& targets) const = 0;
    // The same, float64 from the outputs on: what diagnostics look at.
    virtual torch::Tensor exact_losses(const torch::Tensor& outputs,
                                       const torch::Tensor& targets) const = 0;
    // The gradient of each loss by its outputs, [n, outputs], without a graph: float64 inside, the
    // result in the type of `outputs`.
    virtual torch::Tensor gradient(const torch::Tensor& outputs,
                                   const torch::Tensor& targets) const = 0;
    // The Hessian of each loss by its outputs at `outputs`, as a function of a direction [n,
    // outputs]; float64. Exact wherever the targets do not enter the second derivative.
    using Curvature = std::function<torch::Tensor(const torch::Tensor& direction)>;
    virtual Curvature curvature(const torch::Tensor& outputs) const = 0;

    // Targets from p(y | x), one of each example, by `generator` (on the CPU). Outputs that are not
    // finite give some target and no exception.
    virtual torch::Tensor draw(const torch::Tensor& outputs, at::Generator generator) const = 0;
    // E_y of the outer product of d log p / d outputs with itself, float64 [n, outputs, outputs] on
    // the CPU.
    virtual torch::Tensor score_covariance(const torch::Tensor& outputs) const = 0;
    // The same as a sum of weight x (row, row): one [n] and [n, outputs] for each k below
    // outputs. Their squared gradient norms add up to E_y |grad log p|^2, exactly.
    struct ScoreRow {
        torch::Tensor weight; // float64 [n], on the CPU
        torch::Tensor row;    // in the type of `outputs`
    };
    virtual ScoreRow score_row(const torch::Tensor& outputs, std::int64_t k) const = 0;

    // The task whose loss is -log p alone, without what only training adds (label smoothing): what
    // tr(F) and evaluation ask. Lives as long as this one.
    virtual const Task& likelihood() const { return *this; }
    // Whether an answer is right or wrong, and which are right: bool [n], undefined if there is no
    // such thing.
    virtual bool has_right_answers() const = 0;
    virtual torch::Tensor correct(const torch::Tensor& outputs,
                                  const torch::Tensor& targets) const = 0;
    virtual std::vector<Score> scores() const = 0;
};

using MakeTask = std::function<std::shared_ptr<const Task>(const Table& settings)>;

// In the order of catalogue.def: a new task is one file and one line there.
const Catalogue<MakeTask>& tasks();

} // namespace thaw
