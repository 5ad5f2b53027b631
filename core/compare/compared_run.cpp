#include "core/compare/compared_run.h"

#include "core/run/error.h"
#include "core/run/flat_table.h"

#include <algorithm>
#include <set>

namespace thaw {

namespace {
std::string last_part(const std::string& name) {
    return name.substr(name.rfind('.') + 1);
}
} // namespace

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

std::string part_text(const std::string& name) {
    std::string part = last_part(name);
    if (part == "id_test")
        return tr("ID test");
    if (part == "ood_mean")
        return tr("OOD mean");
    if (part == "ood_worst")
        return tr("OOD worst");
    return part;
}

std::string series_text(const ComparedRuns& runs, const std::string& name) {
    const SeriesInfo* info = series_info(runs, name);
    if (info == nullptr || info->label.empty())
        return name;
    std::set<std::string> others; // under the same label
    for (const auto& run : runs)
        for (const auto& metric : run->record.header.plan.metrics)
            for (const auto& series : metric.series)
                if (series.label == info->label && series.symbol == info->symbol &&
                    series.name != name)
                    others.insert(series.name);
    std::string text = tr(info->label);
    if (!info->symbol.empty())
        text += " " + info->symbol;
    if (std::all_of(others.begin(), others.end(),
                    [&](const auto& other) { return other.starts_with(name + "."); }))
        return text;
    const bool told = std::none_of(others.begin(), others.end(), [&](const auto& other) {
        return last_part(other) == last_part(name);
    });
    return sentence("{}, {}", text, told ? part_text(name) : name);
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
