#include "core/run/watching_rule.h"

#include <algorithm>
#include <tuple>

namespace thaw {

ReplayedReadings::ReplayedReadings(const RunRecord& record, const std::string& metric,
                                   std::int64_t first) {
    if (metric.empty())
        return;
    const auto [m, s] = record.header.plan.find_series(metric);
    watched_ = m >= 0 && static_cast<std::size_t>(m) < record.metrics.size();
    if (!watched_)
        return;
    metric_ = &record.metrics[static_cast<std::size_t>(m)];
    series_ = &metric_->series[static_cast<std::size_t>(s)];
    row_ = static_cast<std::size_t>(
        std::lower_bound(metric_->step.begin(), metric_->step.end(), first) -
        metric_->step.begin());
}

const Reading* ReplayedReadings::at(std::int64_t step) {
    if (metric_ == nullptr || row_ >= metric_->step.size() || metric_->step[row_] != step)
        return nullptr;
    reading_ = {series_->value[row_], series_->standard_error[row_], series_->count[row_]};
    ++row_;
    return &reading_;
}

WatchingRule watched_until(const RunRecord& record, const Item& rule, std::int64_t step) {
    WatchingRule watching{.rule = rule};
    const auto trigger = entry_of(triggers(), rule.id).make(rule.settings);
    if (rule.settings.boolean("enabled")) {
        ReplayedReadings readings(record, rule.settings.has("metric") ? rule.settings.text("metric")
                                                                      : std::string());
        for (std::int64_t at = 0; at < step && !watching.fired && readings.is_watched(); ++at)
            watching.fired = trigger->observe(at, readings.at(at)).has_value();
    }
    watching.state = trigger->state();
    return watching;
}

} // namespace thaw
