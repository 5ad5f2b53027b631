// The size of the gradient, and how well mini-batches agree on its direction.
#include "core/training/metric.h"
#include "core/training/objective.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr const char* id = "gradient";

// A function of the inner products [G, G] of G groups' gradients.
using OfGroups = double (*)(const torch::Tensor& gram);

// |mean of the groups' gradients|.
double mean_norm(const torch::Tensor& gram) {
    return std::sqrt(gram.sum().item<double>()) / static_cast<double>(gram.size(0));
}

// Mean cosine between a group's gradient and the sum of the others'. REQUIRES: two groups.
double alignment(const torch::Tensor& gram) {
    const torch::Tensor own = gram.diagonal();
    const torch::Tensor with_all = gram.sum(1);
    const torch::Tensor others = (with_all.sum() - 2 * with_all + own).clamp_min(0);
    return ((with_all - own) / (own * others).sqrt()).mean().item<double>();
}

// With the jackknife's standard error (Efron & Tibshirani 1993, chapter 11): both functions take
// every group several times, so that the spread of single terms would be too small. None where
// fewer than `fewest` groups would be left.
Reading jackknife(const torch::Tensor& gram, OfGroups value, std::int64_t fewest) {
    const std::int64_t groups = gram.size(0);
    if (groups - 1 < fewest)
        return {value(gram), unknown_readings(1)[0].standard_error, groups};
    std::vector<double> without;
    for (std::int64_t left_out = 0; left_out < groups; ++left_out) {
        const torch::Tensor all = torch::arange(groups);
        const torch::Tensor rest = all.masked_select(all.ne(left_out));
        without.push_back(value(gram.index_select(0, rest).index_select(1, rest)));
    }
    // sd of the values times (G - 1) / sqrt(G)
    const double factor = static_cast<double>(groups - 1) / std::sqrt(static_cast<double>(groups));
    return {value(gram), torch::tensor(without, torch::kDouble).std().item<double>() * factor,
            groups};
}

class Gradient : public Metric {
  public:
    Gradient(const std::string& name, const Table& settings, const MetricSubject& subject)
        : name_(name), prefix_(series_prefix(id, name)), settings_(settings),
          blocks_(subject.blocks), group_(subject.batch_size) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all = {
            {prefix_ + "gradient_norm", translatable("Gradient norm"), "|g|", "", true}};
        for (const auto& block : blocks_)
            all.push_back(
                {prefix_ + "gradient_norm." + block, translatable("Gradient norm"), "|g|", ""});
        all.push_back({prefix_ + "gradient_cosine", translatable("Gradient alignment"), "cos", ""});
        return all;
    }

    double steps_per_reading() const override {
        return 1.1 * static_cast<double>(settings_.integer("examples")) /
               static_cast<double>(group_);
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        std::vector<Reading> readings = unknown_readings(blocks_.size() + 2);
        const auto trainable = context.network.trainable();
        if (parameters_of(context.network, trainable).empty())
            return readings;
        const auto gradients = group_gradients(context, trainable);
        if (!gradients)
            return std::nullopt;

        torch::Tensor total;
        std::int64_t begin = 0;
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            if (!trainable[i])
                continue;
            std::int64_t end = begin;
            for (const auto& parameter : context.network.block_parameters(i))
                end += parameter.numel();
            const torch::Tensor part = gradients->slice(1, begin, end);
            const torch::Tensor gram = part.mm(part.t()).to(torch::kCPU, torch::kDouble);
            readings[1 + i] = jackknife(gram, mean_norm, 1);
            total = total.defined() ? total + gram : gram;
            begin = end;
        }
        readings.front() = jackknife(total, mean_norm, 1);
        if (total.size(0) > 1)
            readings.back() = jackknife(total, alignment, 2);
        return readings;
    }

  private:
    // [G, d]: the gradient of each group's mean loss.
    std::optional<torch::Tensor> group_gradients(const MetricContext& context,
                                                 const std::vector<bool>& blocks) const {
        const Examples subset = metric_subset(context, settings_, name_);
        const std::int64_t size = std::min(subset.count(), group_);
        std::vector<torch::Tensor> rows;
        for (std::int64_t begin = 0; begin + size <= subset.count(); begin += size) {
            if (context.stopped())
                return std::nullopt;
            const Examples group = subset.slice(begin, begin + size);
            const auto objective = batch_objective(context.network, context.task, group, blocks);
            rows.push_back(objective->gradient(objective->origin()).gradient);
        }
        return torch::stack(rows);
    }

    std::string name_, prefix_;
    Table settings_;
    std::vector<std::string> blocks_;
    std::int64_t group_;
};

} // namespace

CatalogueEntry<MakeMetric> gradient_metric();
CatalogueEntry<MakeMetric> gradient_metric() {
    return {
        {.id = id,
         .label = translatable("Gradient norm and alignment"),
         .help = translatable(
             "The subset is cut into groups of the training batch size, without the "
             "remainder. The norm is that of the mean gradient over all groups, by block and in "
             "total, trainable blocks only; what noise is left in the mean makes it larger. The "
             "alignment is the mean cosine between a group's gradient and the mean gradient of "
             "the others, in eval mode: 1 if every batch pulls the same way, 0 if their "
             "directions share nothing. Both have the jackknife's standard error over groups. "
             "The alignment falls as training goes on and noise takes over. The second version of "
             "the paper argues "
             "that gradual unfreezing aligns the gradients of early batches with that of the "
             "whole training set (arXiv 2403.15210): compare this curve with and without."),
         .parameters = subset_parameters(1024),
         .symbol = "|g|",
         .cost = Cost::steps},
        [](const std::string& name, const Table& settings, const MetricSubject& subject) {
            return std::make_unique<Gradient>(name, settings, subject);
        }};
}

} // namespace thaw
