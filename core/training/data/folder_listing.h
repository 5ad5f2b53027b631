// Which images lie in a folder, class by class.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace thaw {

struct ListedImage {
    std::filesystem::path file;
    std::int64_t size = 0;
    std::int64_t time = 0; // of its last change, nanoseconds
};

struct ListedClass {
    std::string name; // its folder's, byte for byte
    std::vector<ListedImage> images;
};

// Names of the folders in a folder in the order of their bytes, as torchvision sorts classes; none
// whose name begins with a point. Throws Error(failure) if the folder cannot be read.
std::vector<std::string> folders_in(const std::filesystem::path& folder);

// The images of each class: files with an image's extension in its folder and in those within it,
// in the order of their names. Hidden ones are passed over. Links are followed, and each folder is
// gone through once, so that links that lead round end. Throws Error(failure) where a folder cannot
// be read, and Error(usage) where there is no class or one without an image.
std::vector<ListedClass> list_classes(const std::filesystem::path& folder);

} // namespace thaw
