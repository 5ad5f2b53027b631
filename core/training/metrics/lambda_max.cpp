// The largest eigenvalue of the Hessian of the loss.
#include "core/training/estimate.h"
#include "core/training/lanczos.h"
#include "core/training/metric.h"
#include "core/training/objective.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace thaw {

namespace {

constexpr const char* id = "lambda_max";

// The mean loss over whole batches, and what its curvature along a vector is in each of them. The
// vectors that products are taken with are Lanczos': a Ritz vector is a sum of them, so the
// batches' curvatures along it follow without another product.
class Batches {
  public:
    // Whole batches only: the mean over batches is then the mean over images.
    Batches(const MetricContext& context, const Examples& subset, const std::vector<bool>& blocks,
            std::int64_t batch_size)
        : context_(context) {
        const std::int64_t size = std::min(subset.count(), batch_size);
        for (std::int64_t begin = 0; begin + size <= subset.count(); begin += size)
            objectives_.push_back(batch_objective(context.network, context.task,
                                                  subset.slice(begin, begin + size), blocks));
        small_.resize(objectives_.size());
    }

    // The last reading's direction, unless undefined, and two that lean towards the steepest
    // curvatures and find a new one that has overtaken the last: the gradient, and how the batches'
    // gradients differ, whose covariance is nearly the curvature (the Fisher matrix).
    // All may be blind to the steepest, so chance is added: much where there is `much_new`, little
    // where the last reading has been there.
    torch::Tensor start(const torch::Tensor& last, bool much_new, at::Generator generator) {
        torch::Tensor sum, difference;
        double sign = -1;
        for (const auto& objective : objectives_) {
            const auto found = objective->gradient(objective->origin());
            sum = sum.defined() ? sum + found.gradient : found.gradient;
            difference = difference.defined() ? difference + sign * found.gradient : found.gradient;
            sign = -sign;
        }
        torch::Tensor chance = torch::empty(sum.sizes(), torch::kFloat);
        chance.normal_(0, 1, std::move(generator));
        chance = chance.to(sum.device(), sum.scalar_type());
        torch::Tensor all = chance * ((much_new ? 1 : 0.3) / chance.norm().item<double>());
        const double part = last.defined() ? 0.5 : 1;
        for (const torch::Tensor& each : {sum, difference}) {
            const double length = each.norm().item<double>();
            if (length > 0)
                all += each * (part / length);
        }
        if (last.defined())
            all += last.dot(all).item<double>() < 0 ? -last : last;
        return all;
    }

    std::optional<torch::Tensor> mean_product(const torch::Tensor& v) {
        vectors_.push_back(v);
        torch::Tensor sum = torch::zeros_like(v);
        for (std::size_t b = 0; b < objectives_.size(); ++b) {
            if (context_.stopped())
                return std::nullopt;
            const torch::Tensor product = objectives_[b]->hessian_product(v);
            sum += product;
            small_[b].emplace_back();
            for (const auto& earlier : vectors_)
                small_[b].back().push_back(earlier.dot(product).item<double>());
        }
        return sum / static_cast<double>(objectives_.size());
    }

    // v'Hv of each batch along the pair's vector: float64 [batches].
    torch::Tensor curvatures(const RitzPair& pair) const {
        std::vector<double> all;
        for (const auto& products : small_) {
            double sum = 0;
            for (std::size_t k = 0; k < products.size() && pair.weights.defined(); ++k)
                for (std::size_t i = 0; i <= k; ++i)
                    sum += (i == k ? 1 : 2) * products[k][i] *
                           pair.weights[static_cast<std::int64_t>(i)].item<double>() *
                           pair.weights[static_cast<std::int64_t>(k)].item<double>();
            all.push_back(pair.weights.defined() ? sum : unknown_readings(1)[0].value);
        }
        return torch::tensor(all, torch::kDouble);
    }

  private:
    const MetricContext& context_;
    std::vector<std::unique_ptr<Objective>> objectives_;
    std::vector<torch::Tensor> vectors_;
    // By batch: products[k][i] = vectors_[i] . H vectors_[k] for i <= k.
    std::vector<std::vector<std::vector<double>>> small_;
};

class LambdaMax : public Metric {
  public:
    LambdaMax(const std::string& name, const Table& settings, const MetricSubject& subject)
        : name_(name), settings_(settings), batch_size_(static_cast<double>(subject.batch_size)),
          limit_(subject.stability_limit) {}

    std::vector<SeriesInfo> series() const override {
        return {{name_, translatable("Largest Hessian eigenvalue"), "lambda_max", "", true},
                {name_ + ".residual", translatable("Residual of lambda_max"), "", ""},
                // Without a limit it has no symbol, no value, and is in no plot.
                {name_ + ".stability_limit", translatable("Stability limit"),
                 limit_ ? fmt::format("{:.4g}/lr", limit_->factor) : "", ""}};
    }

    double steps_per_reading() const override {
        constexpr double products = 8; // that it takes as a rule
        return (1 + 1.7 * products) * static_cast<double>(settings_.integer("examples")) /
               batch_size_;
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto blocks = selected_blocks(context.network, settings_);
        std::vector<Reading> readings = unknown_readings(3);
        if (limit_)
            readings[2] = {limit_->at(context.learning_rate), 0, 1};
        if (parameters_of(context.network, blocks).empty())
            return readings;
        Batches batches(context, metric_subset(context, settings_, name_), blocks,
                        settings_.integer("batch_size"));
        const torch::Tensor last =
            start().defined() ? part_in(start()[0], context.network, blocks) : torch::Tensor();
        // Half of what is asked, and not at once: the estimate knows only the directions that the
        // products have led to. With fewer than eight, one that had overtaken the last reading's
        // went unseen while the old one looked converged.
        const bool much_new = !last.defined() || has_new_blocks(context.network, blocks);
        const std::int64_t fewest = much_new ? 12 : 8;
        const auto pair = largest_eigenpair(
            [&](const torch::Tensor& v) { return batches.mean_product(v); },
            batches.start(last, much_new, metric_generator(context, settings_, name_, "start")),
            settings_.integer("iterations"), 0, settings_.real("tolerance") / 2, fewest);
        if (!pair)
            return std::nullopt;
        if (std::isfinite(pair->value))
            leave(spread_from(pair->vector, context.network, blocks).unsqueeze(0));
        readings[0] = mean_reading(batches.curvatures(*pair));
        readings[0].value = pair->value;
        readings[0].standard_error =
            std::hypot(readings[0].standard_error, pair->error * pair->value);
        readings[1] = {pair->residual, 0, pair->steps};
        return readings;
    }

  private:
    // Whether a block is looked at that the last reading did not look at: it left 0 there.
    bool has_new_blocks(const Network& network, const std::vector<bool>& blocks) const {
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            std::vector<bool> alone(blocks.size(), false);
            alone[b] = blocks[b];
            if (blocks[b] && !parameters_of(network, alone).empty() &&
                part_in(start()[0], network, alone).count_nonzero().item<std::int64_t>() == 0)
                return true;
        }
        return false;
    }

    std::string name_;
    Table settings_;
    double batch_size_; // of training
    std::optional<StabilityLimit> limit_;
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(128);
    all.push_back(batch_size_parameter(
        64, translatable("Images that are worked on at a time. The standard error is over these "
                         "batches; images that fill no whole batch are left out.")));
    all.push_back({.key = "iterations",
                   .fallback = std::int64_t{20},
                   .label = translatable("Iterations"),
                   .help = translatable("At most so many Hessian-vector products, each about the "
                                        "cost of two training steps on the same images. One "
                                        "vector of all parameters is kept for each."),
                   .minimum = 1});
    all.push_back({.key = "tolerance",
                   .fallback = 0.01,
                   .label = translatable("Tolerance"),
                   .help = translatable("Stops when lambda's relative error, estimated from the "
                                        "residuals, the distance to the next eigenvalue and what "
                                        "the last product added, is at most half of this."),
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
                 "method on exact Hessian-vector products, from the last reading's direction and "
                 "the gradient. Its standard error is the spread of v'Hv between batches, with "
                 "the estimated error of the search; a residual above 0.1 says that it is too "
                 "low. Gradient "
                 "descent is unstable above the stability limit, 2 / lr, with momentum "
                 "2 (1 + momentum) / lr, with Nesterov's "
                 "2 (1 + momentum) / (1 + 2 momentum) / lr, each less the weight decay: with large "
                 "batches lambda rises until it hovers just above it (Cohen et al. 2021, "
                 "arXiv 2103.00065, for full batches; small ones keep it below). Adam and AdamW "
                 "have no such limit on lambda itself. "
                 "Over the trainable blocks a release adds directions, so lambda cannot fall at "
                 "it; a fall in the steps after it means a wider valley."),
             .parameters = parameters(),
             .symbol = "lambda_max",
             .cost = Cost::many_steps},
            [](const std::string& name, const Table& settings, const MetricSubject& subject) {
                return std::make_unique<LambdaMax>(name, settings, subject);
            }};
}

} // namespace thaw
