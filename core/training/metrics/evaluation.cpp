// Accuracy and loss on the ID test set and on every OOD split.
#include "core/training/estimate.h"
#include "core/training/metric.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr const char* id = "evaluation";

// What the network does on one split.
struct Outcome {
    torch::Tensor correct, losses; // float64 [n], on the CPU
};

// The mean over splits and examples. All splits show the same test images, shifted, so the
// examples' means over the splits are what is independent. Splits of different sizes share no
// such pairing: their errors then add up as independent ones.
Reading mean_over_splits(const std::vector<torch::Tensor>& splits) {
    const bool paired = std::all_of(splits.begin(), splits.end(), [&](const torch::Tensor& split) {
        return split.numel() == splits[0].numel();
    });
    if (paired)
        return mean_reading(torch::stack(splits).mean(0));
    Reading mean;
    double variance = 0;
    for (const auto& split : splits) {
        const Reading one = mean_reading(split);
        mean.value += one.value / static_cast<double>(splits.size());
        variance += one.standard_error * one.standard_error;
        mean.count += one.count;
    }
    mean.standard_error = std::sqrt(variance) / static_cast<double>(splits.size());
    return mean;
}

class Evaluation : public Metric {
  public:
    Evaluation(const std::string& name, const Table& settings, const MetricSubject& subject)
        : prefix_(series_prefix(id, name)), max_examples_(settings.integer("max_examples")),
          training_batch_(subject.batch_size), batch_size_(settings.integer("batch_size")),
          splits_(subject.splits) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all;
        for (const auto& split : splits_)
            all.push_back({prefix_ + "accuracy." + split.name, translatable("Accuracy"), "", "",
                           split.role == SplitRole::id});
        for (const auto& split : splits_)
            all.push_back({prefix_ + "loss." + split.name, translatable("Loss"), "", ""});
        if (has_ood()) {
            all.push_back(
                {prefix_ + "accuracy.ood_mean", translatable("Mean OOD accuracy"), "", "", true});
            all.push_back(
                {prefix_ + "accuracy.ood_worst", translatable("Worst OOD accuracy"), "", ""});
            all.push_back({prefix_ + "loss.ood_mean", translatable("Mean OOD loss"), "", ""});
        }
        return all;
    }

    double steps_per_reading() const override {
        return 0.35 *
               static_cast<double>(static_cast<std::int64_t>(splits_.size()) * max_examples_) /
               static_cast<double>(training_batch_);
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        std::vector<Reading> accuracies, losses;
        std::vector<torch::Tensor> ood_correct, ood_losses;
        Reading worst;
        for (const Split& split : context.splits) {
            const auto outcome = evaluate(context, split);
            if (!outcome)
                return std::nullopt;
            accuracies.push_back(mean_reading(outcome->correct));
            losses.push_back(mean_reading(outcome->losses));
            if (split.info.role != SplitRole::ood)
                continue;
            if (ood_correct.empty() || accuracies.back().value < worst.value)
                worst = accuracies.back();
            ood_correct.push_back(outcome->correct);
            ood_losses.push_back(outcome->losses);
        }
        std::vector<Reading> readings = std::move(accuracies);
        readings.insert(readings.end(), losses.begin(), losses.end());
        if (!ood_correct.empty()) {
            readings.push_back(mean_over_splits(ood_correct));
            readings.push_back(worst);
            readings.push_back(mean_over_splits(ood_losses));
        }
        return readings;
    }

  private:
    bool has_ood() const {
        return std::any_of(splits_.begin(), splits_.end(),
                           [](const auto& split) { return split.role == SplitRole::ood; });
    }

    std::optional<Outcome> evaluate(const MetricContext& context, const Split& split) const {
        const torch::NoGradGuard no_grad;
        const std::int64_t available = split.labels.size(0);
        const std::int64_t n = context.last_step ? available : std::min(available, max_examples_);
        std::vector<torch::Tensor> correct, losses;
        for (std::int64_t begin = 0; begin < n; begin += batch_size_) {
            if (context.stopped())
                return std::nullopt;
            const std::int64_t end = std::min(n, begin + batch_size_);
            const torch::Tensor images = context.normalise(split.pixels.slice(0, begin, end));
            const torch::Tensor logits =
                context.network.forward(images).to(torch::kCPU, torch::kDouble);
            const torch::Tensor labels = split.labels.slice(0, begin, end);
            correct.push_back(logits.argmax(1).eq(labels).to(torch::kDouble));
            losses.push_back(torch::cross_entropy_loss(logits, labels, {}, torch::Reduction::None));
        }
        return Outcome{torch::cat(correct), torch::cat(losses)};
    }

    std::string prefix_;
    std::int64_t max_examples_, training_batch_, batch_size_;
    std::vector<SplitInfo> splits_;
};

} // namespace

CatalogueEntry<MakeMetric> evaluation_metric();
CatalogueEntry<MakeMetric> evaluation_metric() {
    return {
        {.id = id,
         .label = translatable("ID and OOD evaluation"),
         .help = translatable(
             "Share of right answers (0 to 1) and mean cross-entropy in eval mode on the ID test "
             "set and on every OOD split, with the mean over the OOD splits and the worst of them. "
             "Standard error: sd / sqrt(n); for the OOD mean over the images' means, because every "
             "split shows the same images. What the study is about: an intervention helps when OOD "
             "accuracy rises and ID accuracy stays (in the paper, within half a point). At the "
             "last step all images are used."),
         .parameters =
             {{.key = "max_examples",
               .fallback = std::int64_t{1000},
               .label = translatable("Examples"),
               .help = translatable("Images of each split that a reading looks at: the first ones. "
                                    "The last step takes all of them. With 1000 the standard error "
                                    "of an accuracy is at most 0.016."),
               .minimum = 1},
              {.key = "batch_size",
               .fallback = std::int64_t{500},
               .label = translatable("Batch size"),
               .help = translatable("Images that are worked on at a time; changes the memory that "
                                    "is needed, not the value."),
               .minimum = 1}},
         .cost = Cost::steps},
        [](const std::string& name, const Table& settings, const MetricSubject& subject) {
            return std::make_unique<Evaluation>(name, settings, subject);
        }};
}

} // namespace thaw
