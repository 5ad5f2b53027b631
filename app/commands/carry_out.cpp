#include "app/commands/carry_out.h"

#include "app/commands/command_line.h"
#include "app/launch.h"
#include "app/output.h"
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
    BackgroundEnd done;
    try {
        done = run_in_background(work, progress);
    } catch (const StoppedOnTheWay& stopped) {
        progress.say(fmt::format("thaw: {}", stopped.what()), true);
        return exit_interrupted;
    }
    const auto& [session, asked, file] = done;
    print_summary(file, options.json);
    const bool stopped = session.state == EndState::stopped;
    const int wanted = session.reason == stopped_before_job_end ? exit_can_be_resumed
                       : stopped && asked                       ? exit_interrupted
                                                                : exit_ok;
    const int code = finish_output("thaw", wanted);
    if (stopped || session.state == EndState::paused)
        progress.say(sentence("go on with: thaw resume {}", file.string()), true);
    // The run is done, and nobody reads how it went: no fault.
    return code == exit_reader_gone ? exit_ok : code;
}

} // namespace thaw
