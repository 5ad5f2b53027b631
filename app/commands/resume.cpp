#include "app/commands/carry_out.h"
#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/launch.h"

namespace thaw {

void add_resume_command(CLI::App& program, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("resume", tr("Resume a run that was stopped or interrupted"));
    auto file = std::make_shared<std::string>();
    command->add_option("run", *file, tr("Run file"))->check(file_name())->required();
    command->footer(tr("It continues from the newest checkpoint, in the same file, and ends with "
                       "the same bits as a run that was never stopped.\n"
                       "Example:\n"
                       "  thaw resume runs/quickstart-s1-20261124-153012-1f3a9c.thaw.h5"));
    auto options = add_terminal_options(*command);
    command->callback([file, options, &exit_code] {
        exit_code = carry_out([&](Background& background) { return resume_run(*file, background); },
                              *options);
    });
}

} // namespace thaw
