#include "core/training/metric.h"

namespace thaw {

#define METRIC(name) CatalogueEntry<MakeMetric> name##_metric();
#include "core/training/metrics/catalogue.def"
#undef METRIC

const Catalogue<MakeMetric>& metrics() {
    static const Catalogue<MakeMetric> all = {
#define METRIC(name) name##_metric(),
#include "core/training/metrics/catalogue.def"
#undef METRIC
    };
    return all;
}

} // namespace thaw
