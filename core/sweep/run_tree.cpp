#include "core/sweep/run_tree.h"

#include "core/run/error.h"

#include <algorithm>
#include <compare>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace thaw {

namespace {

// What two members share: up to where a rule may part them nobody knows it before, so that what is
// certain counts first.
struct Shared {
    std::int64_t certain = 0, possible = 0;
    auto operator<=>(const Shared& other) const = default;
};

Shared shared_by(const std::optional<Divergence>& divergence) {
    if (!divergence)
        return {};
    return {divergence->rules.empty() ? divergence->step : 1, divergence->step};
}

class Planter {
  public:
    Planter(const std::vector<SweepMember>& members, const std::vector<RunShape>& shapes)
        : members_(members), shapes_(shapes) {
        tree_.nodes.resize(members.size());
        for (std::size_t i = 0; i < members.size(); ++i)
            tree_.nodes[i].steps = shapes[i].steps;
    }

    RunTree tree() {
        std::map<std::string, std::vector<std::size_t>> families;
        for (std::size_t i = 0; i < members_.size(); ++i)
            families[family_of(members_[i].config)].push_back(i);
        for (const auto& [text, family] : families)
            plant(family);
        settle_order();
        return std::move(tree_);
    }

  private:
    std::optional<Divergence> between(std::size_t a, std::size_t b) const {
        return divergence(members_[a].config, members_[b].config, shapes_[a]);
    }

    // Prim's algorithm from the member that shares most with all others.
    void plant(const std::vector<std::size_t>& family) {
        std::vector<std::optional<Divergence>> apart; // of i and each j before it, row by row
        const auto apart_of = [&](std::size_t i, std::size_t j) -> const auto& {
            return apart[std::max(i, j) * (std::max(i, j) - 1) / 2 + std::min(i, j)];
        };
        // Of those that share equally much the one to which least is done.
        std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>> sum(family.size());
        for (std::size_t i = 0; i < family.size(); ++i) {
            const RunConfig& config = members_[family[i]].config;
            std::get<2>(sum[i]) =
                -static_cast<std::int64_t>(config.commands.size() + config.triggers.size());
            for (std::size_t j = 0; j < i; ++j) {
                apart.push_back(between(family[i], family[j]));
                const Shared shared = shared_by(apart.back());
                for (const std::size_t each : {i, j}) {
                    std::get<0>(sum[each]) += shared.certain;
                    std::get<1>(sum[each]) += shared.possible;
                }
            }
        }
        struct Edge {
            std::size_t onto = 0;
            Shared shared = {};
            std::optional<Divergence> leaves = {};
        };
        std::vector<Edge> edges(family.size()); // the best one to a planted member
        std::vector<std::size_t> waiting(family.size());
        std::iota(waiting.begin(), waiting.end(), std::size_t{0});
        while (!waiting.empty()) {
            const auto best =
                std::max_element(waiting.begin(), waiting.end(), [&](std::size_t a, std::size_t b) {
                    return std::pair(edges[a].shared, sum[a]) < std::pair(edges[b].shared, sum[b]);
                });
            const std::size_t next = *best;
            waiting.erase(best);
            if (edges[next].leaves) {
                TreeNode& node = tree_.nodes[family[next]];
                node.parent = family[edges[next].onto];
                node.leaves = *edges[next].leaves;
                node.depth = depth(*node.parent) + 1;
            }
            for (const std::size_t other : waiting) {
                const auto& leaves = apart_of(other, next);
                if (const Shared shared = shared_by(leaves); shared > edges[other].shared)
                    edges[other] = {next, shared, leaves}; // of equal ones the flatter
            }
        }
    }

    std::size_t depth(std::size_t member) const { return tree_.nodes[member].depth; }

    void settle_order() {
        std::vector<std::size_t> children(members_.size(), 0);
        for (const TreeNode& node : tree_.nodes)
            if (node.parent)
                ++children[*node.parent];
        tree_.order.resize(members_.size());
        std::iota(tree_.order.begin(), tree_.order.end(), std::size_t{0});
        std::stable_sort(tree_.order.begin(), tree_.order.end(), [&](std::size_t a, std::size_t b) {
            if (depth(a) != depth(b))
                return depth(a) < depth(b);
            return children[a] > children[b];
        });
    }

    const std::vector<SweepMember>& members_;
    const std::vector<RunShape>& shapes_;
    RunTree tree_;
};

} // namespace

std::string leaving_text(const TreeNode& node) {
    if (!node.depends_on_readings())
        return sentence("leaves it at step {}", node.planned_step());
    if (node.leaves.step > node.steps)
        return tr("leaves it where its rule fires");
    return sentence("leaves it at step {}, or before where its rule fires", node.leaves.step);
}

std::int64_t RunTree::steps_alone() const {
    return std::accumulate(nodes.begin(), nodes.end(), std::int64_t{0},
                           [](std::int64_t sum, const TreeNode& node) { return sum + node.steps; });
}

std::int64_t RunTree::steps_shared() const {
    std::int64_t sum = steps_alone();
    for (const TreeNode& node : nodes)
        if (node.parent)
            sum -= node.planned_step();
    return sum;
}

bool RunTree::depends_on_readings() const {
    return std::any_of(nodes.begin(), nodes.end(),
                       [](const TreeNode& node) { return node.depends_on_readings(); });
}

RunTree run_tree(const std::vector<SweepMember>& members, const std::vector<RunShape>& shapes) {
    return Planter(members, shapes).tree();
}

} // namespace thaw
