#include "app/commands/carry_out.h"

#include "app/commands/command_line.h"
#include "app/launch.h"
#include "app/progress.h"
#include "app/summary.h"

namespace thaw {

std::shared_ptr<TerminalOptions> add_terminal_options(CLI::App& command) {
    auto options = std::make_shared<TerminalOptions>();
    command.add_flag("--json", options->json, tr("Print the summary as JSON"));
    command.add_flag("-q,--quiet", options->quiet, tr("No progress on stderr"));
    return options;
}

int carry_out(const Work& work, const TerminalOptions& options) {
    Progress progress(options.quiet ? Progress::Style::silent : Progress::style_for_stderr());
    std::filesystem::path file;
    SessionEnd end;
    try {
        end = run_in_background(
            [&](Background& background) {
                SessionEnd result = work(background);
                file = background.facts()->file;
                return result;
            },
            progress);
    } catch (const StoppedOnTheWay& stopped) {
        fmt::print(stderr, "thaw: {}\n", stopped.what());
        return exit_interrupted;
    }
    print_summary(file, options.json);
    const bool by_signal = end.state == EndState::stopped && end.reason == asked_to_stop;
    if (end.state == EndState::stopped || end.state == EndState::paused)
        fmt::print(stderr, "{}\n", sentence("go on with: thaw resume {}", file.string()));
    return by_signal ? exit_interrupted : exit_ok;
}

} // namespace thaw
