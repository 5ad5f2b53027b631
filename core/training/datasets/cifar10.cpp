// CIFAR-10: small colour photographs of ten kinds of things.
#include "core/run/error.h"
#include "core/training/datasets/cifar.h"
#include "core/training/datasets/dataset.h"

namespace thaw {
namespace {

constexpr const char* id = "cifar10";

const std::vector<std::string>& usual_names() {
    static const std::vector<std::string> names{"airplane", "automobile", "bird",  "cat",  "deer",
                                                "dog",      "frog",       "horse", "ship", "truck"};
    return names;
}

Dataset make(const Table& settings) {
    const CifarFolder files = find_cifar(CifarKind::ten, settings);
    auto names = cifar_names(files.folder / "batches.meta.txt", usual_names().size());
    if (names.empty())
        names = usual_names();
    const auto part = [&](const std::vector<std::filesystem::path>& of, const char* key) {
        ImageSet set = read_cifar(CifarKind::ten, of).set;
        set.names = names;
        return first_images_asked(std::move(set), settings.integer(key), of.front());
    };
    Dataset all =
        dataset_of(id, part(files.train, "train_examples"), part({files.test}, "test_examples"));
    all.files = cifar_origin(CifarKind::ten, files);
    return all;
}

} // namespace

CatalogueEntry<MakeDataset> dataset_cifar10() {
    return {
        {.id = id,
         .label = translatable("CIFAR-10"),
         .help = translatable("Colour photographs of ten kinds of animals and vehicles, 32 x 32 "
                              "pixels: 50,000 to train on and 10,000 to test with. The binary "
                              "version (cifar-10-binary.tar.gz), unpacked; other numbers of "
                              "images are taken too. Source: Krizhevsky 2009, \"Learning "
                              "Multiple Layers of Features from Tiny Images\"."),
         .parameters = cifar_parameters()},
        {make, {}, [](const Table& settings) { return cifar_notice(CifarKind::ten, settings); }}};
}

} // namespace thaw
