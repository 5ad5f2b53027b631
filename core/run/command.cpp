#include "core/run/command.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace thaw {

namespace {
constexpr std::size_t most_waiting = 64;

struct Name {
    Action action;
    const char* text;
    bool rules_may;
};
constexpr std::array names{
    Name{Action::release_next, "release_next", true},
    Name{Action::hold, "hold", true},
    Name{Action::release_all, "release_all", true},
    Name{Action::set_learning_rate, "set_learning_rate", true},
    Name{Action::checkpoint, "checkpoint", true},
    Name{Action::pause, "pause", true},
    Name{Action::go_on, "go_on", false},
    Name{Action::step_once, "step_once", false},
    Name{Action::stop, "stop", true},
    Name{Action::set_rule, "set_rule", false},
    Name{Action::remove_rule, "remove_rule", false},
};
} // namespace

std::string to_text(Action action) {
    return std::find_if(names.begin(), names.end(),
                        [&](const Name& n) { return n.action == action; })
        ->text;
}

std::optional<Action> action_from_text(std::string_view text) {
    for (const auto& name : names)
        if (name.text == text)
            return name.action;
    return {};
}

std::vector<std::string> rule_actions() {
    std::vector<std::string> actions;
    for (const auto& name : names)
        if (name.rules_may)
            actions.emplace_back(name.text);
    return actions;
}

std::optional<std::int64_t> CommandQueue::push(RunCommand command) {
    const std::lock_guard lock(mutex_);
    if (closed_ || waiting_.size() >= most_waiting)
        return {};
    command.number = next_number_++;
    waiting_.push_back(std::move(command));
    arrived_.notify_all();
    return waiting_.back().number;
}

void CommandQueue::number_after(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    next_number_ = std::max(next_number_, number + 1);
    for (RunCommand& command : waiting_)
        if (command.number <= number)
            command.number = next_number_++;
}

std::vector<RunCommand> CommandQueue::take_all() {
    const std::lock_guard lock(mutex_);
    std::vector<RunCommand> taken(waiting_.begin(), waiting_.end());
    waiting_.clear();
    return taken;
}

std::vector<RunCommand> CommandQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    return take_all();
}

void CommandQueue::wait(double seconds) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, std::chrono::duration<double>(seconds),
                      [this] { return !waiting_.empty(); });
}

bool CommandQueue::stop_waiting() const {
    const std::lock_guard lock(mutex_);
    return std::any_of(waiting_.begin(), waiting_.end(),
                       [](const RunCommand& c) { return c.action == Action::stop; });
}

} // namespace thaw
