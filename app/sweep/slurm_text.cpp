#include "app/sweep/slurm_text.h"

#include "core/run/error.h"
#include "core/run/quoting.h"

#include <fmt/format.h>
#include <map>
#include <tuple>

namespace thaw {

std::string array_text(const std::string& job, const std::vector<std::size_t>& members) {
    return sentence("Slurm job {}: {} [member|members] ({})", job, members.size(),
                    ranges_text(members));
}

std::string queue_text(const SlurmQueue& queue, const SweepPlan& plan, const Ledger& ledger) {
    if (!queue.problem.empty())
        return sentence("what waits in Slurm is not known: {}", queue.problem) + "\n";
    std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::size_t>> alike;
    for (const SlurmElement& element : queue.elements)
        if (waits_for_slurm(ledger, element.member))
            alike[{element.job, element.state, element.reason}].push_back(element.member);
    std::size_t unknown = 0; // to Slurm
    for (std::size_t member = 0; queue.was_asked && member < ledger.members.size(); ++member)
        unknown += waits_for_slurm(ledger, member) ? 1 : 0;
    std::string text;
    for (const auto& [what, members] : alike) {
        unknown -= members.size();
        const auto& [job, state, reason] = what;
        text += array_text(job, members) + ": " + terminal_text(state);
        const std::string meaning = slurm_reason_text(reason);
        if (!reason.empty())
            text += meaning.empty() ? ", " + terminal_text(reason)
                                    : fmt::format(", {} ({})", meaning, reason);
        text += "\n";
    }
    if (unknown > 0)
        text += sentence("Slurm has nothing of {} [member|members]; why may be said in {}", unknown,
                         terminal_text(slurm_folder(plan.folder).string())) +
                "\n";
    return text;
}

std::string submission_text(const SlurmSubmission& submission, const SlurmOptions& options) {
    std::string text = submission.text + "\n# " + submission.script.string() + "\n";
    std::vector<std::string> ids;
    for (const SlurmArray& array : submission.arrays) {
        std::vector<std::string> words =
            sbatch_command(array, submission.job_name, submission.script.string(), options.jobs,
                           ids_after(array, ids));
        for (std::string& word : words)
            if (!word.starts_with("--dependency="))
                word = shell_word(word);
        ids.push_back(fmt::format("$job{}", ids.size() + 1));
        text += fmt::format("# {}=$({})\n", ids.back().substr(1), fmt::join(words, " "));
    }
    return text;
}

} // namespace thaw
