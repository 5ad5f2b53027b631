// Commands that were given to a session and not yet answered by an event: what "asked…" stands for.
#pragma once

#include "core/run/command.h"

#include <QString>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace thaw {

class AskedCommands {
  public:
    void add(const RunCommand& command, std::int64_t number) { waiting_[number] = command; }
    void clear() { waiting_.clear(); }

    bool waits(Action action) const;
    bool waits_for_rule(std::string_view name) const;

    // Takes out what the events from index `first` on answer. The sentence of the last refusal
    // among the answers, or an empty one.
    QString settle(const std::vector<Event>& events, std::size_t first);

  private:
    std::map<std::int64_t, RunCommand> waiting_; // by number
};

} // namespace thaw
