// The size of the weights, and what it makes of the learning rate.
#include "core/training/metric.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

namespace thaw {

namespace {

constexpr const char* id = "weights";

class Weights : public Metric {
  public:
    Weights(const std::string& name, const MetricSubject& subject)
        : prefix_(series_prefix(id, name)), blocks_(subject.blocks),
          body_factor_(subject.body_factor) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all = {
            {prefix_ + "weight_norm", translatable("Weight norm"), "|w|", ""}};
        for (const auto& block : blocks_)
            all.push_back(
                {prefix_ + "weight_norm." + block, translatable("Weight norm"), "|w|", ""});
        for (const auto& block : blocks_)
            all.push_back({prefix_ + "effective_learning_rate." + block,
                           translatable("Effective learning rate"), "lr/|w|^2", ""});
        return all;
    }

    double steps_per_reading() const override { return 0.1; }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const torch::NoGradGuard no_grad;
        const auto trainable = context.network.trainable();
        std::vector<Reading> norms, rates;
        double total = 0;
        std::int64_t total_count = 0;
        for (std::size_t i = 0; i < context.network.size(); ++i) {
            double squared = 0, kernels = 0;
            std::int64_t count = 0, kernel_count = 0;
            for (const auto& parameter : context.network.block_parameters(i)) {
                const double part =
                    parameter.detach().to(torch::kDouble).square().sum().item<double>();
                squared += part;
                count += parameter.numel();
                if (parameter.dim() < 2)
                    continue; // biases and BatchNorm's own weights
                kernels += part;
                kernel_count += parameter.numel();
            }
            norms.push_back({std::sqrt(squared), 0, count});
            const double rate =
                context.learning_rate * (i + 1 < context.network.size() ? body_factor_ : 1);
            rates.push_back(trainable[i] ? Reading{rate / kernels, 0, kernel_count}
                                         : unknown_readings(1)[0]);
            total += squared;
            total_count += count;
        }
        std::vector<Reading> readings = {{std::sqrt(total), 0, total_count}};
        readings.insert(readings.end(), norms.begin(), norms.end());
        readings.insert(readings.end(), rates.begin(), rates.end());
        return readings;
    }

  private:
    std::string prefix_;
    std::vector<std::string> blocks_;
    double body_factor_;
};

} // namespace

CatalogueEntry<MakeMetric> weights_metric();
CatalogueEntry<MakeMetric> weights_metric() {
    return {{.id = id,
             .label = translatable("Weight norms"),
             .help = translatable(
                 "L2 norm of all parameters and of each block's, and each trainable block's "
                 "effective learning rate lr / |w|^2 over its kernels and matrices. Exact. Where "
                 "BatchNorm follows a layer, the scale of its weights changes nothing but how far "
                 "a step turns them: there lr / |w|^2 is the learning rate that counts (van "
                 "Laarhoven 2017, arXiv 1706.05350), and weights that grow slow their own learning "
                 "down. For layers without BatchNorm it has no such meaning. A norm that shrinks "
                 "steadily shows weight decay at work."),
             .symbol = "|w|",
             .cost = Cost::cheap},
            [](const std::string& name, const Table&, const MetricSubject& subject) {
                return std::make_unique<Weights>(name, subject);
            }};
}

} // namespace thaw
