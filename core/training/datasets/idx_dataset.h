// A dataset that is kept as the four idx files of the MNIST family in one folder.
#pragma once

#include "core/training/datasets/dataset.h"

#include <filesystem>
#include <vector>

namespace thaw {

// path (text), train_examples, test_examples (integers, 0 for all).
std::vector<Parameter> idx_dataset_parameters();

// Where to look, in order. A `path` in the settings is the only place then: data that the user
// names must not be replaced silently. Otherwise $THAW_DATA/<id>, $THAW_DATA, and `usual`.
std::vector<std::filesystem::path>
idx_dataset_folders(const std::string& id, const Table& settings,
                    const std::vector<std::filesystem::path>& usual);

// The first folder that holds train-images-idx3-ubyte, with "." for the last "-" of the stem or
// with ".gz" if need be; an empty path if none does.
std::filesystem::path find_idx_dataset(const std::vector<std::filesystem::path>& folders);

// "a, b, c": for the sentence that says where a dataset was looked for.
std::string folder_list(const std::vector<std::filesystem::path>& folders);

// Reads the four files. Throws as read_image_set does, Error(failure) if one of the files is
// missing, and Error(usage) if the settings ask for more images than there are.
Dataset read_idx_dataset(const std::string& id, const std::filesystem::path& folder,
                         const Table& settings, int classes);

} // namespace thaw
