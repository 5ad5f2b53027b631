#include "app/sweep/claim.h"

#include "app/sweep/sweep_plan.h"
#include "core/run/config_identity.h"

namespace thaw {

std::unique_ptr<Claim> claim(const std::vector<SweepMember>& members, std::size_t member,
                             const std::filesystem::path& folder, std::string& why) {
    auto result = std::make_unique<Claim>();
    std::error_code told_by_the_lock;
    std::filesystem::create_directories(folder, told_by_the_lock);
    result->lock = KeyLock::take(member_locks(folder), members[member].identity);
    result->ledger = ledger(members, runs_in(folder));
    const MemberStanding& standing = result->ledger.members[member];
    if (standing.is_done())
        why = sentence("{} is done: {}", members[member].arm, standing.file.string());
    else if (!result->lock || standing.state == MemberState::running)
        why = sentence("another process is training {}", members[member].arm);
    else
        return result;
    return nullptr;
}

std::filesystem::path member_locks(const std::filesystem::path& folder) {
    return folder / ".sweep.lock";
}

SweepMember only_member(const RunConfig& config) {
    SweepMember member{.arm = config.run.settings.text("name")};
    member.seed = config.run.settings.integer("seed");
    member.config = config;
    member.identity = config_identity(to_toml(config));
    return member;
}

} // namespace thaw
