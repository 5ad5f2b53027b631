#include "core/training/datasets/idx_dataset.h"

#include "core/run/error.h"
#include "core/run/user_folders.h"
#include "core/training/datasets/idx_file.h"
#include "core/training/datasets/published_files.h"

#include <algorithm>

namespace thaw {
namespace {

namespace fs = std::filesystem;

std::string plain(std::string name) {
    for (char& c : name)
        c = c == '.' || c == '_'   ? '-'
            : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A'))
                                   : c;
    return name;
}

// The names in the folder, sorted.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (fs::directory_iterator at(folder, ignored), end; at != end; at.increment(ignored))
        if (std::error_code error; at->is_regular_file(error))
            names.push_back(at->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// The file that is published as `name`: as it is spelled there or nearly so, plain before gzip.
// Empty if there is none.
fs::path find_file(const fs::path& folder, const std::string& name) {
    std::error_code ignored;
    for (const std::string& spelled : {name, name + ".gz"})
        if (fs::is_regular_file(folder / spelled, ignored))
            return folder / spelled;
    const auto names = names_in(folder);
    for (const std::string& wanted : {name, name + "-gz"})
        for (const auto& there : names)
            if (plain(there) == wanted)
                return folder / there;
    return {};
}

// A file that begins as `name` does and ends otherwise: half a download, a zip.
std::string nearly(const fs::path& folder, const std::string& name) {
    const std::string part = name.substr(0, name.find("-idx"));
    for (const auto& there : names_in(folder))
        if (plain(there).starts_with(part))
            return there;
    return {};
}

fs::path need_file(const fs::path& folder, const std::string& name) {
    fs::path file = find_file(folder, name);
    if (!file.empty())
        return file;
    if (const std::string near = nearly(folder, name); !near.empty())
        throw failure("The folder {} lacks the file {} (or the same with .gz). There is {}: "
                      "unpack or rename it if it is that file, or name another folder in "
                      "dataset.path.",
                      folder.string(), name, near);
    throw failure("The folder {} lacks the file {} (or the same with .gz). Put it "
                  "beside the others, or name another folder in dataset.path.",
                  folder.string(), name);
}

ImageSet read_split(const fs::path& folder, const std::string& split, std::int64_t examples,
                    int classes) {
    ImageSet set = read_image_set(need_file(folder, split + "-images-idx3-ubyte"),
                                  need_file(folder, split + "-labels-idx1-ubyte"), classes);
    if (examples > set.count)
        throw usage("The config asks for {} images of {}-images in {}, but there are {}. Ask for "
                    "fewer, or for all of them with 0.",
                    examples, split, folder.string(), set.count);
    const std::int64_t kept = examples == 0 ? set.count : examples;
    return first_images(std::move(set), kept);
}

FilesOrigin origin_in(const fs::path& folder, const std::string& id) {
    std::map<std::string, std::string> digests;
    for (const char* name : idx_names)
        digests[name] = content_digest(need_file(folder, name));
    return origin_of(id, digests);
}

} // namespace

std::vector<Parameter> idx_dataset_parameters() {
    return {
        {.key = "path",
         .fallback = std::string(),
         .label = translatable("Folder"),
         .help = translatable("The folder with the four idx files, plain or gzipped. Empty: the "
                              "folders in the environment variable THAW_DATA and those of the "
                              "system are searched."),
         .path = PathKind::folder},
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

std::vector<fs::path> idx_dataset_folders(const std::string& id, const Table& settings) {
    if (const std::string& named = settings.text("path"); !named.empty())
        return {named};
    std::vector<fs::path> folders;
    if (const auto data = folder_from_environment("THAW_DATA")) {
        folders.push_back(*data / id);
        folders.push_back(*data);
    }
    std::string name = id; // as Debian calls it: fashion-mnist
    std::replace(name.begin(), name.end(), '_', '-');
    folders.push_back(fs::path("/usr/share/datasets") / name);
    if (const auto data = user_data_folder())
        folders.push_back(*data / "thawscope" / id);
    return folders;
}

fs::path find_idx_dataset(const std::vector<fs::path>& folders) {
    for (const auto& folder : folders)
        if (!find_file(folder, "train-images-idx3-ubyte").empty())
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
    ImageSet train = read_split(folder, "train", settings.integer("train_examples"), classes);
    ImageSet test = read_split(folder, "t10k", settings.integer("test_examples"), classes);
    if (train.height != test.height || train.width != test.width)
        throw damaged("{} holds images of {} x {} pixels, but {} of {} x {}. Replace both with the "
                      "two files of one download.",
                      need_file(folder, "train-images-idx3-ubyte").string(), train.width,
                      train.height, need_file(folder, "t10k-images-idx3-ubyte").string(),
                      test.width, test.height);
    Dataset all = dataset_of(id, std::move(train), std::move(test));
    all.files = to_text(origin_in(folder, id));
    return all;
}

std::string published_notice(const std::string& id, const Table& settings) {
    if (!is_published(id))
        return {};
    const auto folder = find_idx_dataset(idx_dataset_folders(id, settings));
    try {
        return folder.empty() ? std::string() : origin_sentence(origin_in(folder, id), folder);
    } catch (const Error&) {
        return {};
    }
}

} // namespace thaw
