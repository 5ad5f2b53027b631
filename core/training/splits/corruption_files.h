// Corrupted test sets as NumPy files: a part of the rows of one is a split.
#pragma once

#include "core/training/datasets/array_set.h"
#include "core/training/splits/split_kind.h"

namespace thaw {

// Rows [begin, end) of an array of images with their labels. Bytes in C order stay on the disk and
// are read from there.
std::shared_ptr<const ExampleSource> rows_source(const std::filesystem::path& file,
                                                 std::int64_t begin, std::int64_t end,
                                                 std::vector<std::int32_t> labels,
                                                 const SplitContext& context);

// The parameter `path` of both kinds, and `corruptions`.
std::vector<Parameter> corruption_parameters(const char* path_help);
// dataset of [[splits]]: the folder in `path`. Throws Error if it is not there.
std::filesystem::path corruption_folder(const Table& settings);
// A file in it. Throws Error(failure) if it is not there.
std::filesystem::path need_file_of_split(const std::filesystem::path& file);

} // namespace thaw
