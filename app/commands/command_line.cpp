#include "app/commands/command_line.h"

#include "app/commands/usage_sentence.h"
#include "app/complaint.h"
#include "app/output.h"
#include "app/provenance.h"

namespace thaw {

int run_command_line(int count, char** arguments) {
    CLI::App program(tr("Thawscope's engine: trains a network under gradual unfreezing and records "
                        "tr(F), sharpness and OOD accuracy on the way."),
                     "thaw");
    program.set_help_flag("-h,--help", tr("Print this help and exit"));
    program.set_version_flag("--version", "thaw " + program_version(),
                             tr("Print the version and exit"));
    program.require_subcommand(1);
    program.footer(tr("Examples:\n"
                      "  thaw run resources/experiments/quickstart.toml --seed 2\n"
                      "  thaw describe metrics\n"
                      "  thaw show runs/quickstart-s1-*.thaw.h5\n"
                      "Exit codes: 0 done, 1 failed, 2 usage error, 3 damaged file, "
                      "4 stopped early and can be resumed, "
                      "130 interrupted, 141 nobody reads the output."));
    int exit_code = exit_ok;
    add_run_command(program, exit_code);
    add_resume_command(program, exit_code);
    add_fork_command(program, exit_code);
    add_list_command(program, exit_code);
    add_show_command(program);
    add_export_command(program);
    add_verify_command(program, exit_code);
    add_repair_command(program);
    add_describe_command(program);
    add_compare_command(program);
    add_replay_command(program);
    add_sweep_command(program, exit_code);
    add_verdict_command(program);
    try {
        program.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        exit_code = parse_exit(program, error);
    } catch (...) {
        exit_code = complain("thaw");
    }
    return finish_output("thaw", exit_code);
}

} // namespace thaw
