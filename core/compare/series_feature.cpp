#include "core/compare/series_feature.h"

#include "core/compare/compared_run.h"
#include "core/compare/sample_summary.h"
#include "core/run/translate.h"

#include <algorithm>
#include <cmath>

namespace thaw {

std::vector<SeriesFeature> series_features() {
    return {SeriesFeature::last, SeriesFeature::greatest, SeriesFeature::mean,
            SeriesFeature::at_stop};
}

std::string feature_text(SeriesFeature feature) {
    switch (feature) {
    case SeriesFeature::last:
        return tr("last reading");
    case SeriesFeature::greatest:
        return tr("greatest reading");
    case SeriesFeature::mean:
        return tr("mean of all readings");
    case SeriesFeature::at_stop:
        return tr("reading at the stop");
    }
    return {};
}

double feature_of(const RunRecord& record, std::string_view series, SeriesFeature feature) {
    const SeriesLook look = find_series(record, series);
    if (!look || look.series->value.empty())
        return std::nan("");
    const auto& values = look.series->value;
    switch (feature) {
    case SeriesFeature::last:
        return values.back();
    case SeriesFeature::mean:
        return summarise(values).mean;
    case SeriesFeature::greatest: {
        double greatest = std::nan("");
        for (const double value : values)
            if (std::isfinite(value) && !(value <= greatest))
                greatest = value;
        return greatest;
    }
    case SeriesFeature::at_stop:
        break;
    }
    const std::int64_t stop = stop_step(record.events);
    const auto& steps = look.metric->step;
    const auto after = std::upper_bound(steps.begin(), steps.end(), stop);
    return stop < 0 || after == steps.begin()
               ? std::nan("")
               : values[static_cast<std::size_t>(after - steps.begin()) - 1];
}

} // namespace thaw
