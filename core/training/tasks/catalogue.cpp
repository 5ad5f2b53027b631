#include "core/training/tasks/task.h"

namespace thaw {

#define TASK(id) CatalogueEntry<MakeTask> task_##id();
#include "core/training/tasks/catalogue.def"
#undef TASK

const Catalogue<MakeTask>& tasks() {
#define TASK(id) task_##id(),
    static const Catalogue<MakeTask> all = {
#include "core/training/tasks/catalogue.def"
    };
#undef TASK
    return all;
}

} // namespace thaw
