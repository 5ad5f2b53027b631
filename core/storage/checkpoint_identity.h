// What the notes of a checkpoint say about whose it is.
#pragma once

#include "core/run/run_record.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace thaw {

struct CheckpointIdentity {
    std::string run_id;     // empty: of an earlier version, or nobody can tell
    std::int64_t step = -1; // -1: nobody can tell
    double train_time = 0;  // seconds in updates until then: no two sessions measure the same
};

// Of a checkpoint's bytes, or of so many of them that its header is whole. Any bytes will do.
CheckpointIdentity identity_of(std::string_view bytes);

// Whether `record` has rows of the boundary that the checkpoint was taken at, written by the same
// session: then all rows before them are there, too.
bool has_rows_of(const RunRecord& record, const CheckpointIdentity& checkpoint);

} // namespace thaw
