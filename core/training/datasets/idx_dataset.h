// A dataset that is kept as the four idx files of the MNIST family in one folder.
#pragma once

#include "core/training/datasets/dataset.h"

#include <filesystem>
#include <vector>

namespace thaw {

// path (text), train_examples, test_examples (integers, 0 for all).
std::vector<Parameter> idx_dataset_parameters();

// Where to look, in order. A `path` in the settings is the only place then: data that the user
// names must not be replaced silently. Otherwise $THAW_DATA/<id>, $THAW_DATA, /usr/share/datasets
// and the user's own folder of data.
std::vector<std::filesystem::path> idx_dataset_folders(const std::string& id,
                                                       const Table& settings);

// The first folder that holds train-images-idx3-ubyte; an empty path if none does. Names may differ
// from the published ones in upper and lower case, in "." and "_" for "-", and in a ".gz".
std::filesystem::path find_idx_dataset(const std::vector<std::filesystem::path>& folders);

// "a, b, c": for the sentence that says where a dataset was looked for.
std::string folder_list(const std::vector<std::filesystem::path>& folders);

// Reads the four files. Throws as read_image_set does, Error(failure) if one of the files is
// missing, and Error(usage) if the settings ask for more images than there are.
Dataset read_idx_dataset(const std::string& id, const std::filesystem::path& folder,
                         const Table& settings, int classes);

// A sentence where the four files that these settings lead to are not those published under the
// name of `id`; empty: they are, `id` has no such files, or they cannot be read (which making the
// dataset says). Reads files that this process has not read yet, 60 MB.
std::string published_notice(const std::string& id, const Table& settings);

} // namespace thaw
