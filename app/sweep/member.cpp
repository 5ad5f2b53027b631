#include "app/sweep/member.h"

#include "core/storage/storage.h"

#include <algorithm>

namespace thaw {

AwaitedForks awaited_forks(const SweepPlan& plan, std::size_t member) {
    AwaitedForks awaited;
    for (const TreeNode& node : plan.tree.nodes) {
        if (node.parent != member)
            continue;
        if (node.leaves.step <= node.steps)
            awaited.steps.insert(node.leaves.step);
        for (const Item& rule : node.leaves.rules)
            if (std::find(awaited.rules.begin(), awaited.rules.end(), rule) == awaited.rules.end())
                awaited.rules.push_back(rule);
    }
    return awaited;
}

std::unique_ptr<MemberWork> MemberWork::take(const SweepPlan& plan, std::size_t member,
                                             std::int64_t threads, std::string& why) {
    std::unique_ptr<MemberWork> work(new MemberWork(plan, member));
    work->threads_ = threads;
    work->claim_ = claim(plan.members, member, plan.folder, why);
    return work->claim_ ? std::move(work) : nullptr;
}

SessionEnd MemberWork::run(Background& background) {
    const MemberStanding& standing = claim_->ledger.members[member_];
    const AwaitedForks awaited = awaited_forks(plan_, member_);
    if (!standing.file.empty())
        return resume_run(standing.file, background, awaited);
    RunConfig config = plan_.members[member_].config;
    config.run.settings.set("threads", threads_);
    if (const auto end = forked(background, config, awaited))
        return *end;
    return start_run(config, plan_.base_text, plan_.folder, background, awaited);
}

namespace {
RunRecord readable(const std::filesystem::path& parent) {
    try {
        return read_run(parent);
    } catch (const Error& why) {
        throw CannotBeExact(why.what());
    }
}
} // namespace

std::optional<SessionEnd> MemberWork::forked(Background& background, const RunConfig& config,
                                             const AwaitedForks& awaited) const {
    const TreeNode& node = plan_.tree.nodes[member_];
    if (!node.parent)
        return {};
    const std::filesystem::path& parent = claim_->ledger.members[*node.parent].file;
    try {
        if (parent.empty())
            throw CannotBeExact(
                sentence("its parent ({}) has no run file", plan_.members[*node.parent].arm));
        const auto leaving = leaving_step(node, readable(parent));
        if (!leaving || leaving->step == 0)
            throw CannotBeExact(
                sentence("its parent {} has not come to the step at which it leaves",
                         parent.filename().string()));
        return fork_as_alone(parent, leaving->step, config, plan_.base_text, plan_.folder,
                             background, awaited);
    } catch (const CannotBeExact& why) {
        background.tell(sentence("trained from the first step: {}", why.what()));
        return {};
    }
}

} // namespace thaw
