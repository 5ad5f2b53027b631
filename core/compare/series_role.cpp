#include "core/compare/series_role.h"

#include "core/run/translate.h"

namespace thaw {

bool is_listed(const SeriesInfo& series) {
    return series.headline || series.role == SplitRole::id ||
           series.role == SplitRole::validation || series.part == "ood_mean" ||
           series.part == "ood_worst";
}

const SeriesInfo* main_series(const Plan& plan, SplitRole role) {
    for (const bool renamed : {false, true})
        for (const MetricInfo& metric : plan.metrics)
            if ((metric.name != metric.id) == renamed)
                for (const SeriesInfo& series : metric.series)
                    if (series.headline && series.role == role)
                        return &series;
    return nullptr;
}

bool beats(Better better, double a, double b) {
    return better == Better::greater ? a > b : better == Better::less && a < b;
}

std::string part_text(const SeriesInfo& series) {
    if (series.part == "id_test")
        return tr("ID test");
    if (series.part == "ood_mean")
        return tr("OOD mean");
    if (series.part == "ood_worst")
        return tr("OOD worst");
    if (series.part == "id_validation")
        return tr("ID validation");
    return series.part.empty() ? series.name : series.part;
}

} // namespace thaw
