// What can be asked of a running session, by a person, a rule or the config: one path, one log.
#pragma once

#include "core/run/event.h"
#include "core/run/item.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thaw {

enum class Action {
    release_next,      // make the next frozen block trainable
    hold,              // release nothing more by plan
    release_all,       // make every block trainable: the intervention is over
    set_learning_rate, // the base rate; a schedule goes on multiplying it
    checkpoint,
    pause,
    go_on,
    step_once, // one update, then pause again
    stop,
    set_rule,    // a trigger is added, or takes the place of the one with its name
    remove_rule, // the trigger with this name watches no longer
};
std::string to_text(Action action);
std::optional<Action> action_from_text(std::string_view text);
// The actions that a trigger or the config's schedule may name.
std::vector<std::string> rule_actions();

struct RunCommand {
    Action action = Action::stop;
    double learning_rate = 0; // for set_learning_rate
    Item rule = {};           // for set_rule, whole (make_rule); for remove_rule its name alone
    Actor actor = Actor::user;
    std::int64_t number = 0; // given by the queue; 0 for rules
    Table why = {};          // a rule's reasons: trigger, metric, value, ...
};

// From any thread to the session's. Never waits; a full queue refuses, and so does a closed one.
class CommandQueue {
  public:
    // The command's number, or nothing when 64 commands are waiting already or nobody will take it.
    std::optional<std::int64_t> push(RunCommand command);
    // Numbers go on after `number`, of waiting commands, too: those of a resumed run follow the
    // ones in its file. To be called before anybody waits for the answer to a number.
    void number_after(std::int64_t number);
    std::vector<RunCommand> take_all();
    // The session is over: what still waits, and nothing comes after it.
    std::vector<RunCommand> close();
    // Waits until a command is there or the time is over (a paused session).
    void wait(double seconds);
    // True when a stop is waiting: polled inside long work.
    bool stop_waiting() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<RunCommand> waiting_;
    std::int64_t next_number_ = 1;
    bool closed_ = false;
};

} // namespace thaw
