#include "core/training/datasets/dataset.h"

#include "core/training/data/memory_source.h"

namespace thaw {

DataSplit split_of(ImageSet set, const std::string& name, SplitRole role,
                   const std::string& dataset, const std::string& part) {
    SplitInfo info;
    info.name = name;
    info.role = role;
    info.source = dataset + " " + part;
    info.examples = set.count;
    info.digest = set.digest;
    return {info, std::make_shared<MemorySource>(std::move(set))};
}

Dataset dataset_of(const std::string& name, ImageSet train, ImageSet test) {
    return {name, split_of(std::move(train), "train", SplitRole::train, name, "train"),
            split_of(std::move(test), "id_test", SplitRole::id, name, "test")};
}

} // namespace thaw
