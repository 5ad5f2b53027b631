// Fashion-MNIST: clothes, as drop-in replacement for MNIST's digits.
#include "core/run/error.h"
#include "core/training/datasets/idx_dataset.h"

namespace thaw {
namespace {

Dataset make(const Table& settings) {
    const auto folders = idx_dataset_folders("fashion_mnist", settings);
    const auto folder = find_idx_dataset(folders);
    if (folder.empty())
        throw failure("Fashion-MNIST was not found in {}. Install it with \"apt-get install "
                      "dataset-fashion-mnist\", or name the folder with its four idx files in "
                      "the environment variable THAW_DATA or in dataset.path.",
                      folder_list(folders));
    return read_idx_dataset("fashion_mnist", folder, settings, 10);
}

} // namespace

CatalogueEntry<MakeDataset> dataset_fashion_mnist() {
    return {{.id = "fashion_mnist",
             .label = translatable("Fashion-MNIST"),
             .help = translatable("Grey pictures of ten kinds of clothes, 28 x 28 pixels: 60,000 "
                                  "to train on and 10,000 to test with. Harder than digits and "
                                  "as small. Source: Xiao, Rasul & Vollgraf 2017, "
                                  "arXiv 1708.07747."),
             .parameters = idx_dataset_parameters()},
            {make, {}, [](const Table& settings) {
                 return published_notice("fashion_mnist", settings);
             }}};
}

} // namespace thaw
