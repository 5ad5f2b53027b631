#include "core/training/data/folder_listing.h"

#include "core/run/error.h"
#include "core/training/data/image_file.h"

#include <algorithm>
#include <set>
#include <sys/stat.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

bool is_hidden(const std::string& name) {
    return name.starts_with(".");
}

// Sorted by their bytes, those that are hidden left out.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::string name = at->path().filename().string(); !is_hidden(name))
            names.push_back(std::move(name));
    if (error)
        throw failure("The folder {} cannot be read ({}). Check that it is there and may be read.",
                      folder.string(), error.message());
    std::sort(names.begin(), names.end());
    return names;
}

class Walk {
  public:
    explicit Walk(std::vector<ListedImage>& images) : images_(images) {}

    void go(const fs::path& folder) {
        struct stat here {};
        if (stat(folder.c_str(), &here) != 0 || !seen_.insert({here.st_dev, here.st_ino}).second)
            return;
        for (const std::string& name : names_in(folder)) {
            const fs::path path = folder / name;
            struct stat status {};
            if (stat(path.c_str(), &status) != 0) {
                if (has_image_extension(name)) // a link to nothing: reading it says so
                    images_.push_back({path, -1, 0});
            } else if (S_ISDIR(status.st_mode)) {
                go(path);
            } else if (has_image_extension(name)) {
                constexpr std::int64_t second = 1'000'000'000;
                images_.push_back({path, status.st_size,
                                   status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec});
            }
        }
    }

  private:
    std::vector<ListedImage>& images_;
    std::set<std::pair<dev_t, ino_t>> seen_;
};

} // namespace

std::vector<std::string> folders_in(const fs::path& folder) {
    std::vector<std::string> folders;
    for (std::string& name : names_in(folder))
        if (std::error_code error; fs::is_directory(folder / name, error))
            folders.push_back(std::move(name));
    return folders;
}

std::vector<ListedClass> list_classes(const fs::path& folder) {
    std::vector<ListedClass> classes;
    for (const std::string& name : folders_in(folder)) {
        ListedClass one{name, {}};
        Walk(one.images).go(folder / name);
        if (one.images.empty())
            throw usage("The class folder {} has no image (jpg, jpeg, png, ppm, pgm, pbm, bmp, "
                        "webp). Put some into it, or remove the folder.",
                        (folder / name).string());
        classes.push_back(std::move(one));
    }
    if (classes.empty())
        throw usage("{} has no folders, and each class should be one. Name the folder that holds "
                    "the classes' folders.",
                    folder.string());
    return classes;
}

} // namespace thaw
