// A file of CIFAR's binary layout with the same classes.
#include "core/training/datasets/cifar.h"
#include "core/run/error.h"
#include "core/training/data/memory_source.h"
#include "core/training/splits/split_kind.h"

#include <algorithm>

namespace thaw {
namespace {

constexpr const char* id = "cifar";

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const std::filesystem::path file = settings.text("path");
    const std::string& labels = settings.text("labels");
    CifarImages read =
        read_cifar(labels == "cifar10" ? CifarKind::ten : CifarKind::hundred, {file});
    if (labels == "cifar100_coarse")
        read.set.labels = std::move(read.coarse);
    const std::int64_t outputs = context.train.spec().outputs;
    const auto wrong = std::find_if(read.set.labels.begin(), read.set.labels.end(),
                                    [&](std::int32_t label) { return label >= outputs; });
    if (wrong != read.set.labels.end())
        throw usage("{} gives image {} the label {}, but the training set has {} classes. Take a "
                    "file with the same classes.",
                    file.string(), wrong - read.set.labels.begin(), *wrong, outputs);
    read.set.classes = static_cast<int>(outputs);
    read.set.names = context.train.spec().classes;
    read.set.digest = digest_of(read.set);
    DataSplit split;
    split.info.name = settings.text("name");
    split.info.source = std::string(id) + " " + file.filename().string();
    split.source = std::make_shared<MemorySource>(std::move(read.set));
    split.info.paired = is_paired(split.source->targets(), context);
    return {split};
}

} // namespace

CatalogueEntry<MakeSplits> splits_cifar() {
    return {{.id = id,
             .label = translatable("CIFAR file"),
             .help = translatable("A file of CIFAR's binary layout with the classes of the "
                                  "training set, such as CIFAR-10.1 or a batch of one's own."),
             .parameters = {{.key = "path",
                             .fallback = std::string(),
                             .label = translatable("File"),
                             .help = translatable("The file, such as test_batch.bin."),
                             .required = true,
                             .path = PathKind::file,
                             .patterns = {"*.bin"}},
                            {.key = "labels",
                             .fallback = std::string("cifar10"),
                             .label = translatable("Labels"),
                             .help = translatable("What its records are: CIFAR-10's, or "
                                                  "CIFAR-100's by their fine or coarse labels."),
                             .words = {"cifar10", "cifar100_fine", "cifar100_coarse"}}}},
            {make}};
}

} // namespace thaw
