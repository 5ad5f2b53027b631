#include "core/run/plan.h"

#include <algorithm>

namespace thaw {

std::string to_text(SplitRole role) {
    switch (role) {
    case SplitRole::train:
        return "train";
    case SplitRole::validation:
        return "validation";
    case SplitRole::id:
        return "id";
    case SplitRole::ood:
        return "ood";
    }
    return {};
}

std::string to_text(Better better) {
    switch (better) {
    case Better::unknown:
        return "";
    case Better::greater:
        return "greater";
    case Better::less:
        return "less";
    }
    return {};
}

std::int64_t Plan::examples_seen(std::int64_t step) const {
    if (steps_per_epoch == 0)
        return 0;
    const std::int64_t in_epoch = step % steps_per_epoch;
    return step / steps_per_epoch * train_examples +
           std::min(in_epoch * batch_size, train_examples);
}

double Plan::epoch(std::int64_t step) const {
    return steps_per_epoch == 0 ? 0
                                : static_cast<double>(step) / static_cast<double>(steps_per_epoch);
}

std::pair<int, int> Plan::find_series(std::string_view name) const {
    for (std::size_t m = 0; m < metrics.size(); ++m)
        for (std::size_t s = 0; s < metrics[m].series.size(); ++s)
            if (metrics[m].series[s].name == name)
                return {static_cast<int>(m), static_cast<int>(s)};
    return {-1, -1};
}

const SeriesInfo* Plan::series_info(std::string_view name) const {
    const auto [metric, series] = find_series(name);
    return metric < 0 ? nullptr
                      : &metrics[static_cast<std::size_t>(metric)]
                             .series[static_cast<std::size_t>(series)];
}

} // namespace thaw
