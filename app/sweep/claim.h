// The right to train one config in a folder, with how it stands there.
#pragma once

#include "core/run/key_lock.h"
#include "core/sweep/ledger.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace thaw {

struct Claim {
    std::unique_ptr<KeyLock> lock; // until this is destroyed
    Ledger ledger;                 // of all members, read under the lock
};

// Nothing where the member is done or another process is at it; `why` says so. Throws Error.
std::unique_ptr<Claim> claim(const std::vector<SweepMember>& members, std::size_t member,
                             const std::filesystem::path& folder, std::string& why);

// The lock file of all members in a folder of runs.
std::filesystem::path member_locks(const std::filesystem::path& folder);

// A config alone, as a sweep's only member.
SweepMember only_member(const RunConfig& config);

} // namespace thaw
