#include "core/sweep/ledger.h"

#include "core/run/run_record.h"
#include "core/run/session.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace thaw {

namespace {

constexpr std::pair<MemberState, const char*> words[] = {
    {MemberState::queued, translatable("queued")},
    {MemberState::running, translatable("running")},
    {MemberState::finished, translatable("finished")},
    {MemberState::stopped, translatable("stopped by hand")},
    {MemberState::preempted, translatable("preempted")},
    {MemberState::interrupted, translatable("interrupted")},
    {MemberState::failed, translatable("failed")},
    {MemberState::diverged, translatable("diverged")},
};

MemberState state_of(const RunFacts& facts) {
    const std::string& state = facts.text(Field("state"));
    const std::string& reason = facts.text(Field("reason"));
    if (state == to_text(RunState::running))
        return MemberState::running;
    if (state == to_text(RunState::failed))
        return MemberState::failed;
    if (state == to_text(RunState::interrupted))
        return MemberState::interrupted;
    if (state == to_text(RunState::paused)) // nobody was there to let it go on
        return MemberState::stopped;
    if (state == to_text(RunState::stopped)) {
        if (reason == asked_to_stop)
            return MemberState::stopped;
        if (is_preemption(reason))
            return MemberState::preempted;
    }
    return is_known(facts.find(Field("diverged_step"))) ? MemberState::diverged
                                                        : MemberState::finished;
}

MemberStanding standing_of(const SharedFacts& facts) {
    MemberStanding standing{.state = state_of(*facts), .file = facts->file, .facts = facts};
    const double step = facts->number(Field("last_step"));
    standing.last_step = step >= 0 ? static_cast<std::int64_t>(step) : 0;
    standing.reason = facts->text(Field("reason"));
    return standing;
}

auto worth(const MemberStanding& standing) {
    return std::tuple(standing.is_done(), standing.state == MemberState::running,
                      standing.last_step);
}

} // namespace

std::string to_text(MemberState state) {
    for (const auto& [each, word] : words)
        if (each == state)
            return word;
    return {};
}

std::string shown_text(MemberState state) {
    return tr(to_text(state).c_str());
}

std::size_t Ledger::count(MemberState state) const {
    return static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(),
                      [state](const MemberStanding& member) { return member.state == state; }));
}

std::size_t Ledger::done() const {
    return static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(),
                      [](const MemberStanding& member) { return member.is_done(); }));
}

std::optional<std::size_t> member_of(const std::vector<SweepMember>& members,
                                     const RunFacts& facts) {
    const std::string& identity = facts.text(Field("config_id"));
    const auto found = std::find_if(members.begin(), members.end(), [&](const SweepMember& member) {
        return !identity.empty() && member.identity == identity;
    });
    if (found == members.end())
        return {};
    return found->index;
}

Ledger ledger(const std::vector<SweepMember>& members, const RunList& runs) {
    std::unordered_map<std::string, std::size_t> by_identity;
    for (const SweepMember& member : members)
        by_identity.emplace(member.identity, member.index);
    Ledger ledger;
    ledger.members.resize(members.size());
    for (const SharedFacts& facts : runs) {
        const auto member = by_identity.find(facts->text(Field("config_id")));
        if (member == by_identity.end())
            continue;
        if (facts->number(Field("commands_by_hand")) > 0) {
            ledger.changed_by_hand.push_back(facts->file);
            continue;
        }
        const MemberStanding standing = standing_of(facts);
        MemberStanding& best = ledger.members[member->second];
        if (best.file.empty() || worth(standing) > worth(best))
            best = standing;
    }
    return ledger;
}

} // namespace thaw
