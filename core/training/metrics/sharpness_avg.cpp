// The mean rise of the loss in a random neighbourhood of the weights (arXiv 2302.07011).
#include "core/training/estimate.h"
#include "core/training/metric.h"
#include "core/training/sharpness.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

namespace {

constexpr const char* id = "sharpness_avg";

class SharpnessAvg : public Metric {
  public:
    SharpnessAvg(const std::string& name, const Table& settings)
        : name_(name), settings_(settings) {}

    std::vector<SeriesInfo> series() const override {
        return {{name_, translatable("Average-case sharpness"), "S_avg", "", true}};
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto parameters =
            parameters_of(context.network, selected_blocks(context.network, settings_));
        if (parameters.empty())
            return unknown_readings(1);
        const Neighbourhood neighbourhood{settings_.real("rho"), norm_of(settings_.text("norm")),
                                          settings_.boolean("adaptive")};
        const Examples subset = metric_subset(context, settings_, name_);
        const std::int64_t batch_size = settings_.integer("batch_size");
        const auto generator = metric_generator(context, settings_, name_, "draws");
        std::vector<double> rises;
        for (std::int64_t begin = 0; begin < subset.count(); begin += batch_size) {
            const Examples batch =
                subset.slice(begin, std::min(subset.count(), begin + batch_size));
            const auto more = average_sharpness(batch_objective(context.network, batch, parameters),
                                                neighbourhood, settings_.integer("draws"),
                                                generator, context.interrupted);
            if (!more)
                return std::nullopt;
            rises.insert(rises.end(), more->begin(), more->end());
        }
        return std::vector<Reading>{mean_reading(torch::tensor(rises, torch::kDouble))};
    }

  private:
    std::string name_;
    Table settings_;
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(512);
    all.push_back(batch_size_parameter(
        256,
        translatable("Images of a batch. Every batch has draws of its own, and their rises are "
                     "averaged; the paper uses 256.")));
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
                   .help = translatable("Perturbations a batch; one forward pass each. The paper "
                                        "uses 15."),
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
                 "2302.07011). Mean of L(w + delta) - L(w) over draws and batches, in eval mode; "
                 "standard error over the draws. It changes fast in the first steps, then settles; "
                 "the paper releases blocks when it has settled and finds its trend, not its "
                 "value, telling (arXiv 2403.15210, section 6). It rises while blocks are frozen "
                 "and drops at every release. The paper looks at 2048 images; the default here is "
                 "512."),
             .parameters = parameters(),
             .symbol = "S_avg",
             .cost = Cost::many_steps},
            [](const std::string& name, const Table& settings, const MetricSubject&) {
                return std::make_unique<SharpnessAvg>(name, settings);
            }};
}

} // namespace thaw
