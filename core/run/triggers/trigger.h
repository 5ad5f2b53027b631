// A rule that decides when something is asked of a run. It sees readings as they come, live or
// from a file, and fires at most once. Registered by one line in catalogue.def.
#pragma once

#include "core/run/description.h"
#include "core/run/event.h"

#include <functional>
#include <memory>
#include <optional>

namespace thaw {

class Trigger {
  public:
    virtual ~Trigger() = default;

    // The state after `step` completed updates; `reading` is that of the trigger's series when one
    // was taken at this step, else null. Called once a step, in order. A value: the trigger fires
    // now, and why (what it saw, what it compared it with). Not called again after it fired.
    virtual std::optional<Table> observe(std::int64_t step, const Reading* reading) = 0;

    // All that observe() has learnt, for a checkpoint; and back.
    virtual Table state() const = 0;
    virtual void restore(const Table& state) = 0;
};

using MakeTrigger = std::function<std::unique_ptr<Trigger>(const Table& settings)>;
const Catalogue<MakeTrigger>& triggers();

// The parameter "metric" of triggers that watch a series.
Parameter watched_metric();

} // namespace thaw
