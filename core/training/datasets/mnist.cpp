// MNIST: handwritten digits, the images that MNIST-C's shifts were made for.
#include "core/run/error.h"
#include "core/training/datasets/idx_dataset.h"

namespace thaw {
namespace {

Dataset make(const Table& settings) {
    const auto folders = idx_dataset_folders("mnist", settings);
    const auto folder = find_idx_dataset(folders);
    if (folder.empty())
        throw failure("MNIST was not found in {}. Put its four idx files into one of these "
                      "folders, or name the folder that has them in the environment variable "
                      "THAW_DATA or in dataset.path.",
                      folder_list(folders));
    return read_idx_dataset("mnist", folder, settings, 10);
}

} // namespace

CatalogueEntry<MakeDataset> dataset_mnist() {
    return {{.id = "mnist",
             .label = translatable("MNIST"),
             .help = translatable("Handwritten digits, 28 x 28 grey pixels: 60,000 to train on "
                                  "and 10,000 to test with. Source: LeCun, Bottou, Bengio & "
                                  "Haffner 1998, Gradient-Based Learning Applied to Document "
                                  "Recognition."),
             .parameters = idx_dataset_parameters()},
            {make, {}, [](const Table& settings) { return published_notice("mnist", settings); }}};
}

} // namespace thaw
