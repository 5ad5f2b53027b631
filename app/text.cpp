#include "app/text.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <cwchar>
#include <sys/ioctl.h>
#include <unistd.h>

namespace thaw {

std::string duration_text(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
    if (whole >= 3600)
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string reason_text(const std::string& reason) {
    const std::string by_rule = "trigger ";
    return reason.starts_with(by_rule) ? sentence("trigger {}", reason.substr(by_rule.size()))
                                       : tr(reason);
}

std::string number_text(double value) {
    return fmt::format("{:.5g}", value);
}

std::string state_text(RunState state) {
    switch (state) {
    case RunState::running:
        return tr("running");
    case RunState::finished:
        return tr("finished");
    case RunState::stopped:
        return tr("stopped");
    case RunState::paused:
        return tr("paused");
    case RunState::failed:
        return tr("failed");
    case RunState::interrupted:
        return tr("interrupted");
    }
    return {};
}

namespace {

std::string detail(const Event& event, const char* key) {
    return event.details.is_text(key) ? event.details.text(key) : std::string();
}

std::string what(const Event& event) {
    switch (event.kind) {
    case EventKind::started:
        return tr("started");
    case EventKind::resumed:
        return tr("resumed");
    case EventKind::forked:
        return tr("forked");
    case EventKind::released:
        return sentence("{} released", detail(event, "block"));
    case EventKind::held:
        return tr("held: nothing more is released by plan");
    case EventKind::released_all:
        return tr("all blocks released");
    case EventKind::learning_rate_set:
        return sentence("learning rate set to {}", event.details.real("learning_rate"));
    case EventKind::trigger_fired:
        return sentence("trigger {} fired: {}", detail(event, "trigger"), detail(event, "decides"));
    case EventKind::checkpoint_saved:
        return tr("checkpoint saved");
    case EventKind::paused:
        return tr("paused");
    case EventKind::went_on:
        return tr("went on");
    case EventKind::refused:
        return sentence("{} refused: {}", detail(event, "action"), tr(detail(event, "reason")));
    case EventKind::diverged:
        return tr("the training loss is no longer finite");
    case EventKind::ended:
        return sentence("ended: {}", reason_text(detail(event, "reason")));
    }
    return {};
}

// The code points of a UTF-8 text, each with its bytes and the columns it takes.
template <class Use>
void each_character(const std::string& text, const Use& use) {
    std::mbstate_t state{};
    for (std::size_t at = 0; at < text.size();) {
        wchar_t character = 0;
        std::size_t bytes = std::mbrtowc(&character, &text[at], text.size() - at, &state);
        if (bytes == 0 || bytes > text.size() - at) {
            bytes = 1;
            state = {};
        }
        use(text.substr(at, bytes), static_cast<std::size_t>(std::max(0, wcwidth(character))));
        at += bytes;
    }
}

} // namespace

std::string event_sentence(const Event& event) {
    std::string text = sentence("step {}: {}", event.step, what(event));
    const std::string trigger = detail(event, "trigger");
    if (event.kind != EventKind::trigger_fired && !trigger.empty())
        text += " (" + trigger + ")";
    return text;
}

std::size_t columns(const std::string& text) {
    std::size_t total = 0;
    each_character(text, [&](const std::string&, std::size_t width) { total += width; });
    return total;
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t taken = columns(text);
    return text + std::string(width > taken ? width - taken : 0, ' ');
}

std::string fit_to_terminal(const std::string& text) {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
        return text;
    std::string fitting;
    std::size_t left = size.ws_col - 1U;
    each_character(text, [&](const std::string& character, std::size_t width) {
        if (width <= left) {
            fitting += character;
            left -= width;
        } else {
            left = 0;
        }
    });
    return fitting;
}

} // namespace thaw
