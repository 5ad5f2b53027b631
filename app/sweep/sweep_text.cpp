#include "app/sweep/sweep_text.h"

#include "app/text.h"
#include "core/run/quoting.h"
#include "core/storage/json_text.h"
#include "core/sweep/sweep_grid.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thaw {

namespace {

std::vector<std::vector<std::size_t>> children_of(const RunTree& tree) {
    std::vector<std::vector<std::size_t>> children(tree.nodes.size());
    for (const std::size_t member : tree.order)
        if (tree.nodes[member].parent)
            children[*tree.nodes[member].parent].push_back(member);
    return children;
}

void add_branch(const SweepPlan& plan, const Ledger& ledger,
                const std::vector<std::vector<std::size_t>>& children, std::size_t member,
                const std::string& indent, std::string& text) {
    const TreeNode& node = plan.tree.nodes[member];
    text +=
        fmt::format("{:>4}  {}{}", member, indent, terminal_text(name_of(plan.members[member])));
    if (node.parent)
        text += ": " + leaving_text(node);
    const MemberState state = ledger.members[member].state;
    if (state != MemberState::queued)
        text += fmt::format(" [{}]", shown_text(state));
    text += "\n";
    for (const std::size_t child : children[member])
        add_branch(plan, ledger, children, child, indent + "  ", text);
}

const MemberStanding& at(const Ledger& ledger, std::size_t member) {
    return ledger.members[member];
}

} // namespace

std::int64_t steps_left(const SweepPlan& plan, const Ledger& ledger) {
    std::int64_t left = 0;
    for (std::size_t i = 0; i < plan.members.size(); ++i) {
        const MemberStanding& standing = at(ledger, i);
        const TreeNode& node = plan.tree.nodes[i];
        if (standing.is_done())
            continue;
        const bool begun = !standing.file.empty();
        left += node.steps - (begun         ? standing.last_step
                              : node.parent ? node.planned_step()
                                            : std::int64_t{0});
    }
    return left;
}

double share_done(const SweepPlan& plan, const Ledger& ledger) {
    const double all = static_cast<double>(std::max<std::int64_t>(plan.tree.steps_shared(), 1));
    return std::clamp(1 - static_cast<double>(steps_left(plan, ledger)) / all, 0.0, 1.0);
}

std::optional<double> seconds_per_step(const Ledger& ledger) {
    double seconds = 0, steps = 0;
    for (const MemberStanding& standing : ledger.members)
        if (standing.facts && standing.last_step > 0)
            if (const double duration = standing.facts->number(Field("duration")); duration > 0) {
                seconds += duration;
                steps += static_cast<double>(standing.last_step);
            }
    if (steps == 0)
        return {};
    return seconds / steps;
}

std::string plan_text(const SweepPlan& plan, const Ledger& ledger, const LocalOptions& options) {
    std::string text;
    const auto children = children_of(plan.tree);
    for (const std::size_t member : plan.tree.order)
        if (!plan.tree.nodes[member].parent)
            add_branch(plan, ledger, children, member, {}, text);
    const std::int64_t alone = plan.tree.steps_alone(), shared = plan.tree.steps_shared();
    text += sentence("{} [member|members] in {}", plan.members.size(),
                     terminal_text(plan.folder.string())) +
            "\n";
    text +=
        sentence("steps one by one: {}; with shared beginnings: {} ({:.0f} % less)", alone, shared,
                 alone == 0
                     ? 0.0
                     : 100.0 * static_cast<double>(alone - shared) / static_cast<double>(alone)) +
        "\n";
    if (plan.tree.depends_on_readings())
        text += tr("where rules fire nobody knows beforehand: for these members the number of "
                   "steps is the least") +
                std::string("\n");
    text += sentence("{} [job|jobs] at a time with {} [thread|threads] each", options.jobs,
                     options.threads) +
            "\n";
    const std::int64_t left = steps_left(plan, ledger);
    if (const auto seconds = seconds_per_step(ledger))
        text += sentence("left: {} steps, about {}, by the runs that there are", left,
                         duration_text(*seconds * static_cast<double>(left) /
                                       static_cast<double>(options.jobs))) +
                "\n";
    else if (left > 0)
        text += tr("how long a step takes is known once one of the members has been trained") +
                std::string("\n");
    return text;
}

std::string standing_text(const SweepPlan& plan, const Ledger& ledger) {
    const SweepGrid grid(plan.members);
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    for (const std::int64_t seed : grid.seeds)
        rows.front().push_back(sentence("seed {}", seed));
    for (std::size_t arm = 0; arm < grid.arms.size(); ++arm) {
        rows.push_back({terminal_text(grid.arms[arm])});
        for (const auto& member : grid.cells[arm]) {
            std::string word;
            if (member) {
                const MemberStanding& standing = at(ledger, *member);
                word = shown_text(standing.state);
                if (!standing.is_done() && standing.state != MemberState::queued)
                    word +=
                        fmt::format(" {}/{}", standing.last_step, plan.tree.nodes[*member].steps);
            }
            rows.back().push_back(std::move(word));
        }
    }
    std::string text = table_text(rows);
    for (std::size_t i = 0; i < plan.members.size(); ++i) {
        const MemberStanding& standing = at(ledger, i);
        if (standing.state != MemberState::queued && standing.state != MemberState::running &&
            standing.state != MemberState::finished && !standing.reason.empty())
            text +=
                sentence("{}: {}: {}", terminal_text(name_of(plan.members[i])),
                         shown_text(standing.state), terminal_text(reason_text(standing.reason))) +
                "\n";
    }
    for (const auto& file : ledger.changed_by_hand)
        text += sentence("{} was changed by hand: it does not count, and is left as it is",
                         terminal_text(file.string())) +
                "\n";
    return text;
}

std::string standing_json(const SweepPlan& plan, const Ledger& ledger, const SlurmQueue& queue) {
    nlohmann::json out{{"name", plan.document.name}, {"folder", plan.folder.string()}};
    for (std::size_t i = 0; i < plan.members.size(); ++i) {
        const MemberStanding& standing = at(ledger, i);
        const TreeNode& node = plan.tree.nodes[i];
        nlohmann::json row{{"member", i},
                           {"arm", plan.members[i].arm},
                           {"seed", plan.members[i].seed},
                           {"config_id", plan.members[i].identity},
                           {"state", to_text(standing.state)},
                           {"reason", standing.reason},
                           {"file", standing.file.string()},
                           {"last_step", standing.last_step},
                           {"steps", node.steps},
                           {"parent", nullptr}};
        for (const auto& [key, value] : plan.members[i].values)
            row["values"][key] = value;
        if (node.parent)
            row["parent"] = *node.parent;
        out["members"].push_back(std::move(row));
    }
    for (const SlurmElement& element : queue.elements)
        if (waits_for_slurm(ledger, element.member))
            out["members"][element.member]["slurm"] = {
                {"job", element.id()}, {"state", element.state}, {"reason", element.reason}};
    if (!queue.problem.empty())
        out["slurm_problem"] = queue.problem;
    for (const auto& file : ledger.changed_by_hand)
        out["changed_by_hand"].push_back(file.string());
    return dump(out, 2) + "\n";
}

std::string progress_text(const SweepPlan& plan, const Ledger& ledger, const LocalOptions& options,
                          std::size_t at_work) {
    const std::int64_t left = steps_left(plan, ledger);
    std::string text =
        sentence("{} of {} done, {} being trained; {:.0f} % of the steps", ledger.done(),
                 plan.members.size(), at_work, 100 * share_done(plan, ledger));
    if (const auto seconds = seconds_per_step(ledger); seconds && left > 0)
        text +=
            "; " + sentence("about {} left", duration_text(*seconds * static_cast<double>(left) /
                                                           static_cast<double>(options.jobs)));
    return text;
}

} // namespace thaw
