// What each decision about frozen blocks would do now, said before it is taken.
#pragma once

#include "widgets/shown_run.h"

#include <QString>

namespace thaw {

struct Consequences {
    QString situation;                       // why nothing can be decided, or how things stand
    QString release_next, hold, release_all; // translated; empty where it cannot be asked
    bool may_release = false;                // release_next and release_all
    bool may_hold = false;
};

// For the run as its events tell it. May anything be asked of it at all, is ShownRun::steerable().
Consequences consequences(const ShownRun& run);

} // namespace thaw
