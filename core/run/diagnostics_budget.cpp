#include "core/run/diagnostics_budget.h"

#include "core/run/run_cost.h"

#include <algorithm>
#include <numeric>

namespace thaw {

namespace {
const std::string waiting_prefix = "since.";
} // namespace

DiagnosticsBudget::DiagnosticsBudget(double share, const Plan& plan)
    : plan_(plan), earned_a_step_(share / (1 - share)), due_since_(plan.metrics.size(), -1) {}

std::vector<bool> DiagnosticsBudget::take(std::int64_t step) {
    const auto& metrics = plan_.metrics;
    std::vector<bool> taken(metrics.size(), false);
    const bool free = earned_a_step_ <= 0 || step == 0 || step == plan_.steps;
    for (std::size_t m = 0; m < metrics.size(); ++m) {
        if (!metrics[m].cadence.due(step, plan_.steps))
            continue;
        if (free || metrics[m].steps_per_reading <= 0)
            taken[m] = true;
        else if (due_since_[m] < 0)
            due_since_[m] = step;
    }
    if (free)
        return taken;
    std::vector<std::size_t> order(metrics.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        return due_since_[a] < due_since_[b];
    });
    for (const std::size_t m : order) {
        if (due_since_[m] < 0)
            continue;
        if (spent_ > earned_a_step_ * static_cast<double>(step))
            break;
        taken[m] = true;
        due_since_[m] = -1;
        spent_ += metrics[m].steps_per_reading;
    }
    return taken;
}

Table DiagnosticsBudget::state() const {
    Table table;
    table.set("spent", spent_);
    for (std::size_t m = 0; m < due_since_.size(); ++m)
        if (due_since_[m] >= 0)
            table.set(waiting_prefix + plan_.metrics[m].name, due_since_[m]);
    return table;
}

void DiagnosticsBudget::restore(const Table& state) {
    spent_ = state.has("spent") ? state.real("spent") : 0;
    for (std::size_t m = 0; m < due_since_.size(); ++m) {
        const std::string key = waiting_prefix + plan_.metrics[m].name;
        due_since_[m] = state.has(key) ? state.integer(key) : -1;
    }
}

std::vector<std::int64_t> readings_within(double share, const Plan& plan) {
    std::vector<std::int64_t> counts;
    if (share <= 0) {
        for (const auto& metric : plan.metrics)
            counts.push_back(readings_of(metric.cadence, plan.steps));
        return counts;
    }
    counts.resize(plan.metrics.size());
    DiagnosticsBudget budget(share, plan);
    for (std::int64_t step = 0; step <= plan.steps; ++step) {
        const auto taken = budget.take(step);
        for (std::size_t m = 0; m < counts.size(); ++m)
            counts[m] += taken[m] ? 1 : 0;
    }
    return counts;
}

} // namespace thaw
