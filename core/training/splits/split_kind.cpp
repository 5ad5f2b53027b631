#include "core/training/splits/split_kind.h"

#include "core/run/error.h"
#include "core/run/nearest.h"
#include "core/training/datasets/table_rows.h"

#include <algorithm>
#include <set>

namespace thaw {

SplitRole role_of(const Table& settings) {
    return settings.text("role") == "validation" ? SplitRole::validation : SplitRole::ood;
}

std::vector<SplitInfo> planned_splits(const Item& entry) {
    const auto& kind = entry_of(split_kinds(), entry.id).make;
    std::vector<SplitInfo> all;
    for (const std::string& name :
         kind.names ? kind.names(entry.settings) : std::vector{entry.settings.text("name")}) {
        SplitInfo& split = all.emplace_back();
        split.name = name;
        split.role = role_of(entry.settings);
    }
    return all;
}

std::vector<DataSplit> make_splits(const Item& entry, const SplitContext& context) {
    std::vector<DataSplit> all;
    for (DataSplit& made : entry_of(split_kinds(), entry.id).make.make(entry.settings, context)) {
        made.info.role = role_of(entry.settings);
        all.push_back(split_of(std::move(made.source), std::move(made.info)));
        check_same_kind(context.train, all.back());
    }
    return all;
}

void check_split_names(const std::vector<SplitInfo>& splits) {
    std::set<std::string> taken{"train", "ood_mean", "ood_worst"};
    for (const SplitInfo& split : splits)
        if (!taken.insert(split.name).second)
            throw usage("Two splits of the run are called '{}', or that name stands for something "
                        "else. Give the entry of [[splits]] another name, rename the domain, or "
                        "leave one out.",
                        split.name);
}

bool is_paired(const Targets& targets, const SplitContext& context) {
    return targets.labels == context.id_test.targets().labels &&
           targets.reals == context.id_test.targets().reals;
}

std::string name_within(const Table& settings, const std::string& kind, const std::string& own) {
    const std::string& given = settings.text("name");
    return given == kind || given.empty() ? own
                                          : given + "_" + own; // an entry without a name has its id
}

std::vector<std::string> corruptions_of(const Table& settings,
                                        const std::vector<std::string>& benchmark,
                                        const std::vector<std::string>& all) {
    const std::string& word = settings.text("corruptions");
    if (word == "benchmark")
        return benchmark;
    if (word == "all")
        return all;
    std::vector<std::string> chosen = words_of(word);
    for (const std::string& one : chosen)
        if (std::find(all.begin(), all.end(), one) == all.end()) {
            std::string names;
            for (const std::string& each : all)
                names += ", " + each;
            const std::string near = nearest(one, all);
            throw usage(
                "splits.corruptions has '{}', which is not known{}. Give benchmark, all, or "
                "a list of: {}.",
                one, near.empty() ? std::string() : sentence(" (did you mean {}?)", near),
                names.substr(2));
        }
    if (chosen.empty())
        throw usage("splits.corruptions is empty; give benchmark, all, or a list with commas.");
    return chosen;
}

} // namespace thaw
