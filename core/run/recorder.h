// Where a session's bundles and checkpoints go so that nothing is lost. core/storage implements it
// with HDF5; tests implement it in memory.
#pragma once

#include "core/run/event.h"

#include <cstdint>
#include <string>

namespace thaw {

enum class EndState { finished, stopped, paused, failed };
std::string to_text(EndState state);

// Called from the session's thread only. Any call may wait for room and may throw Error with a
// failure of an earlier one: a recorder that cannot write says so at the next call.
class Recorder {
  public:
    virtual ~Recorder() = default;
    virtual void append(SharedBundle bundle) = 0;
    // `bytes` is opaque. A second checkpoint at a step replaces the first. A pinned one (taken at
    // an event, on demand, at the end) is kept for good; of the others the recorder keeps the
    // newest.
    virtual void save_checkpoint(std::int64_t step, std::string bytes, bool pinned) = 0;
    // Writes all that is left and seals the run. Nothing may be called after it.
    virtual void finish(EndState state, const std::string& reason) = 0;
};

} // namespace thaw
