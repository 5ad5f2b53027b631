#include "app/sweep/slurm.h"

#include "app/sweep/called_program.h"
#include "core/run/duration.h"
#include "core/run/quoting.h"
#include "core/run/replace_file.h"
#include "core/run/run_file_name.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

constexpr double seconds_to_answer = 10;
constexpr double seconds_to_submit =
    120; // one that is ended early may have been heard all the same

std::string whole_path(const fs::path& path) {
    fs::path whole = fs::absolute(path).lexically_normal();
    if (whole.filename().empty()) // it ends in a slash
        whole = whole.parent_path();
    return whole.string();
}

std::string job_name_of(const SweepPlan& plan) {
    return slurm_job_name(plan.document.name, whole_path(plan.folder));
}

// The longest of the members', so that one script does for all.
std::int64_t stop_before(const SweepPlan& plan) {
    double most = 0;
    for (const SweepMember& member : plan.members)
        if (const auto seconds = seconds_from_text(member.config.run.settings.text("stop_before")))
            most = std::max(most, *seconds);
    return most > 0 ? static_cast<std::int64_t>(std::ceil(most)) : SlurmScript{}.stop_before;
}

SlurmScript script_of(const SweepPlan& plan, const SlurmOptions& options) {
    SlurmScript script{.sweep = plan.document.name,
                       .program = options.program,
                       .document = whole_path(plan.file),
                       .folder = whole_path(plan.folder),
                       .start = whole_path(fs::current_path()),
                       .threads = options.threads,
                       .stop_before = stop_before(plan),
                       .time = options.time,
                       .further = options.further};
    const auto limit = slurm_seconds(options.time);
    if (limit && *limit > 0 && *limit <= static_cast<double>(script.stop_before))
        throw usage("--time {} is {:.0f} s, and members stop {} s before its end "
                    "(run.stop_before): give them more",
                    options.time, *limit, script.stop_before);
    return script;
}

std::size_t indices(std::vector<std::string>& remarks) {
    const Answer answer = call_program({"scontrol", "show", "config"}, seconds_to_answer);
    const auto number = slurm_indices(answer.out);
    if (answer.is_good() && number) {
        if (*number < 2)
            throw failure("this Slurm takes no job arrays (MaxArraySize = {}); ask its "
                          "administrator, or use thaw sweep without --slurm in a job of its own",
                          *number);
        return *number;
    }
    remarks.push_back(sentence("{}; arrays have {} members at most, as Slurm has it by default",
                               fault_of(answer, "scontrol"), default_slurm_indices));
    return default_slurm_indices;
}

} // namespace

SlurmQueue slurm_queue(const SweepPlan& plan) {
    const Answer answer =
        call_program({"squeue", "--noheader", "--array", fmt::format("--user={}", ::getuid()),
                      std::string("--format=") + squeue_format},
                     seconds_to_answer);
    if (!answer.is_good())
        return {.elements = {}, .problem = fault_of(answer, "squeue"), .was_asked = true};
    return {.elements = slurm_elements(answer.out, job_name_of(plan)),
            .problem = {},
            .was_asked = true};
}

bool waits_for_slurm(const Ledger& ledger, std::size_t member) {
    return member < ledger.members.size() && !ledger.members[member].is_done() &&
           ledger.members[member].state != MemberState::running;
}

SlurmQueue slurm_queue_of_waiting(const SweepPlan& plan, const Ledger& ledger) {
    bool any = false;
    for (std::size_t member = 0; member < ledger.members.size(); ++member)
        any = any || waits_for_slurm(ledger, member);
    std::error_code none;
    if (!any || !fs::exists(slurm_folder(plan.folder), none))
        return {};
    return slurm_queue(plan);
}

SlurmSubmission slurm_submission(const SweepPlan& plan, const SlurmOptions& options) {
    SlurmSubmission submission;
    submission.text = to_text(script_of(plan, options));
    submission.job_name = job_name_of(plan);
    submission.script = slurm_folder(whole_path(plan.folder)) /
                        (readable_file_name(plan.document.name) + ".sbatch");
    const SlurmQueue queue = slurm_queue(plan);
    const std::size_t most = indices(submission.remarks);
    if (!queue.problem.empty())
        submission.remarks.push_back(
            sentence("what is queued already is not known: {}", queue.problem));
    std::set<std::size_t> queued;
    for (const SlurmElement& element : queue.elements)
        queued.insert(element.member);
    submission.queued = queued.size();
    const Ledger now = ledger(plan.members, runs_in(plan.folder));
    std::vector<std::size_t> wanted;
    for (std::size_t member = 0; member < plan.members.size(); ++member)
        if (waits_for_slurm(now, member) && is_wanted(now.members[member], options.wanted) &&
            !queued.contains(member))
            wanted.push_back(member);
    submission.arrays = slurm_arrays(plan.tree, now, wanted, queue.elements, most, options.jobs);
    return submission;
}

void submit(const SlurmSubmission& submission, const SlurmOptions& options,
            const std::function<void(const SlurmArray& array, const std::string& job)>& submitted) {
    make_folder(submission.script.parent_path()); // Slurm does not make that of its logs
    replace_file(submission.script, submission.text);
    std::vector<std::string> ids;
    for (const SlurmArray& array : submission.arrays) {
        const Answer answer =
            call_program(sbatch_command(array, submission.job_name, submission.script.string(),
                                        options.jobs, ids_after(array, ids)),
                         seconds_to_submit);
        const auto id = slurm_job_id(answer.out);
        if (!answer.is_good() || !id)
            throw failure("members {} cannot be submitted ({}); {} [array was|arrays were] "
                          "submitted before, and the same command again submits the rest",
                          ranges_text(array.members), fault_of(answer, "sbatch"), ids.size());
        ids.push_back(*id);
        submitted(array, *id);
    }
}

} // namespace thaw
