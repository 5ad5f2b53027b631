#include "core/sweep/slurm_arrays.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace thaw {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// 0 for those that wait for nobody; none for members that are not to be submitted.
std::vector<std::size_t> levels_of(const RunTree& tree, const Ledger& ledger,
                                   const std::vector<std::size_t>& wanted,
                                   const std::map<std::size_t, std::string>& job_of) {
    const std::set<std::size_t> all(wanted.begin(), wanted.end());
    std::vector<std::size_t> levels(tree.nodes.size(), none);
    for (const std::size_t member : tree.order) { // parents before children
        if (!all.contains(member))
            continue;
        const auto parent = tree.nodes[member].parent;
        if (!parent || !ledger.members[member].file.empty())
            levels[member] = 0;
        else if (levels[*parent] != none)
            levels[member] = levels[*parent] + 1;
        else
            levels[member] = job_of.contains(*parent) ? 1 : 0;
    }
    return levels;
}

} // namespace

std::vector<SlurmArray> slurm_arrays(const RunTree& tree, const Ledger& ledger,
                                     const std::vector<std::size_t>& wanted,
                                     const std::vector<SlurmElement>& queued, std::size_t indices,
                                     std::int64_t jobs) {
    std::map<std::size_t, std::string> job_of; // by member
    std::set<std::string> all_jobs;
    for (const SlurmElement& element : queued) {
        job_of.emplace(element.member, element.job);
        all_jobs.insert(element.job);
    }
    const std::vector<std::size_t> levels = levels_of(tree, ledger, wanted, job_of);
    std::map<std::pair<std::size_t, std::size_t>, SlurmArray> by_level_and_offset;
    for (const std::size_t member : std::set<std::size_t>(wanted.begin(), wanted.end())) {
        const std::size_t offset = member / indices * indices;
        SlurmArray& array = by_level_and_offset[{levels[member], offset}];
        array.offset = offset;
        array.members.push_back(member);
    }
    std::vector<SlurmArray> arrays;
    std::map<std::size_t, std::vector<std::size_t>> of_level;
    for (auto& [place, array] : by_level_and_offset) {
        const std::size_t level = place.first;
        if (jobs > 0) {
            if (arrays.empty())
                array.after_jobs.assign(all_jobs.begin(), all_jobs.end());
            else
                array.after = {arrays.size() - 1};
        } else if (level > 0) {
            array.after = of_level[level - 1];
            std::set<std::string> parents;
            for (const std::size_t member : array.members)
                if (const auto job = job_of.find(*tree.nodes[member].parent); job != job_of.end())
                    parents.insert(job->second);
            array.after_jobs.assign(parents.begin(), parents.end());
        }
        of_level[level].push_back(arrays.size());
        arrays.push_back(std::move(array));
    }
    return arrays;
}

std::string ranges_text(const std::vector<std::size_t>& numbers) {
    std::string text;
    for (auto first = numbers.begin(); first != numbers.end();) {
        auto last = first;
        while (std::next(last) != numbers.end() && *std::next(last) == *last + 1)
            ++last;
        text += text.empty() ? "" : ",";
        text += first == last ? fmt::format("{}", *first) : fmt::format("{}-{}", *first, *last);
        first = std::next(last);
    }
    return text;
}

std::vector<std::string> ids_after(const SlurmArray& array, const std::vector<std::string>& ids) {
    std::vector<std::string> after = array.after_jobs;
    for (const std::size_t before : array.after)
        after.push_back(ids[before]);
    return after;
}

std::vector<std::string> sbatch_command(const SlurmArray& array, const std::string& job_name,
                                        const std::string& script, std::int64_t jobs,
                                        const std::vector<std::string>& after) {
    std::vector<std::size_t> indices;
    for (const std::size_t member : array.members)
        indices.push_back(member - array.offset);
    std::string spec = ranges_text(indices);
    if (jobs > 0)
        spec += fmt::format("%{}", jobs);
    std::vector<std::string> command{"sbatch", "--parsable", "--array=" + spec,
                                     "--job-name=" + array_name(job_name, array.offset)};
    if (!after.empty())
        command.push_back(fmt::format("--dependency=afterany:{}", fmt::join(after, ":")));
    command.push_back(script);
    command.push_back(std::to_string(array.offset));
    return command;
}

} // namespace thaw
