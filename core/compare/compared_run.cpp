#include "core/compare/compared_run.h"

#include "core/run/error.h"
#include "core/run/flat_table.h"

#include <algorithm>
#include <map>
#include <set>

namespace thaw {

std::string ComparedRun::label() const {
    const std::string ending = ".thaw.h5", name = file.filename().string();
    return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

SharedRun compared_run(std::filesystem::path file, RunRecord record) {
    auto run = std::make_shared<ComparedRun>();
    run->file = std::move(file);
    run->record = std::move(record);
    run->facts = facts_of(run->record, run->file);
    run->config = flat_table_from_toml(run->record.header.config);
    const auto seed = run->config.values().find("run.seed");
    if (seed == run->config.values().end() || !std::holds_alternative<std::int64_t>(seed->second))
        throw damaged("{}: the config in it has no run.seed", run->file.string());
    return run;
}

SeriesLook find_series(const RunRecord& record, std::string_view name) {
    const auto [metric, series] = record.header.plan.find_series(name);
    if (metric < 0 || static_cast<std::size_t>(metric) >= record.metrics.size())
        return {};
    const MetricColumns& columns = record.metrics[static_cast<std::size_t>(metric)];
    return {&columns, &columns.series[static_cast<std::size_t>(series)]};
}

std::vector<std::string> series_names(const ComparedRuns& runs, bool headline) {
    std::vector<std::string> names;
    std::set<std::string_view> seen;
    for (const auto& run : runs)
        for (const auto& metric : run->record.header.plan.metrics)
            for (const auto& series : metric.series)
                if ((series.headline || !headline) && seen.insert(series.name).second)
                    names.push_back(series.name);
    return names;
}

const SeriesInfo* series_info(const ComparedRuns& runs, std::string_view name) {
    for (const SharedRun& run : runs)
        if (const SeriesInfo* info = run->record.header.plan.series_info(name))
            return info;
    return nullptr;
}

Better better_of(const ComparedRuns& runs, std::string_view name) {
    const SeriesInfo* info = series_info(runs, name);
    return info == nullptr ? Better::unknown : info->better;
}

std::string quantity_text(const ComparedRuns& runs, std::string_view quantity) {
    // Series over training batches and over all OOD splits have labels of their own.
    const SeriesInfo* any = nullptr;
    for (const auto& run : runs)
        for (const auto& metric : run->record.header.plan.metrics)
            for (const auto& series : metric.series)
                if (series.quantity == quantity) {
                    if (series.role == SplitRole::id)
                        return tr(series.label);
                    any = any == nullptr ? &series : any;
                }
    return any == nullptr ? std::string() : tr(any->label);
}

std::string series_text(const ComparedRuns& runs, const std::string& name) {
    const SeriesInfo* info = series_info(runs, name);
    if (info == nullptr || info->label.empty())
        return name;
    std::map<std::string, std::string> others; // under the same label: their parts
    for (const auto& run : runs)
        for (const auto& metric : run->record.header.plan.metrics)
            for (const auto& series : metric.series)
                if (series.label == info->label && series.symbol == info->symbol &&
                    series.name != name)
                    others[series.name] = part_text(series);
    std::string text = tr(info->label);
    if (!info->symbol.empty())
        text += " " + info->symbol;
    if (std::all_of(others.begin(), others.end(),
                    [&](const auto& other) { return other.first.starts_with(name + "."); }))
        return text;
    const std::string part = part_text(*info);
    const bool told = std::none_of(others.begin(), others.end(),
                                   [&](const auto& other) { return other.second == part; });
    return sentence("{}, {}", text, told ? part : name);
}

std::string group_name(Field field, const Fact& value) {
    return is_known(value) ? sentence("{}: {}", heading(field), to_text(value))
                           : sentence("{}: none", heading(field));
}

std::vector<RunGroup> grouped(const ComparedRuns& runs, Field field) {
    std::vector<RunGroup> groups;
    const auto same = [](const Fact& a, const Fact& b) {
        return !sorts_before(a, b) && !sorts_before(b, a);
    };
    for (const auto& run : runs) {
        const Fact& value = run->facts.find(field);
        auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const RunGroup& group) { return same(group.value, value); });
        if (found == groups.end())
            found = groups.insert(found, {value, group_name(field, value), {}});
        found->runs.push_back(run);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const RunGroup& a, const RunGroup& b) {
        return sorts_before(a.value, b.value);
    });
    return groups;
}

} // namespace thaw
