#include "core/run/triggers/trigger.h"

namespace thaw {

#define TRIGGER(name) CatalogueEntry<MakeTrigger> name##_trigger();
#include "core/run/triggers/catalogue.def"
#undef TRIGGER

const Catalogue<MakeTrigger>& triggers() {
    static const Catalogue<MakeTrigger> all{
#define TRIGGER(name) name##_trigger(),
#include "core/run/triggers/catalogue.def"
#undef TRIGGER
    };
    return all;
}

Parameter watched_metric() {
    return {.key = "metric",
            .fallback = std::string(),
            .label = translatable("Metric"),
            .help = translatable("The series to watch, e.g. fisher_trace or accuracy.ood_mean."),
            .required = true};
}

} // namespace thaw
