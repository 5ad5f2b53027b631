#include "app/commands/command_line.h"

#include "app/commands/usage_sentence.h"
#include "app/provenance.h"
#include "core/run/error.h"

#include <cstdio>

namespace thaw {

namespace {

int usage_error(const CLI::App& program, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) // --help, --version
        return program.exit(error);
    fmt::print(stderr, "thaw: {}\n", usage_sentence(program, error));
    return static_cast<int>(Fault::usage);
}

} // namespace

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
                      "Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 damaged file, "
                      "130 interrupted."));
    int exit_code = exit_ok;
    add_run_command(program, exit_code);
    add_resume_command(program, exit_code);
    add_fork_command(program, exit_code);
    add_list_command(program);
    add_show_command(program);
    add_export_command(program);
    add_verify_command(program, exit_code);
    add_repair_command(program);
    add_describe_command(program);
    add_compare_command(program);
    add_replay_command(program);
    try {
        program.parse(count, arguments);
        return exit_code;
    } catch (const CLI::ParseError& error) {
        return usage_error(program, error);
    } catch (const Error& error) {
        fmt::print(stderr, "thaw: {}\n", error.what());
        return static_cast<int>(error.fault());
    } catch (const std::exception& error) {
        fmt::print(stderr, "thaw: {}\n",
                   sentence("an unexpected error: {}; please report it", error.what()));
        return static_cast<int>(Fault::failure);
    }
}

} // namespace thaw
