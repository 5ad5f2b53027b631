// Everything a run file says before its first reading.
#pragma once

#include "core/run/plan.h"
#include "core/run/value.h"

#include <cstdint>
#include <optional>
#include <string>

namespace thaw {

// Where a forked run came from.
struct Parent {
    std::string run_id;
    std::string file;      // name of the parent's file at that time
    std::int64_t step = 0; // the child equals the parent up to its arrival at this boundary
};

struct RunHeader {
    std::string run_id;  // 32 hexadecimal digits, new for every run and fork
    std::string name;    // from the config
    std::string created; // ISO 8601, UTC
    std::string config;  // resolved TOML: `thaw run` on it repeats the run
    std::string source;  // the TOML as the user wrote it
    Plan plan;
    Table provenance; // program, versions, threads, BLAS, host, seeds, data digests
    std::optional<Parent> parent;
};

// A fresh random run id.
std::string new_run_id();
// The present moment as ISO 8601 in UTC, seconds: 2026-11-24T12:00:00Z.
std::string utc_now();

} // namespace thaw
