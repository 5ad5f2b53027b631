#include "core/training/datasets/class_folders.h"

#include "core/run/error.h"
#include "core/run/nearest.h"
#include "core/run/utf8.h"

#include <algorithm>
#include <set>

namespace thaw {

namespace {

namespace fs = std::filesystem;

std::string split_name_of(const std::string& name) {
    std::string text;
    for (const char c : valid_utf8(name)) {
        const bool digit = c >= '0' && c <= '9', small = c >= 'a' && c <= 'z';
        if (digit || small || static_cast<unsigned char>(c) >= 0x80)
            text += c;
        else
            text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : '_';
    }
    return text;
}

} // namespace

LabelledImages labelled(const std::vector<ListedClass>& classes,
                        const std::vector<std::string>& names, const fs::path& folder) {
    const auto has = [&](const std::string& name) {
        return std::any_of(classes.begin(), classes.end(),
                           [&](const ListedClass& each) { return each.name == name; });
    };
    for (const std::string& name : names)
        if (!has(name))
            throw usage("{} lacks the class {}, which the training set has. Each class should be a "
                        "folder of the same name there.",
                        folder.string(), name);
    LabelledImages all;
    for (const ListedClass& one : classes) {
        const auto found = std::find(names.begin(), names.end(), one.name);
        if (found == names.end()) {
            const std::string near = nearest(one.name, names);
            throw usage("{} has the class {}, which the training set has not{}. Remove or rename "
                        "that folder.",
                        folder.string(), one.name,
                        near.empty() ? std::string() : sentence("; the nearest there is {}", near));
        }
        const auto label = static_cast<std::int32_t>(found - names.begin());
        all.images.insert(all.images.end(), one.images.begin(), one.images.end());
        all.targets.labels.resize(all.images.size(), label);
    }
    return all;
}

std::vector<std::string> names_of(const std::vector<ListedClass>& classes) {
    std::vector<std::string> names;
    for (const ListedClass& one : classes)
        names.push_back(one.name);
    return names;
}

FolderImages class_folders(const fs::path& folder, const std::vector<std::string>& names,
                           const ImageForm& form, const std::string& section) {
    const LabelledImages all = labelled(list_classes(folder), names, folder);
    ExampleSpec spec;
    spec.outputs = static_cast<std::int64_t>(names.size());
    for (const std::string& name : names)
        spec.classes.push_back(valid_utf8(name));
    return folder_images(folder, all.images, spec, all.targets, form, section);
}

std::vector<std::string> split_names(const std::vector<std::string>& names) {
    std::vector<std::string> all;
    std::set<std::string> taken;
    for (const std::string& given : names) {
        const std::string name = split_name_of(given);
        std::string free = name;
        for (int number = 2; !taken.insert(free).second; ++number)
            free = name + "_" + std::to_string(number);
        all.push_back(free);
    }
    return all;
}

} // namespace thaw
