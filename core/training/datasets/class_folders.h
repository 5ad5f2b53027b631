// Pictures in folders by class, as image_folder and the further splits of that kind read them.
#pragma once

#include "core/training/data/folder_source.h"
#include "core/training/datasets/dataset.h"

#include <string>
#include <vector>

namespace thaw {

// Labels by name: class i is `names[i]` wherever its folder stands in the order of others. Throws
// Error(usage) where `classes` (of `folder`) lacks one or has another.
struct LabelledImages {
    std::vector<ListedImage> images;
    Targets targets;
};
LabelledImages labelled(const std::vector<ListedClass>& classes,
                        const std::vector<std::string>& names, const std::filesystem::path& folder);

std::vector<std::string> names_of(const std::vector<ListedClass>& classes);

// A source of a folder of class folders.
FolderImages class_folders(const std::filesystem::path& folder,
                           const std::vector<std::string>& names, const ImageForm& form,
                           const std::string& section);

// What splits are called after names that people gave, folders' mostly: letters of every script
// and digits stay, large ones of ASCII become small, everything else becomes _; the second of two
// equal names gets _2.
std::vector<std::string> split_names(const std::vector<std::string>& names);

} // namespace thaw
