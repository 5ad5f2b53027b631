#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "app/summary.h"
#include "core/run/error.h"
#include "core/storage/storage.h"

namespace thaw {

void add_show_command(CLI::App& program) {
    struct Arguments {
        std::string run;
        bool json = false, config = false;
    };
    CLI::App* command = program.add_subcommand("show", tr("Tell what a run did"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("run", arguments->run, tr("Run file"))->check(file_name())->required();
    command->add_flag("--json", arguments->json, tr("As JSON"));
    command->add_flag("--config", arguments->config, tr("The resolved config, to run it again"))
        ->excludes("--json");
    command->footer(tr("Examples:\n"
                       "  thaw show RUN\n"
                       "  thaw show RUN --config > again.toml && thaw run again.toml"));
    command->callback([arguments] {
        if (arguments->config)
            print_data(read_run(arguments->run).header.config);
        else
            print_summary(arguments->run, arguments->json);
    });
}

} // namespace thaw
