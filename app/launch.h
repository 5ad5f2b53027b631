// Starting, resuming and forking runs: config, trainer, recorder and session put together.
#pragma once

#include "app/background.h"
#include "core/run/config.h"
#include "core/run/error.h"
#include "core/run/run_record.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace thaw {

// A person or a signal stopped it on the way to what was asked for: there is nothing to keep.
class StoppedOnTheWay : public Error {
  public:
    explicit StoppedOnTheWay(const std::string& sentence) : Error(Fault::failure, sentence) {}
};

// What others are going to fork from a run: see SessionOptions::checkpoint_at and checkpoint_when.
struct AwaitedForks {
    std::set<std::int64_t> steps = {};
    std::vector<Item> rules = {};
};

// All three carry the run to its end on the calling thread and give what became of it. Throw Error.

// A new run in a new file in `folder`. `source` is the config as the user wrote it.
SessionEnd start_run(const RunConfig& config, const std::string& source,
                     const std::filesystem::path& folder, Background& background,
                     const AwaitedForks& awaited = {});

// Goes on from the newest sound checkpoint of `file`, in the same file; from the first step if it
// was killed before it had one. What was recorded after that checkpoint is made again, bit for bit,
// with the commands that people gave then.
SessionEnd resume_run(const std::filesystem::path& file, Background& background,
                      const AwaitedForks& awaited = {});

// A child run in a new file in `folder` that equals the parent up to its arrival at boundary `step`
// and takes the decisions there, and all later ones, under the parent's config with `overrides`.
SessionEnd fork_run(const std::filesystem::path& parent, std::int64_t step,
                    const std::vector<std::string>& overrides, const std::filesystem::path& folder,
                    Background& background);

// Equal bits cannot be promised for the fork; nothing was written.
class CannotBeExact : public Error {
  public:
    explicit CannotBeExact(const std::string& sentence) : Error(Fault::failure, sentence) {}
};

// The same for a fork that is to equal its config trained alone: its rules have watched the parent
// since step 0. REQUIRES: the parent and `config` decide alike before boundary `step`. Throws
// CannotBeExact where the circumstances of the parent's recording differ from those here.
SessionEnd fork_as_alone(const std::filesystem::path& parent, std::int64_t step,
                         const RunConfig& config, const std::string& source,
                         const std::filesystem::path& folder, Background& background,
                         const AwaitedForks& awaited = {});

} // namespace thaw
