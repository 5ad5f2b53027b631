#include "core/training/datasets/idx_dataset.h"

#include "core/run/error.h"
#include "core/run/user_folders.h"
#include "core/training/datasets/idx_file.h"

namespace thaw {
namespace {

namespace fs = std::filesystem;

// `part` is e.g. "train-images", `kind` "idx3". Empty if there is none.
fs::path find_file(const fs::path& folder, const std::string& part, const std::string& kind) {
    for (const char* dash : {"-", "."})
        for (const char* packed : {"", ".gz"}) {
            fs::path file = folder / (part + dash + kind + "-ubyte" + packed);
            std::error_code ignored;
            if (fs::is_regular_file(file, ignored))
                return file;
        }
    return {};
}

fs::path need_file(const fs::path& folder, const std::string& part, const std::string& kind) {
    fs::path file = find_file(folder, part, kind);
    if (file.empty())
        throw failure("The folder {} lacks the file {}-{}-ubyte (or the same with .gz). Put it "
                      "beside the others, or name another folder in dataset.path.",
                      folder.string(), part, kind);
    return file;
}

ImageSet read_split(const fs::path& folder, const std::string& split, std::int64_t examples,
                    int classes) {
    ImageSet set = read_image_set(need_file(folder, split + "-images", "idx3"),
                                  need_file(folder, split + "-labels", "idx1"), classes);
    if (examples > set.count)
        throw usage("The config asks for {} images of {}-images in {}, but there are {}. Ask for "
                    "fewer, or for all of them with 0.",
                    examples, split, folder.string(), set.count);
    const std::int64_t kept = examples == 0 ? set.count : examples;
    return first_images(std::move(set), kept);
}

} // namespace

std::vector<Parameter> idx_dataset_parameters() {
    return {
        {.key = "path",
         .fallback = std::string(),
         .label = translatable("Folder"),
         .help = translatable("The folder with the four idx files, plain or gzipped. Empty: the "
                              "folders in the environment variable THAW_DATA and those of the "
                              "system are searched.")},
        {.key = "train_examples",
         .fallback = std::int64_t{0},
         .label = translatable("Training images"),
         .help = translatable("How many training images are used: the first ones of the file. "
                              "0 stands for all."),
         .minimum = 0},
        {.key = "test_examples",
         .fallback = std::int64_t{0},
         .label = translatable("Test images"),
         .help = translatable("How many test images are used: the first ones of the file. "
                              "0 stands for all."),
         .minimum = 0},
    };
}

std::vector<fs::path> idx_dataset_folders(const std::string& id, const Table& settings,
                                          const std::vector<fs::path>& usual) {
    if (const std::string& named = settings.text("path"); !named.empty())
        return {named};
    std::vector<fs::path> folders;
    if (const auto data = folder_from_environment("THAW_DATA")) {
        folders.push_back(*data / id);
        folders.push_back(*data);
    }
    folders.insert(folders.end(), usual.begin(), usual.end());
    return folders;
}

fs::path find_idx_dataset(const std::vector<fs::path>& folders) {
    for (const auto& folder : folders)
        if (!find_file(folder, "train-images", "idx3").empty())
            return folder;
    return {};
}

std::string folder_list(const std::vector<fs::path>& folders) {
    std::string list;
    for (const auto& folder : folders)
        list += (list.empty() ? "" : ", ") + folder.string();
    return list;
}

Dataset read_idx_dataset(const std::string& id, const fs::path& folder, const Table& settings,
                         int classes) {
    Dataset all{id, read_split(folder, "train", settings.integer("train_examples"), classes),
                read_split(folder, "t10k", settings.integer("test_examples"), classes)};
    if (all.train.height != all.test.height || all.train.width != all.test.width)
        throw damaged("{} holds images of {} x {} pixels, but {} of {} x {}. Replace both with the "
                      "two files of one download.",
                      need_file(folder, "train-images", "idx3").string(), all.train.width,
                      all.train.height, need_file(folder, "t10k-images", "idx3").string(),
                      all.test.width, all.test.height);
    return all;
}

} // namespace thaw
