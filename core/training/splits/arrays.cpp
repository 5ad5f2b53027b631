// Arrays of NumPy with the same classes or targets.
#include "core/training/datasets/array_set.h"
#include "core/training/splits/split_kind.h"

namespace thaw {
namespace {

constexpr const char* id = "arrays";

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const std::filesystem::path inputs = settings.text("path");
    const std::string& labels = settings.text("labels");
    const ExampleSpec& train = context.train.spec();
    const bool classes = train.targets == TargetKind::classes;
    DataSplit split;
    split.info.name = settings.text("name");
    split.info.source = std::string(id) + " " + inputs.filename().string();
    split.source = array_source({inputs, labels.empty() ? inputs : std::filesystem::path(labels),
                                 settings.text("inputs_key"), settings.text("labels_key")},
                                classes ? ArrayTargets::classes : ArrayTargets::reals,
                                classes ? std::optional(train.outputs) : std::nullopt);
    split.info.paired = is_paired(split.source->targets(), context);
    return {split};
}

} // namespace

CatalogueEntry<MakeSplits> splits_arrays() {
    const auto text = [](const char* key, const char* label, const char* help, bool required) {
        return Parameter{.key = key,
                         .fallback = std::string(),
                         .label = label,
                         .help = help,
                         .required = required};
    };
    const auto file = [&text](const char* key, const char* label, const char* help, bool required) {
        Parameter named = text(key, label, help, required);
        named.path = PathKind::file;
        named.patterns = {"*.npy", "*.npz"};
        return named;
    };
    return {{.id = id,
             .label = translatable("NumPy arrays"),
             .help = translatable("Images or vectors with labels out of npy and npz files, as in "
                                  "the dataset arrays."),
             .parameters =
                 {file("path", translatable("File"),
                       translatable("An npy file of examples, or an npz that holds them."), true),
                  file("labels", translatable("Labels"),
                       translatable("An npy file of labels. Empty: they are in the npz of the "
                                    "examples."),
                       false),
                  text("inputs_key", translatable("Name of the examples"),
                       translatable("What the array of examples is called in an npz. Empty: x, "
                                    "images, inputs, data, X or arr_0, whichever there is."),
                       false),
                  text("labels_key", translatable("Name of the labels"),
                       translatable("What the array of labels is called in an npz. Empty: y, "
                                    "labels, targets, Y or arr_1, whichever there is."),
                       false)}},
            {make}};
}

} // namespace thaw
