#include "widgets/controls/asked_commands.h"

#include "core/run/sentences.h"
#include "widgets/say.h"

#include <algorithm>

namespace thaw {

bool AskedCommands::waits(Action action) const {
    return std::any_of(waiting_.begin(), waiting_.end(),
                       [&](const auto& asked) { return asked.second.action == action; });
}

bool AskedCommands::waits_for_rule(std::string_view name) const {
    return std::any_of(waiting_.begin(), waiting_.end(), [&](const auto& asked) {
        const Table& rule = asked.second.rule.settings;
        return rule.has("name") && rule.text("name") == name;
    });
}

QString AskedCommands::settle(const std::vector<Event>& events, std::size_t first) {
    QString refusal;
    for (std::size_t i = first; i < events.size(); ++i) {
        const Event& event = events[i];
        if (event.kind == EventKind::ended)
            waiting_.clear(); // nobody is left to answer; a stop is answered by it
        const auto asked = waiting_.find(event.command);
        if (asked == waiting_.end())
            continue;
        if (event.kind == EventKind::refused && event.details.is_text("reason"))
            refusal = say("Refused: {}: {}", action_text(asked->second.action),
                          tr(event.details.text("reason")));
        waiting_.erase(asked);
    }
    return refusal;
}

} // namespace thaw
