// The right to train one config in a folder, with how it stands there.
#pragma once

#include "app/sweep/member_lock.h"
#include "core/sweep/ledger.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace thaw {

struct Claim {
    std::unique_ptr<MemberLock> lock; // until this is destroyed
    Ledger ledger;                    // of all members, read under the lock
};

// Nothing where the member is done or another process is at it; `why` says so. Throws Error.
std::unique_ptr<Claim> claim(const std::vector<SweepMember>& members, std::size_t member,
                             const std::filesystem::path& folder, std::string& why);

// A config alone, as a sweep's only member.
SweepMember only_member(const RunConfig& config);

} // namespace thaw
