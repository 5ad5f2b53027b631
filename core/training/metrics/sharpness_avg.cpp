// The mean rise of the loss in a random neighbourhood of the weights (arXiv 2302.07011).
#include "core/training/controlled_sharpness.h"
#include "core/training/estimate.h"
#include "core/training/metric.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

namespace {

constexpr const char* id = "sharpness_avg";

class SharpnessAvg : public Metric {
  public:
    SharpnessAvg(const std::string& name, const Table& settings, const MetricSubject& subject)
        : name_(name), settings_(settings), batch_size_(static_cast<double>(subject.batch_size)) {}

    std::vector<SeriesInfo> series() const override {
        return {{name_, translatable("Average-case sharpness"), "S_avg", "", true}};
    }

    double steps_per_reading() const override {
        const double batches = static_cast<double>(settings_.integer("examples")) / batch_size_;
        if (settings_.text("estimator") == "paper")
            return 0.4 * static_cast<double>(settings_.integer("draws") + 1) * batches;
        return (1 + 0.45 * (2 + settings_.real("forwards"))) * batches;
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto blocks = selected_blocks(context.network, settings_);
        if (parameters_of(context.network, blocks).empty())
            return unknown_readings(1);
        const Neighbourhood neighbourhood{settings_.real("rho"), norm_of(settings_.text("norm")),
                                          settings_.boolean("adaptive")};
        const Examples subset = metric_subset(context, settings_, name_);
        const auto reading = settings_.text("estimator") == "paper"
                                 ? by_draws_alone(context, subset, blocks, neighbourhood)
                                 : controlled(context, subset, blocks, neighbourhood);
        if (!reading)
            return std::nullopt;
        return std::vector<Reading>{*reading};
    }

  private:
    std::optional<Reading> controlled(const MetricContext& context, const Examples& subset,
                                      const std::vector<bool>& blocks,
                                      const Neighbourhood& neighbourhood) const {
        return controlled_sharpness(context.network, context.task, subset, blocks, neighbourhood,
                                    {settings_.integer("group_size"),
                                     settings_.real("relative_error"), settings_.real("forwards")},
                                    metric_seed(context, settings_, name_, "perturbations"),
                                    context.interrupted);
    }

    std::optional<Reading> by_draws_alone(const MetricContext& context, const Examples& subset,
                                          const std::vector<bool>& blocks,
                                          const Neighbourhood& neighbourhood) const {
        const std::int64_t batch_size = settings_.integer("batch_size");
        const auto generator = metric_generator(context, settings_, name_, "draws");
        std::vector<double> rises;
        for (std::int64_t begin = 0; begin < subset.count(); begin += batch_size) {
            const Examples batch =
                subset.slice(begin, std::min(subset.count(), begin + batch_size));
            const auto objective = batch_objective(context.network, context.task, batch, blocks);
            const auto more =
                average_sharpness(*objective, neighbourhood, settings_.integer("draws"), generator,
                                  context.interrupted);
            if (!more)
                return std::nullopt;
            rises.insert(rises.end(), more->begin(), more->end());
        }
        return mean_reading(torch::tensor(rises, torch::kDouble));
    }

    std::string name_;
    Table settings_;
    double batch_size_; // of training
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(128);
    all.push_back(
        {.key = "estimator",
         .fallback = std::string("control_variate"),
         .label = translatable("Estimator"),
         .help = translatable(
             "control_variate: the part of each rise that the gradient foretells, whose mean is 0, "
             "is taken away; each small group of images has perturbations of its own, the same at "
             "every reading, and noisy groups have more of them. paper: nothing but draws, new "
             "ones at every reading; where the slope outweighs the curvature, as a rule at a "
             "small adaptive rho, their noise can be larger than the value."),
         .words = {"control_variate", "paper"}});
    all.push_back({.key = "relative_error",
                   .fallback = 0.15,
                   .label = translatable("Relative error"),
                   .help = translatable("Control variate: stops when the standard error is at most "
                                        "this part of the value."),
                   .minimum = 0});
    all.push_back({.key = "forwards",
                   .fallback = 10.0,
                   .label = translatable("Forward passes"),
                   .help = translatable(
                       "Control variate: at most so many forward passes over all its images, about "
                       "0.4 training steps of as many images each; two more show which images "
                       "are noisy."),
                   .minimum = 2});
    all.push_back({.key = "group_size",
                   .fallback = std::int64_t{32},
                   .label = translatable("Group size"),
                   .help = translatable("Control variate: images of a group. Smaller groups give "
                                        "more perturbations for the same work."),
                   .minimum = 1});
    all.push_back(batch_size_parameter(
        256,
        translatable("Estimator paper: images of a batch. Every batch has draws of its own, and "
                     "their rises are averaged; the paper uses 256.")));
    all.push_back(
        {.key = "rho",
         .fallback = 0.01,
         .label = translatable("Radius rho"),
         .help = translatable("Standard deviation of the noise (l2) or half its range "
                              "(linf), relative to |w| if adaptive. The paper uses 0.01."),
         .minimum = 0,
         .above_minimum = true});
    all.push_back({.key = "draws",
                   .fallback = std::int64_t{15},
                   .label = translatable("Draws"),
                   .help = translatable("Estimator paper: perturbations a batch; one forward pass "
                                        "each. The paper uses 15."),
                   .minimum = 1});
    all.push_back({.key = "adaptive",
                   .fallback = true,
                   .label = translatable("Adaptive"),
                   .help = translatable(
                       "Noise in proportion to each weight, so that rescaling layers changes "
                       "nothing. A weight that is exactly 0, as every bias and BatchNorm shift at "
                       "the start, then does not move. Whether the paper does so is not stated.")});
    all.push_back({.key = "norm",
                   .fallback = std::string("l2"),
                   .label = translatable("Norm"),
                   .help = translatable("l2: normal noise, as in the paper. linf: uniform noise."),
                   .words = {"l2", "linf"}});
    all.push_back(parameters_parameter(
        "all", translatable("Which weights are perturbed: those of all blocks, or of the trainable "
                            "ones. The paper does not say; all keeps the curve comparable while "
                            "blocks are released.")));
    return all;
}

} // namespace

CatalogueEntry<MakeMetric> sharpness_avg_metric();
CatalogueEntry<MakeMetric> sharpness_avg_metric() {
    return {{.id = id,
             .label = translatable("Average-case sharpness"),
             .help = translatable(
                 "Mean rise of the loss when the weights get small random noise: positive in a "
                 "valley, and larger the narrower the valley (Andriushchenko et al. 2023, arXiv "
                 "2302.07011). Mean of L(w + delta) - L(w) over draws, in eval mode; "
                 "standard error over the draws, the images being what they are. It changes fast "
                 "in the first steps, then settles; "
                 "the paper releases blocks when it has settled and finds its trend, not its "
                 "value, telling (arXiv 2403.15210, section 6). The paper looks at 2048 images; "
                 "the default here is "
                 "128."),
             .parameters = parameters(),
             .symbol = "S_avg",
             .cost = Cost::many_steps},
            [](const std::string& name, const Table& settings, const MetricSubject& subject) {
                return std::make_unique<SharpnessAvg>(name, settings, subject);
            }};
}

} // namespace thaw
