// MNIST-C as it is published: a folder a corruption, with images and labels of the test set.
#include "core/run/error.h"
#include "core/training/splits/corruption_files.h"

namespace thaw {
namespace {

constexpr const char* id = "mnist_c_files";

const std::vector<std::string> benchmark{
    "shot_noise", "impulse_noise", "glass_blur",  "motion_blur", "shear",
    "scale",      "rotate",        "brightness",  "translate",   "stripe",
    "fog",        "spatter",       "dotted_line", "zigzag",      "canny_edges"};

std::vector<std::string> corruptions(const Table& settings) {
    std::vector<std::string> all = benchmark;
    all.insert(all.begin(), "identity");
    return corruptions_of(settings, benchmark, all);
}

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const auto folder = corruption_folder(settings);
    std::vector<DataSplit> all;
    for (const std::string& corruption : corruptions(settings)) {
        const auto file = need_file_of_split(folder / corruption / "test_images.npy");
        const auto labels_file = need_file_of_split(folder / corruption / "test_labels.npy");
        auto labels = array_labels(ArrayFile(labels_file).array(""), context.train.spec().outputs);
        const auto count = static_cast<std::int64_t>(labels.size());
        if (const NumberArray images = ArrayFile(file).array(""); images.rows() != count)
            throw damaged("{} holds {} examples, but {} holds {} labels. Take two files that "
                          "belong together.",
                          file.string(), images.rows(), labels_file.string(), count);
        DataSplit split;
        split.info.name = name_within(settings, id, corruption);
        split.info.source = std::string(id) + " " + corruption;
        split.info.settings.set("corruption", corruption);
        split.source = rows_source(file, 0, count, std::move(labels), context);
        split.info.paired = is_paired(split.source->targets(), context);
        all.push_back(std::move(split));
    }
    return all;
}

std::vector<std::string> names(const Table& settings) {
    std::vector<std::string> all;
    for (const std::string& corruption : corruptions(settings))
        all.push_back(name_within(settings, id, corruption));
    return all;
}

} // namespace

CatalogueEntry<MakeSplits> splits_mnist_c_files() {
    return {{.id = id,
             .label = translatable("MNIST-C"),
             .help = translatable("The published corruptions of MNIST's test set, read from their "
                                  "files. Source: Mu & Gilmer 2019, arXiv 1906.02337."),
             .parameters = corruption_parameters(
                 translatable("The folder mnist_c, unpacked: a folder for each corruption with "
                              "test_images.npy and test_labels.npy."))},
            {make, names}};
}

} // namespace thaw
