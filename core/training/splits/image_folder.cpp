// Another folder of class folders: a domain of one's own.
#include "core/run/error.h"
#include "core/run/utf8.h"
#include "core/training/datasets/class_folders.h"
#include "core/training/splits/split_kind.h"

namespace thaw {
namespace {

constexpr const char* id = "image_folder";

std::vector<DataSplit> make(const Table& settings, const SplitContext& context) {
    const std::filesystem::path folder = settings.text("path");
    const auto& names = context.train.spec().classes;
    if (names.empty())
        throw usage("The classes of the training set have no names, by which those of {} could be "
                    "found. Take a dataset whose classes have names, or arrays with numbers.",
                    folder.string());
    const FolderImages found =
        class_folders(folder, names, image_form(settings, "splits"), "splits");
    DataSplit split;
    split.info.name = settings.text("name");
    split.info.domain = valid_utf8(folder.filename().string());
    split.info.source = std::string(id) + " " + split.info.domain;
    split.source = found.source;
    return {split};
}

} // namespace

CatalogueEntry<MakeSplits> splits_image_folder() {
    std::vector<Parameter> parameters{
        {.key = "path",
         .fallback = std::string(),
         .label = translatable("Folder"),
         .help = translatable("The folder with the classes' folders, called as in the training "
                              "set."),
         .required = true,
         .path = PathKind::folder}};
    for (Parameter& each : image_form_parameters())
        parameters.push_back(std::move(each));
    return {{.id = id,
             .label = translatable("Folder of images"),
             .help = translatable("Pictures of your own with the classes of the training set, a "
                                  "folder each."),
             .parameters = std::move(parameters)},
            {make}};
}

} // namespace thaw
