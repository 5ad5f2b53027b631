// One member of a sweep, from wherever it stands to its end.
#pragma once

#include "app/background.h"
#include "app/launch.h"
#include "app/sweep/claim.h"
#include "app/sweep/sweep_plan.h"
#include "core/sweep/leaving_step.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace thaw {

// What a member's run is asked to keep for those that leave it.
AwaitedForks awaited_forks(const SweepPlan& plan, std::size_t member);

// A member to be trained by this process, which has its lock until this is destroyed.
class MemberWork {
  public:
    // Null: it is done, or another process is at it; `why` says so. Throws Error.
    static std::unique_ptr<MemberWork> take(const SweepPlan& plan, std::size_t member,
                                            std::int64_t threads, std::string& why);

    // Resumes its run, or forks it from its parent as far as that has come, or trains it from its
    // first step where there is no parent, or none whose bits would be the same here.
    SessionEnd run(Background& background);

  private:
    MemberWork(const SweepPlan& plan, std::size_t member) : plan_(plan), member_(member) {}
    std::optional<SessionEnd> forked(Background& background, const RunConfig& config,
                                     const AwaitedForks& awaited) const;

    const SweepPlan& plan_;
    std::size_t member_;
    std::int64_t threads_ = 1;
    std::unique_ptr<Claim> claim_;
};

} // namespace thaw
