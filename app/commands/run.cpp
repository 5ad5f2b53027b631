#include "app/commands/carry_out.h"
#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/launch.h"
#include "app/output.h"
#include "app/sweep/claim.h"
#include "core/run/config_source.h"
#include "core/storage/storage.h"
#include "core/training/training.h"

namespace thaw {

namespace {

struct RunArguments {
    std::string config;
    std::vector<std::string> set;
    std::string out = "runs";
    std::optional<std::int64_t> seed;
    std::optional<std::string> device, threads;
    bool resume_or_start = false;

    std::vector<std::string> overrides() const {
        std::vector<std::string> all = set;
        if (seed)
            all.push_back("run.seed=" + std::to_string(*seed));
        if (threads)
            all.push_back("run.threads=" + *threads);
        if (device)
            all.push_back("run.device=\"" + *device + "\"");
        return all;
    }
};

// A run file stands for the config in it.
std::string config_text(const std::string& file) {
    if (file.ends_with(".h5"))
        return read_run(file).header.config;
    return config_source(file);
}

} // namespace

void add_run_command(CLI::App& program, int& exit_code) {
    CLI::App* command = program.add_subcommand("run", tr("Start a run from a config"));
    auto arguments = std::make_shared<RunArguments>();
    command->add_option("config", arguments->config, tr("TOML file, or a run file to repeat"))
        ->check(file_name())
        ->required();
    command->add_option("--set", arguments->set, tr("Change a setting: training.steps=200"));
    command->add_option("--out", arguments->out, tr("Folder for the run's file"))
        ->check(file_name())
        ->capture_default_str();
    command->add_option("--seed", arguments->seed, tr("The same as --set run.seed=N"))
        ->check(whole_number());
    command->add_option("--device", arguments->device, tr("The same as --set run.device=D"));
    command
        ->add_option("--threads", arguments->threads,
                     tr("The same as --set run.threads=N, or auto"))
        ->check(whole_number("auto"));
    command->add_flag("--resume-or-start", arguments->resume_or_start,
                      tr("Resume the run of this config in the folder, if there is one; if it is "
                         "finished, do nothing"));
    command->footer(tr("Examples:\n"
                       "  thaw run resources/experiments/quickstart.toml\n"
                       "  thaw run quickstart.toml --set intervention.interval=50 --seed 3\n"
                       "  thaw run runs/quickstart-s1-20261124-153012-1f3a9c.thaw.h5"));
    auto options = add_terminal_options(*command);
    command->callback([arguments, options, &exit_code] {
        const std::string source = config_text(arguments->config);
        const RunConfig config =
            parse_config(source, arguments->config, vocabulary(), arguments->overrides());
        std::unique_ptr<Claim> claimed;
        std::filesystem::path begun;
        if (arguments->resume_or_start) {
            std::string why;
            claimed = claim({only_member(config)}, 0, arguments->out, why);
            if (!claimed)
                return tell(why);
            begun = claimed->ledger.members[0].file;
        }
        exit_code = carry_out(
            [&](Background& background) {
                return begun.empty() ? start_run(config, source, arguments->out, background)
                                     : resume_run(begun, background);
            },
            *options);
    });
}

} // namespace thaw
