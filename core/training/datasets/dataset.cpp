#include "core/training/datasets/dataset.h"

#include "core/run/error.h"
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

DataSplit split_of(std::shared_ptr<const ExampleSource> source, SplitInfo info) {
    info.examples = source->count();
    info.digest = source->digest();
    return {std::move(info), std::move(source)};
}

namespace {

// "32 x 32 pixels in 3 channels with 10 classes".
std::string kind_of(const ExampleSpec& spec) {
    const std::string inputs =
        spec.kind == ElementKind::pixels
            ? sentence("{} x {} pixels in {} channels", spec.shape[1], spec.shape[0], spec.shape[2])
            : sentence("{} numbers", spec.elements());
    return spec.targets == TargetKind::classes ? sentence("{}, {} classes", inputs, spec.outputs)
                                               : sentence("{}, {} targets", inputs, spec.outputs);
}

} // namespace

void check_same_kind(const ExampleSource& train, const DataSplit& split) {
    const ExampleSpec &ours = train.spec(), &theirs = split.source->spec();
    if (ours.kind != theirs.kind || ours.shape != theirs.shape || ours.targets != theirs.targets ||
        ours.outputs != theirs.outputs)
        throw usage("The examples of the split {} ({}) are of another kind than those of the "
                    "training set ({}). Take data of the same size, channels and classes.",
                    split.info.name, kind_of(theirs), kind_of(ours));
}

std::vector<Parameter> holdout_parameters() {
    return {{.key = "holdout",
             .fallback = 0.2,
             .label = translatable("ID holdout"),
             .help = translatable("Share of the training examples that is kept as ID test set "
                                  "where the data have none of their own; 0.2 in DomainBed."),
             .minimum = 0,
             .maximum = 0.9,
             .above_minimum = true},
            {.key = "holdout_seed",
             .fallback = std::int64_t{0},
             .label = translatable("Holdout seed"),
             .help = translatable("Chooses which examples these are. Apart from run.seed, so that "
                                  "runs of different seeds are judged on the same ones."),
             .minimum = 0}};
}

ImageSet first_images_asked(ImageSet set, std::int64_t count, const std::filesystem::path& file) {
    if (count > set.count)
        throw usage("The config asks for {} images of {}, but there are {}. Ask for fewer, or for "
                    "all of them with 0.",
                    count, file.string(), set.count);
    const std::int64_t kept = count == 0 ? set.count : count;
    return first_images(std::move(set), kept);
}

Dataset dataset_of(const std::string& name, ImageSet train, ImageSet test) {
    return {name, split_of(std::move(train), "train", SplitRole::train, name, "train"),
            split_of(std::move(test), "id_test", SplitRole::id, name, "test")};
}

} // namespace thaw
