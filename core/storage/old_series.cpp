#include "core/storage/old_series.h"

#include <algorithm>

namespace thaw {

namespace {

SplitRole role_of(const std::string& part, const std::vector<SplitInfo>& splits) {
    const auto split = std::find_if(splits.begin(), splits.end(),
                                    [&](const SplitInfo& each) { return each.name == part; });
    return split == splits.end() ? SplitRole::ood : split->role; // ood_mean, ood_worst
}

} // namespace

void describe_old_series(MetricInfo& metric, const std::vector<SplitInfo>& splits) {
    const std::size_t prefix = metric.name == metric.id ? 0 : metric.name.size() + 1;
    for (SeriesInfo& series : metric.series) {
        const std::string name = series.name.substr(std::min(prefix, series.name.size()));
        const std::size_t dot = std::min(name.find('.'), name.size());
        series.quantity = name.substr(0, dot);
        series.part = dot < name.size() ? name.substr(dot + 1) : std::string();
        if (metric.id == "evaluation") {
            series.role = role_of(series.part, splits);
        } else if (metric.id == "train") { // train_loss, train_accuracy
            series.quantity = name.substr(name.find('_') + 1);
            series.role = SplitRole::train;
        } else {
            series.quantity = metric.id;
            series.part = series.name.substr(std::min(series.name.size(), metric.name.size() + 1));
            continue;
        }
        series.share = series.quantity == "accuracy";
        series.better = series.share ? Better::greater : Better::less;
    }
}

} // namespace thaw
