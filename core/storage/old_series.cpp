#include "core/storage/old_series.h"

#include <algorithm>

namespace thaw {

namespace {

SplitRole role_of(const std::string& part, const std::vector<SplitInfo>& splits) {
    const auto split = std::find_if(splits.begin(), splits.end(),
                                    [&](const SplitInfo& each) { return each.name == part; });
    return split == splits.end() ? SplitRole::ood : split->role; // ood_mean, ood_worst
}

// As the metric would name it that was given no name: one with its id as the first series' name
// begins all of them with it, the others only where they were given one.
std::string plain_name(const std::string& name, const MetricInfo& metric) {
    if (metric.name == metric.id || !name.starts_with(metric.name))
        return name;
    if (metric.series.front().name == metric.name)
        return metric.id + name.substr(metric.name.size());
    return name.substr(std::min(metric.name.size() + 1, name.size()));
}

} // namespace

void describe_old_series(MetricInfo& metric, const Plan& plan) {
    for (SeriesInfo& series : metric.series) {
        if (!series.quantity.empty())
            continue;
        const std::string name = plain_name(series.name, metric);
        series.quantity = name;
        if (metric.id == "evaluation") { // accuracy.SPLIT, loss.SPLIT
            const std::size_t dot = std::min(name.find('.'), name.size());
            series.quantity = name.substr(0, dot);
            series.part = name.substr(std::min(dot + 1, name.size()));
            series.role = role_of(series.part, plan.splits);
        } else if (metric.id == "train") { // train_loss, train_accuracy
            series.quantity = name.substr(name.find('_') + 1);
            series.role = SplitRole::train;
        } else { // fisher_trace, fisher_trace.BLOCK, fisher_trace.noise
            for (const BlockInfo& block : plan.blocks)
                if (name.ends_with("." + block.name)) {
                    series.part = block.name;
                    series.quantity = name.substr(0, name.size() - block.name.size() - 1);
                }
            continue;
        }
        series.share = series.quantity == "accuracy";
        series.better = series.share ? Better::greater : Better::less;
    }
}

} // namespace thaw
