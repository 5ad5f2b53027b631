#include "app/progress.h"

#include "app/output.h"
#include "app/text.h"
#include "core/run/quoting.h"

#include <unistd.h>

namespace thaw {

namespace {
constexpr auto between_plain_lines = std::chrono::seconds(5);
constexpr std::size_t most_unsent = std::size_t{64} << 10U; // bytes
} // namespace

Progress::Style Progress::style_for_stderr() {
    return isatty(STDERR_FILENO) == 1 ? Style::terminal : Style::plain;
}

Progress::Progress(Style style) : style_(style) {}

void Progress::show(Background& background) {
    send({});
    for (const auto& sentence : background.take_told())
        write(sentence); // to the quiet, too: they must know
    const auto taken = background.feed.take_all();
    const auto facts = background.facts();
    if (!facts || style_ == Style::silent)
        return;
    for (const auto& bundle : taken.bundles) {
        if (train_start_ < 0) {
            train_start_ = bundle->wall_time;
            start_step_ = bundle->step;
            checkpoint_ = facts->first_step;
        }
        step_ = bundle->step;
        wall_time_ = bundle->wall_time;
        for (const auto& of_metric : bundle->readings) {
            const auto& series = facts->record.header.plan.metrics[of_metric.metric].series;
            for (std::size_t s = 0; s < series.size(); ++s)
                if (series[s].headline || series[s].name == "train_loss")
                    values_[series[s].name] = of_metric.readings[s].value;
        }
        for (const auto& event : bundle->events)
            tell_event(event);
    }
    const auto now = std::chrono::steady_clock::now();
    const bool done = step_ >= facts->record.header.plan.steps;
    if (style_ == Style::plain &&
        (taken.bundles.empty() || (now - last_line_ < between_plain_lines && !done)))
        return;
    last_line_ = now;
    draw(line(*facts));
}

void Progress::tell_event(const Event& event) {
    if (event.kind == EventKind::checkpoint_saved)
        checkpoint_ = event.step;
    if (event.kind == EventKind::checkpoint_saved || event.kind == EventKind::ended)
        return; // the summary tells
    say(event_sentence(event));
}

double Progress::rate() const {
    const double seconds = wall_time_ - train_start_;
    return seconds > 0 ? static_cast<double>(step_ - start_step_) / seconds : 0;
}

std::string Progress::bar(double part) const {
    constexpr int width = 20;
    const int full = static_cast<int>(part * width);
    std::string text;
    for (int i = 0; i < width; ++i)
        text += i < full ? "█" : "·";
    return text;
}

std::string Progress::line(const LaunchedRun& facts) const {
    const Plan& plan = facts.record.header.plan;
    const double part =
        plan.steps == 0 ? 1 : static_cast<double>(step_) / static_cast<double>(plan.steps);
    std::string text = style_ == Style::terminal ? bar(part) + " " : "";
    text += sentence("step {}/{}  epoch {:.2f}", step_, plan.steps, plan.epoch(step_));
    if (rate() > 0)
        text += sentence("  {:.1f} steps/s  {} left", rate(),
                         duration_text(static_cast<double>(plan.steps - step_) / rate()));
    for (const auto& metric : plan.metrics)
        for (const auto& series : metric.series)
            if (const auto value = values_.find(series.name); value != values_.end())
                text += fmt::format("  {} {:.4g}", series.name, value->second);
    return text;
}

void Progress::draw(const std::string& text) {
    if (!unsent_.empty())
        return; // the next one tells more
    if (style_ == Style::terminal)
        send("\r\033[K" + fit_to_terminal(terminal_text(text)));
    else
        send(terminal_text(text) + "\n");
    drawn_ = true;
}

void Progress::say(const std::string& text, bool urgent) {
    if (urgent || style_ != Style::silent)
        write(text);
}

void Progress::write(const std::string& text) {
    send((style_ == Style::terminal && drawn_ ? "\r\033[K" : "") + terminal_lines(text) + "\n");
    drawn_ = false;
}

void Progress::close() {
    send(style_ == Style::terminal && drawn_ ? "\n" : "");
    drawn_ = false;
}

void Progress::send(const std::string& text) {
    if (unsent_.size() < most_unsent)
        unsent_ += text;
    unsent_.erase(0, tell_at_once(unsent_));
}

} // namespace thaw
