#include "app/commands/carry_out.h"
#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "app/sweep/local_engine.h"
#include "app/sweep/member.h"
#include "app/sweep/slurm.h"
#include "app/sweep/slurm_text.h"
#include "app/sweep/sweep_plan.h"
#include "app/sweep/sweep_text.h"
#include "app/text.h"
#include "core/run/duration.h"
#include "core/run/quoting.h"

#include <filesystem>
#include <unistd.h>

namespace thaw {

namespace {

struct SweepArguments {
    std::string file, out;
    std::int64_t jobs = 0, threads = 0;
    std::size_t member = 0;
    bool print = false, missing = false, failed = false, quiet = false, json = false;
    bool slurm = false;
    std::string time, stop_before;
    std::vector<std::string> sbatch;
};

void add_document(CLI::App& command, SweepArguments& arguments) {
    command.add_option("document", arguments.file, tr("TOML document of the sweep"))
        ->check(file_name())
        ->required();
}

void add_out(CLI::App& command, SweepArguments& arguments) {
    command
        .add_option("--out", arguments.out,
                    tr("Folder of the run files; the document's, or runs/NAME, if not given"))
        ->check(file_name());
}

void add_threads(CLI::App& command, SweepArguments& arguments) {
    command.add_option("--threads", arguments.threads, tr("Threads of each member"))
        ->check(whole_number({}, 1));
}

void add_slurm(CLI::App& command, SweepArguments& arguments) {
    auto* slurm = command.add_flag(
        "--slurm", arguments.slurm,
        tr("Submit what is missing to Slurm, as job arrays; --jobs is then how many of them may "
           "run at a time, and --threads 1, if neither it nor the base says how many"));
    command
        .add_option("--time", arguments.time,
                    tr("Time limit of a member's job, as sbatch takes it: 2:00:00"))
        ->needs(slurm);
    command
        .add_option("--sbatch", arguments.sbatch,
                    tr("Further options of sbatch: \"--partition=x --account=y\""))
        ->needs(slurm)
        ->allow_extra_args(false);
}

int told_end(const SweepPlan& plan, const LocalEnd& end) {
    print(standing_text(plan, end.ledger));
    const std::size_t done = end.ledger.done();
    print_line(sentence("{} of {} [member|members] done, in {}", done, plan.members.size(),
                        plan.folder.string()));
    const bool all = done == plan.members.size();
    for (const auto& [member, why] : end.failed)
        tell(sentence("{} did not end: {}", name_of(plan.members[member]), why));
    if (!all)
        tell(tr("the same command again does what is missing"));
    if (end.asked_to_stop)
        return exit_interrupted;
    if (all)
        return exit_ok;
    return end.ended_early ? exit_can_be_resumed : static_cast<int>(Fault::failure);
}

// The last line is drawn again on a terminal, and is written now and then elsewhere.
class SweepLine {
  public:
    explicit SweepLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

    void show(const std::string& text) {
        const auto now = std::chrono::steady_clock::now();
        if (quiet_ || (!terminal_ && (text == last_ || now - shown_ < std::chrono::seconds(10))))
            return;
        shown_ = now;
        last_ = text;
        if (terminal_)
            tell_at_once("\r\x1b[K" + fit_to_terminal(text));
        else
            tell(text);
    }
    void say(const std::string& line) const {
        if (quiet_)
            return;
        if (terminal_)
            tell_at_once("\r\x1b[K");
        tell(line);
    }
    void close() const {
        if (terminal_ && !quiet_)
            tell_at_once("\n");
    }

  private:
    bool quiet_, terminal_;
    std::string last_;
    std::chrono::steady_clock::time_point shown_{};
};

Wanted wanted_of(const SweepArguments& arguments) {
    return arguments.missing ? Wanted::missing : arguments.failed ? Wanted::failed : Wanted::all;
}

std::string this_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

int submit_sweep(const SweepArguments& arguments) {
    const SweepPlan plan = plan_sweep(arguments.file, arguments.out);
    constexpr std::int64_t many = 1'000'000; // this machine's processors say nothing of the nodes'
    const SlurmOptions options{.jobs = arguments.jobs,
                               .threads = shared_out(plan, many, arguments.threads).threads,
                               .time = arguments.time,
                               .further = arguments.sbatch,
                               .wanted = wanted_of(arguments),
                               .program = this_program()};
    const SlurmSubmission submission = slurm_submission(plan, options);
    for (const std::string& remark : submission.remarks)
        tell(remark);
    if (arguments.print) {
        print_data(submission_text(submission, options));
        return exit_ok;
    }
    if (submission.queued > 0)
        print_line(
            sentence("{} [member is|members are] in Slurm's queue already", submission.queued));
    submit(submission, options, [](const SlurmArray& array, const std::string& job) {
        print_line(array_text(job, array.members));
    });
    print_line(submission.arrays.empty()
                   ? tr("nothing is left to be submitted")
                   : sentence("submitted with {}", submission.script.string()));
    return exit_ok;
}

int run_sweep(const SweepArguments& arguments) {
    const SweepPlan plan = plan_sweep(arguments.file, arguments.out);
    LocalOptions options = shared_out(plan, arguments.jobs, arguments.threads);
    options.program = this_program();
    options.wanted = wanted_of(arguments);
    if (arguments.print) {
        print(plan_text(plan, ledger(plan.members, runs_in(plan.folder)), options));
        return exit_ok;
    }
    SweepLine line(arguments.quiet);
    const LocalProgress progress{
        .show =
            [&](const Ledger& now, const std::vector<std::size_t>& at_work) {
                line.show(progress_text(plan, now, options, at_work.size()));
            },
        .say = [&](const std::string& text) { line.say(text); }};
    const LocalEnd end = run_locally(plan, options, progress);
    line.close();
    return told_end(plan, end);
}

int show_status(const SweepArguments& arguments) {
    const SweepPlan plan = plan_sweep(arguments.file, arguments.out);
    const Ledger now = ledger(plan.members, runs_in(plan.folder));
    const SlurmQueue queue = slurm_queue_of_waiting(plan, now);
    if (arguments.json)
        print_data(standing_json(plan, now, queue));
    else
        print(standing_text(plan, now) + queue_text(queue, plan, now));
    return exit_ok;
}

int run_one(const SweepArguments& arguments, const TerminalOptions& options) {
    SweepPlan plan = plan_sweep(arguments.file, arguments.out);
    if (arguments.member >= plan.members.size())
        throw usage("the sweep has members 0 to {}; there is no {}", plan.members.size() - 1,
                    arguments.member);
    Table& run = plan.members[arguments.member].config.run.settings;
    if (!arguments.stop_before.empty() && run.text("stop_before").empty())
        run.set("stop_before", arguments.stop_before);
    std::string why;
    const auto work = MemberWork::take(plan, arguments.member,
                                       shared_out(plan, 0, arguments.threads).threads, why);
    if (!work) {
        tell(why);
        return exit_ok;
    }
    return carry_out([&](Background& background) { return work->run(background); }, options);
}

} // namespace

void add_sweep_command(CLI::App& program, int& exit_code) {
    CLI::App* command = program.add_subcommand(
        "sweep", tr("Train many runs as a tree: stop times, intervals, rules and seeds"));
    auto arguments = std::make_shared<SweepArguments>();
    command->require_subcommand(0, 1);
    command->add_option("document", arguments->file, tr("TOML document of the sweep"))
        ->check(file_name());
    add_out(*command, *arguments);
    command
        ->add_option("--jobs", arguments->jobs,
                     tr("Members at a time; as many as there are processors, if not given"))
        ->check(whole_number({}, 1));
    add_threads(*command, *arguments);
    command->add_flag("--print", arguments->print,
                      tr("Tell what would be done, and how many steps are shared"));
    auto* missing = command->add_flag("--missing", arguments->missing,
                                      tr("Only members that have no run file"));
    command->add_flag("--failed", arguments->failed, tr("Only members that failed"))
        ->excludes(missing);
    command->add_flag("-q,--quiet", arguments->quiet, tr("No progress on stderr"));
    add_slurm(*command, *arguments);
    command->footer(
        tr("Members share their beginnings and end with the bits that each would have alone. The "
           "run files are all that is kept: whatever was killed, the same command again does what "
           "is missing.\n"
           "Examples:\n"
           "  thaw sweep stops.toml --print\n"
           "  thaw sweep stops.toml --jobs 2 --threads 1\n"
           "  thaw sweep stops.toml --slurm --jobs 20 --time 2:00:00 --sbatch \"-p cpu\"\n"
           "  thaw sweep status stops.toml\n"
           "  thaw sweep member stops.toml 3"));
    CLI::App* status = command->add_subcommand("status", tr("How the members of a sweep stand"));
    add_document(*status, *arguments);
    add_out(*status, *arguments);
    status->add_flag("--json", arguments->json, tr("As JSON"));
    CLI::App* member = command->add_subcommand("member", tr("Train one member of a sweep"));
    add_document(*member, *arguments);
    member->add_option("index", arguments->member, tr("Its number, from 0, as --print has it"))
        ->check(whole_number({}, 0))
        ->required();
    add_out(*member, *arguments);
    add_threads(*member, *arguments);
    member
        ->add_option("--stop-before", arguments->stop_before,
                     tr("run.stop_before, where the base has none: \"120 s\""))
        ->check([](const std::string& text) {
            return seconds_from_text(text) ? std::string() : tr("a time such as \"120 s\"");
        });
    auto options = add_terminal_options(*member);
    status->callback([arguments, &exit_code] { exit_code = show_status(*arguments); });
    member->callback(
        [arguments, options, &exit_code] { exit_code = run_one(*arguments, *options); });
    command->callback([arguments, command, &exit_code] {
        if (!command->get_subcommands().empty())
            return;
        if (arguments->file.empty())
            throw usage("the document of the sweep is missing; thaw sweep --help tells more");
        exit_code = arguments->slurm ? submit_sweep(*arguments) : run_sweep(*arguments);
    });
}

} // namespace thaw
