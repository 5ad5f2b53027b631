// Further test sets that a config names in [[splits]]: other people's files with the same classes.
#pragma once

#include "core/run/item.h"
#include "core/training/datasets/dataset.h"

#include <functional>
#include <string>
#include <vector>

namespace thaw {

// What the data are that splits are to go with.
struct SplitContext {
    const ExampleSource& train;
    const ExampleSource& id_test;
};

struct MakeSplits {
    // Splits with name, source, domain, settings and `paired` set; role and counts are filled in.
    // REQUIRES: `settings` holds every parameter of the description and of splits_extras(), within
    // its range. Throws as MakeDataset does.
    std::function<std::vector<DataSplit>(const Table& settings, const SplitContext& context)> make;
    // What they will be called, without their data; empty: one, by the entry's own name.
    std::function<std::vector<std::string>(const Table& settings)> names = {};
};

// In the order of catalogue.def: a new kind is one file and one line there.
const Catalogue<MakeSplits>& split_kinds();

// What the splits of an entry of [[splits]] are called.
std::vector<SplitInfo> planned_splits(const Item& entry);
// The splits themselves, checked against the training set. Throws as MakeDataset does.
std::vector<DataSplit> make_splits(const Item& entry, const SplitContext& context);

// Throws Error(usage) where two splits of a run have one name, or one has a name that stands for
// something else: their series would be the same.
void check_split_names(const std::vector<SplitInfo>& splits);

// Whether these are the labels of the ID test set, one by one: the split shows the same examples,
// changed.
bool is_paired(const Targets& targets, const SplitContext& context);

// The role that a config's word stands for: ood, validation.
SplitRole role_of(const Table& settings);

// The name of one of several splits of an entry: its own after that which the entry was given.
std::string name_within(const Table& settings, const std::string& kind, const std::string& own);

// "benchmark", "all" or a list with commas. Throws Error(usage) for words that are not in `all`.
std::vector<std::string> corruptions_of(const Table& settings,
                                        const std::vector<std::string>& benchmark,
                                        const std::vector<std::string>& all);

} // namespace thaw
