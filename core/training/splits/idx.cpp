// Another pair of idx files with the same classes: notMNIST beside MNIST, USPS, EMNIST's digits.
#include "core/training/data/memory_source.h"
#include "core/training/datasets/idx_file.h"
#include "core/training/splits/split_kind.h"

namespace thaw {
namespace {

constexpr const char* id = "idx";

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const std::filesystem::path images = settings.text("images");
    ImageSet set = read_image_set(images, settings.text("labels"),
                                  static_cast<int>(context.train.spec().outputs));
    set.digest = digest_of(set);
    set.names = context.train.spec().classes;
    DataSplit split;
    split.info.name = settings.text("name");
    split.info.source = std::string(id) + " " + images.filename().string();
    split.source = std::make_shared<MemorySource>(std::move(set));
    split.info.paired = is_paired(split.source->targets(), context);
    return {split};
}

} // namespace

CatalogueEntry<MakeSplits> splits_idx() {
    const auto file = [](const char* key, const char* label, const char* help) {
        return Parameter{.key = key,
                         .fallback = std::string(),
                         .label = label,
                         .help = help,
                         .required = true,
                         .path = PathKind::file};
    };
    return {{.id = id,
             .label = translatable("idx files"),
             .help = translatable("Another set of the MNIST family, with images of the same size "
                                  "and labels that mean the same."),
             .parameters = {file("images", translatable("Images"),
                                 translatable("The idx file of images, plain or gzipped.")),
                            file("labels", translatable("Labels"),
                                 translatable("The idx file of labels, plain or gzipped."))}},
            {make}};
}

} // namespace thaw
