#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "core/run/error.h"
#include "core/storage/storage.h"

namespace thaw {

void add_verify_command(CLI::App& program, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("verify", tr("Check a run file and its checkpoints for damage"));
    auto run = std::make_shared<std::string>();
    command->add_option("run", *run, tr("Run file"))->check(file_name())->required();
    command->footer(tr("Reads everything, with its checksums. Exit code 0: sound, 3: damaged.\n"
                       "Example:\n"
                       "  thaw verify RUN"));
    command->callback([run, &exit_code] {
        const auto findings = verify_run(*run);
        for (const auto& finding : findings)
            print_line(finding);
        if (findings.empty())
            print_line(sentence("{} is sound", *run));
        else
            exit_code = static_cast<int>(Fault::damaged);
    });
}

} // namespace thaw
