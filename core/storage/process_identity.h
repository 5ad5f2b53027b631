// Which process writes a file, so that another can tell whether it still lives.
#pragma once

#include "core/run/run_record.h"

#include <cstdint>
#include <string>

namespace thaw {

struct ProcessIdentity {
    std::int64_t pid = 0;
    std::int64_t start = 0; // clock ticks since boot: a reused pid has another start
    std::string host, boot_id;
    std::int64_t pid_namespace = 0; // inode of /proc/self/ns/pid: one container's numbers
};

ProcessIdentity this_process();

// Whether the writer named in `status` can still be at work: by its process if it is of this
// machine, boot and container, by a heartbeat of less than 30 s ago if it is of another host, whose
// clock may be an hour ahead of ours, or of another container.
bool writer_lives(const RunStatus& status);

double unix_time(); // seconds

} // namespace thaw
