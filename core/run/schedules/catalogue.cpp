#include "core/run/schedules/schedule.h"

namespace thaw {

#define SCHEDULE(name) CatalogueEntry<MakeSchedule> name##_schedule();
#include "core/run/schedules/catalogue.def"
#undef SCHEDULE

const Catalogue<MakeSchedule>& schedules() {
    static const Catalogue<MakeSchedule> all{
#define SCHEDULE(name) name##_schedule(),
#include "core/run/schedules/catalogue.def"
#undef SCHEDULE
    };
    return all;
}

} // namespace thaw
