// Arrays of NumPy: images or vectors with labels.
#include "core/run/error.h"
#include "core/training/data/holdout.h"
#include "core/training/datasets/array_set.h"
#include "core/training/datasets/dataset.h"

#include <algorithm>
#include <tuple>

namespace thaw {
namespace {

constexpr const char* id = "arrays";

// The labels' file; an npz may have both.
std::filesystem::path labels_of(const std::string& inputs, const std::string& labels) {
    return labels.empty() ? inputs : labels;
}

// As Keras' mnist.npz: x_train, y_train, x_test, y_test.
bool has_a_test_part(const std::string& file) {
    const ArrayFile arrays(file);
    return std::find(arrays.names().begin(), arrays.names().end(), "x_test") !=
           arrays.names().end();
}

DataSplit split(std::shared_ptr<const ExampleSource> source, const std::string& name,
                SplitRole role, const std::filesystem::path& file) {
    SplitInfo info;
    info.name = name;
    info.role = role;
    info.source = std::string(id) + " " + file.filename().string();
    return split_of(std::move(source), std::move(info));
}

Dataset make(const Table& settings) {
    const std::string& train = settings.text("train");
    if (train.empty())
        throw usage("dataset.train is empty; name the npy or npz file with the training examples.");
    std::string test = settings.text("test");
    if (test.empty() && has_a_test_part(train))
        test = train;
    const ArrayTargets targets = array_targets(settings.text("targets"));
    const auto source = [&](const char* part, const std::string& inputs, const std::string& labels,
                            std::optional<std::int64_t> outputs) {
        return array_source({inputs, labels_of(inputs, labels), settings.text("inputs_key"),
                             settings.text("labels_key"), part},
                            targets, outputs);
    };
    auto of_train = source("train", train, settings.text("train_labels"), {});
    std::shared_ptr<const ExampleSource> of_test;
    if (test.empty()) {
        const auto seed = static_cast<std::uint64_t>(settings.integer("holdout_seed"));
        std::tie(of_train, of_test) =
            divided(of_train, hold_out(of_train->count(), settings.real("holdout"), seed,
                                       "arrays_holdout", "dataset.holdout"));
    } else {
        const bool classes = of_train->spec().targets == TargetKind::classes;
        of_test = source("test", test, settings.text("test_labels"),
                         classes ? std::optional(of_train->spec().outputs) : std::nullopt);
    }
    Dataset all{.name = id,
                .train = split(of_train, "train", SplitRole::train, train),
                .id_test = split(of_test, "id_test", SplitRole::id, test.empty() ? train : test)};
    check_same_kind(*all.train.source, all.id_test);
    return all;
}

std::vector<Parameter> parameters() {
    const auto text = [](const char* key, const char* label, const char* help) {
        return Parameter{.key = key, .fallback = std::string(), .label = label, .help = help};
    };
    const auto file = [&text](const char* key, const char* label, const char* help) {
        Parameter named = text(key, label, help);
        named.path = PathKind::file;
        named.patterns = {"*.npy", "*.npz"};
        return named;
    };
    std::vector<Parameter> all{
        file("train", translatable("Training file"),
             translatable("An npy file of images [n, h, w] or [n, h, w, channels] or of vectors "
                          "[n, d], or an npz that holds them. Pixels are whole numbers from 0 to "
                          "255 or reals from 0 to 1; vectors are taken as they are.")),
        file("train_labels", translatable("Training labels"),
             translatable("An npy file of labels [n]; reals also [n, k]. Empty: they are in the "
                          "npz of the examples.")),
        file("test", translatable("Test file"),
             translatable("The ID test set. Empty: x_test and y_test of the training file, if it "
                          "has them; else a share of the training examples is held out.")),
        file("test_labels", translatable("Test labels"),
             translatable("Labels of the test file, as those of the training file.")),
        text("inputs_key", translatable("Name of the examples"),
             translatable("What the array of examples is called in an npz. Empty: x_train, "
                          "x_test and the like, else x, images, inputs, data, X or arr_0, "
                          "whichever there is.")),
        text("labels_key", translatable("Name of the labels"),
             translatable("What the array of labels is called in an npz. Empty: y_train, "
                          "y_test and the like, else y, labels, targets, Y or arr_1, whichever "
                          "there is.")),
        {.key = "targets",
         .fallback = std::string("auto"),
         .label = translatable("Targets"),
         .help = translatable("classes: labels are numbers of classes from 0. reals: they are what "
                              "is to be told, for the task regression. auto: reals where they are "
                              "saved as reals."),
         .words = {"auto", "classes", "reals"}}};
    for (Parameter& each : holdout_parameters())
        all.push_back(std::move(each));
    return all;
}

} // namespace

CatalogueEntry<MakeDataset> dataset_arrays() {
    return {{.id = id,
             .label = translatable("NumPy arrays"),
             .help = translatable("Images or vectors with labels out of npy and npz files. With "
                                  "reals as labels and the task regression, a network learns to "
                                  "tell numbers."),
             .parameters = parameters()},
            {make}};
}

} // namespace thaw
