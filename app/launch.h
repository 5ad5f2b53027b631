// Starting, resuming and forking runs: config, trainer, recorder and session put together.
#pragma once

#include "app/background.h"
#include "core/run/config.h"
#include "core/run/error.h"
#include "core/run/run_record.h"

#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

// A person or a signal stopped it on the way to what was asked for: there is nothing to keep.
class StoppedOnTheWay : public Error {
  public:
    explicit StoppedOnTheWay(const std::string& sentence) : Error(Fault::failure, sentence) {}
};

// All three carry the run to its end on the calling thread and give what became of it. Throw Error.

// A new run in a new file in `folder`. `source` is the config as the user wrote it.
SessionEnd start_run(const RunConfig& config, const std::string& source,
                     const std::filesystem::path& folder, Background& background);

// Goes on from the newest sound checkpoint of `file`, in the same file; from the first step if it
// was killed before it had one. What was recorded after that checkpoint is made again, bit for bit,
// with the commands that people gave then.
SessionEnd resume_run(const std::filesystem::path& file, Background& background);

// A child run in a new file in `folder` that equals the parent up to its arrival at boundary `step`
// and takes the decisions there, and all later ones, under the parent's config with `overrides`.
SessionEnd fork_run(const std::filesystem::path& parent, std::int64_t step,
                    const std::vector<std::string>& overrides, const std::filesystem::path& folder,
                    Background& background);

} // namespace thaw
