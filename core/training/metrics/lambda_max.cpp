// The largest eigenvalue of the Hessian of the loss.
#include "core/training/estimate.h"
#include "core/training/lanczos.h"
#include "core/training/metric.h"
#include "core/training/objective.h"
#include "core/training/trainable_scope.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>

namespace thaw {

namespace {

constexpr const char* id = "lambda_max";

class LambdaMax : public Metric {
  public:
    LambdaMax(const std::string& name, const Table& settings) : name_(name), settings_(settings) {}

    std::vector<SeriesInfo> series() const override {
        return {{name_, translatable("Largest Hessian eigenvalue"), "lambda_max", "", true},
                {name_ + ".residual", translatable("Residual of lambda_max"), "", ""},
                {name_ + ".stability_limit", translatable("Stability limit"), "2/lr", ""}};
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto blocks = selected_blocks(context.network, settings_);
        const auto parameters = parameters_of(context.network, blocks);
        std::vector<Reading> readings = unknown_readings(2);
        readings.push_back({2 / context.learning_rate, 0, 1});
        if (parameters.empty())
            return readings;
        const TrainableScope scope(context.network, blocks);
        const auto objectives = batches(context, parameters);

        torch::Tensor start = torch::empty({flat(parameters).numel()}, torch::kFloat);
        start.normal_(0, 1, metric_generator(context, settings_, name_, "start"));
        const auto pair = largest_eigenpair(
            [&](const torch::Tensor& v) { return mean_product(context, objectives, v); },
            start.to(parameters[0].device()), settings_.integer("iterations"),
            settings_.real("tolerance"));
        if (!pair)
            return std::nullopt;

        std::vector<double> quotients;
        for (const auto& objective : objectives) {
            if (context.stopped())
                return std::nullopt;
            const torch::Tensor product = hessian_product(objective, pair->vector);
            quotients.push_back(torch::dot(product, pair->vector).item<double>());
        }
        readings[0] = mean_reading(torch::tensor(quotients, torch::kDouble));
        readings[0].value = pair->value;
        readings[1] = {pair->residual, 0, pair->steps};
        return readings;
    }

  private:
    std::vector<Objective> batches(const MetricContext& context,
                                   const std::vector<torch::Tensor>& parameters) const {
        const Examples subset = metric_subset(context, settings_, name_);
        // Whole batches only: the mean over batches is then the mean over images.
        const std::int64_t size = std::min(subset.count(), settings_.integer("batch_size"));
        std::vector<Objective> all;
        for (std::int64_t begin = 0; begin + size <= subset.count(); begin += size)
            all.push_back(
                batch_objective(context.network, subset.slice(begin, begin + size), parameters));
        return all;
    }

    static std::optional<torch::Tensor> mean_product(const MetricContext& context,
                                                     const std::vector<Objective>& objectives,
                                                     const torch::Tensor& v) {
        torch::Tensor sum = torch::zeros_like(v);
        for (const auto& objective : objectives) {
            if (context.stopped())
                return std::nullopt;
            sum += hessian_product(objective, v);
        }
        return sum / static_cast<double>(objectives.size());
    }

    std::string name_;
    Table settings_;
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(256);
    all.push_back(batch_size_parameter(
        64, translatable("Images that are worked on at a time. The standard error is over these "
                         "batches; images that fill no whole batch are left out.")));
    all.push_back({.key = "iterations",
                   .fallback = std::int64_t{20},
                   .label = translatable("Iterations"),
                   .help = translatable("At most so many Hessian-vector products, each several "
                                        "times the cost of a gradient on the same images. One "
                                        "vector of all parameters is kept for each."),
                   .minimum = 1});
    all.push_back({.key = "tolerance",
                   .fallback = 0.01,
                   .label = translatable("Tolerance"),
                   .help = translatable("Stops when |Hv - lambda v| / lambda is at most this; the "
                                        "error of lambda is usually much smaller."),
                   .minimum = 0});
    all.push_back(parameters_parameter(
        "trainable", translatable("Curvature in the directions of the trainable blocks, which "
                                  "training can move in, or of all.")));
    return all;
}

} // namespace

CatalogueEntry<MakeMetric> lambda_max_metric();
CatalogueEntry<MakeMetric> lambda_max_metric() {
    return {{.id = id,
             .label = translatable("Largest Hessian eigenvalue"),
             .help = translatable(
                 "Curvature of the loss in its steepest direction, in eval mode: the largest "
                 "eigenvalue of the Hessian of the mean loss over the subset, found with Lanczos' "
                 "method on exact Hessian-vector products. Its standard error is the spread of "
                 "v'Hv between batches; a residual above 0.1 says that it is too low. Gradient "
                 "descent is unstable above 2 / lr, the stability limit: with large batches lambda "
                 "rises until it hovers just above it (Cohen et al. 2021, arXiv 2103.00065, for "
                 "plain full-batch gradient descent; momentum and small batches shift the level). "
                 "A fall after a release means a wider valley."),
             .parameters = parameters(),
             .symbol = "lambda_max",
             .cost = Cost::many_steps},
            [](const std::string& name, const Table& settings, const MetricSubject&) {
                return std::make_unique<LambdaMax>(name, settings);
            }};
}

} // namespace thaw
