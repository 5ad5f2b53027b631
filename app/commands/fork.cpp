#include "app/commands/carry_out.h"
#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/launch.h"

namespace thaw {

void add_fork_command(CLI::App& program, int& exit_code) {
    struct Arguments {
        std::string run, out;
        std::int64_t at = 0;
        std::vector<std::string> set;
    };
    CLI::App* command =
        program.add_subcommand("fork", tr("Start a new run that equals another one up to a step"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("run", arguments->run, tr("Run file of the parent"))
        ->check(file_name())
        ->required();
    command->add_option("--at", arguments->at, tr("Completed steps at which the child leaves"))
        ->check(whole_number())
        ->required();
    command->add_option("--set", arguments->set, tr("Change a setting: training.steps=200"));
    command
        ->add_option("--out", arguments->out, tr("Folder for the child; the parent's if not given"))
        ->check(file_name());
    command->footer(
        tr("With nothing changed, the child ends with the parent's bits. Any step will do: from "
           "the nearest checkpoint before it the parent is carried forward to it.\n"
           "Examples:\n"
           "  thaw fork RUN --at 299 --set intervention.interval=400\n"
           "  thaw fork RUN --at 300 --set 'commands=[{step=300, action=\"release_all\"}]'"));
    auto options = add_terminal_options(*command);
    command->callback([arguments, options, &exit_code] {
        const std::filesystem::path parent = arguments->run;
        const std::filesystem::path folder =
            arguments->out.empty() ? parent.parent_path() : std::filesystem::path(arguments->out);
        exit_code = carry_out(
            [&](Background& background) {
                return fork_run(parent, arguments->at, arguments->set, folder, background);
            },
            *options);
    });
}

} // namespace thaw
