// What the task is judged by, and the loss, on the ID test set and on every other split.
#include "core/training/estimate.h"
#include "core/training/forward_pass.h"
#include "core/training/kept_prefix.h"
#include "core/training/metric.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr const char* id = "evaluation";

// What the network does on one split, in float64 on the CPU.
struct Outcome {
    torch::Tensor losses;               // [n]
    std::vector<torch::Tensor> columns; // of each score: [n, ...]
};

// The mean over splits of their own readings, as if those were independent.
Reading mean_of(const std::vector<Reading>& splits) {
    Reading mean;
    double variance = 0;
    for (const Reading& one : splits) {
        mean.value += one.value / static_cast<double>(splits.size());
        variance += one.standard_error * one.standard_error;
        mean.count += one.count;
    }
    mean.standard_error = std::sqrt(variance) / static_cast<double>(splits.size());
    return mean;
}

// The mean over splits and examples. Where all splits show the same examples, each changed in its
// way, it is the examples' means over the splits that are independent.
Reading mean_over_splits(const std::vector<torch::Tensor>& splits, bool paired) {
    if (paired)
        return mean_reading(torch::stack(splits).mean(0));
    std::vector<Reading> readings;
    for (const auto& split : splits)
        readings.push_back(mean_reading(split));
    return mean_of(readings);
}

class Evaluation : public Metric {
  public:
    Evaluation(const std::string& name, const Table& settings, const MetricSubject& subject)
        : prefix_(series_prefix(id, name)), max_examples_(settings.integer("max_examples")),
          training_batch_(subject.batch_size), batch_size_(settings.integer("batch_size")),
          splits_(subject.splits), scores_(subject.task->scores()) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all;
        for (std::size_t s = 0; s < scores_.size(); ++s)
            for (const auto& split : splits_)
                all.push_back(series_of(scores_[s], scores_[s].label, split.name, split.role,
                                        s == 0 && split.role == SplitRole::id));
        for (const auto& split : splits_)
            all.push_back(series_of(loss_, loss_.label, split.name, split.role, false));
        if (!has_ood())
            return all;
        for (std::size_t s = 0; s < scores_.size(); ++s) {
            const Score& score = scores_[s];
            all.push_back(series_of(score, score.mean_label, "ood_mean", SplitRole::ood, s == 0));
            if (!score.worst_label.empty())
                all.push_back(
                    series_of(score, score.worst_label, "ood_worst", SplitRole::ood, false));
        }
        all.push_back(series_of(loss_, loss_.mean_label, "ood_mean", SplitRole::ood, false));
        return all;
    }

    double steps_per_reading() const override {
        return 0.35 *
               static_cast<double>(static_cast<std::int64_t>(splits_.size()) * max_examples_) /
               static_cast<double>(training_batch_);
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        std::vector<Outcome> outcomes;
        std::vector<std::size_t> ood;
        ForwardPass network(context.network);
        kept_.look_at(context.network);
        for (std::size_t i = 0; i < context.splits.size(); ++i) {
            auto outcome = evaluate(context, network, i);
            if (!outcome)
                return std::nullopt;
            outcomes.push_back(std::move(*outcome));
            if (context.splits[i].info().role == SplitRole::ood)
                ood.push_back(i);
        }
        std::vector<Reading> readings, of_ood;
        for (std::size_t s = 0; s < scores_.size(); ++s) {
            std::vector<Reading> by_split;
            for (const Outcome& outcome : outcomes)
                by_split.push_back(reading_of(scores_[s], outcome.columns[s]));
            readings.insert(readings.end(), by_split.begin(), by_split.end());
            if (!ood.empty())
                add_summary(s, outcomes, by_split, ood, of_ood);
        }
        std::vector<torch::Tensor> ood_losses;
        for (const Outcome& outcome : outcomes)
            readings.push_back(mean_reading(outcome.losses));
        for (const std::size_t i : ood)
            ood_losses.push_back(outcomes[i].losses);
        readings.insert(readings.end(), of_ood.begin(), of_ood.end());
        if (!ood.empty())
            readings.push_back(mean_over_splits(ood_losses, paired(ood_losses)));
        return readings;
    }

  private:
    SeriesInfo series_of(const Score& score, const std::string& label, const std::string& part,
                         SplitRole role, bool headline) const {
        return {.name = prefix_ + score.name + "." + part,
                .label = label,
                .headline = headline,
                .quantity = score.name,
                .part = part,
                .role = role,
                .better = score.better,
                .share = score.share};
    }

    static Reading reading_of(const Score& score, const torch::Tensor& columns) {
        return score.of_split ? score.of_split(columns) : mean_reading(columns.select(1, 0));
    }

    // The mean and the worst of score number `s` over the OOD splits.
    void add_summary(std::size_t s, const std::vector<Outcome>& outcomes,
                     const std::vector<Reading>& by_split, const std::vector<std::size_t>& ood,
                     std::vector<Reading>& readings) const {
        const Score& score = scores_[s];
        std::vector<torch::Tensor> columns;
        std::vector<Reading> own;
        for (const std::size_t i : ood) {
            columns.push_back(outcomes[i].columns[s].select(1, 0));
            own.push_back(by_split[i]);
        }
        readings.push_back(score.of_split ? mean_of(own)
                                          : mean_over_splits(columns, paired(columns)));
        if (score.worst_label.empty())
            return;
        const bool greater = score.better == Better::greater;
        readings.push_back(
            *std::min_element(own.begin(), own.end(), [&](const Reading& a, const Reading& b) {
                return greater ? a.value < b.value : a.value > b.value;
            }));
    }

    // Whether row i of all OOD splits is the same example.
    bool paired(const std::vector<torch::Tensor>& rows) const {
        return std::all_of(splits_.begin(), splits_.end(),
                           [](const SplitInfo& split) {
                               return split.role != SplitRole::ood || split.paired;
                           }) &&
               std::all_of(rows.begin(), rows.end(), [&](const torch::Tensor& each) {
                   return each.numel() == rows[0].numel();
               });
    }

    bool has_ood() const {
        return std::any_of(splits_.begin(), splits_.end(),
                           [](const auto& split) { return split.role == SplitRole::ood; });
    }

    // Of examples that earlier readings saw, from where the network has changed since. The last
    // reading leaves nothing for others.
    torch::Tensor outputs_of(const MetricContext& context, ForwardPass& network,
                             const KeptPrefix::Range& range) {
        if (const auto* activations = kept_.find(range))
            return network.upper(*activations, kept_.blocks());
        const torch::Tensor inputs = context.splits[range.split].inputs_at(
            torch::arange(range.begin, range.end, torch::kLong));
        if (kept_.blocks() == 0 || context.last_step || !network.has_halves())
            return network.outputs(inputs);
        const auto activations = network.lower(inputs, kept_.blocks());
        kept_.keep(range, activations);
        return network.upper(activations, kept_.blocks());
    }

    std::optional<Outcome> evaluate(const MetricContext& context, ForwardPass& network,
                                    std::size_t place) {
        const torch::NoGradGuard no_grad;
        const ExampleSet& split = context.splits[place];
        const std::int64_t available = split.count();
        const std::int64_t n = context.last_step ? available : std::min(available, max_examples_);
        std::vector<torch::Tensor> losses;
        std::vector<std::vector<torch::Tensor>> columns(scores_.size());
        for (std::int64_t begin = 0; begin < n; begin += batch_size_) {
            if (context.stopped())
                return std::nullopt;
            const std::int64_t end = std::min(n, begin + batch_size_);
            const torch::Tensor outputs =
                outputs_of(context, network, {place, begin, end}).to(torch::kCPU, torch::kDouble);
            const torch::Tensor targets = split.targets().slice(0, begin, end);
            losses.push_back(context.task.likelihood().exact_losses(outputs, targets));
            for (std::size_t s = 0; s < scores_.size(); ++s)
                columns[s].push_back(scores_[s].of_examples(outputs, targets));
        }
        Outcome outcome{torch::cat(losses), {}};
        for (const auto& parts : columns)
            outcome.columns.push_back(torch::cat(parts));
        return outcome;
    }

    std::string prefix_;
    std::int64_t max_examples_, training_batch_, batch_size_;
    std::vector<SplitInfo> splits_;
    std::vector<Score> scores_;
    KeptPrefix kept_;
    const Score loss_ = {.name = "loss",
                         .label = translatable("Loss"),
                         .mean_label = translatable("Mean OOD loss"),
                         .better = Better::less};
};

} // namespace

CatalogueEntry<MakeMetric> evaluation_metric();
CatalogueEntry<MakeMetric> evaluation_metric() {
    return {
        {.id = id,
         .label = translatable("ID and OOD evaluation"),
         .help = translatable(
             "Share of right answers (0 to 1; R2 for regression) and mean negative log-likelihood "
             "in "
             "eval mode on the ID test set, on validation sets and on every OOD split, with the "
             "mean over the OOD splits and the worst of them. Standard error: sd / sqrt(n); for "
             "the OOD mean over the images' means where every split shows the same images. What "
             "the study is about: an intervention helps when OOD accuracy rises and ID accuracy "
             "stays (in the paper, within half a point). At the last step all images are used."),
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
