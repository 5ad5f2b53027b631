// Examples out of NumPy's files: images or vectors with labels.
#pragma once

#include "core/run/description.h"
#include "core/training/data/array_file.h"
#include "core/training/data/example_source.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace thaw {

struct ArrayPair {
    std::filesystem::path inputs, labels; // one and the same where an npz has both
    std::string inputs_key, labels_key;   // in an npz; empty: the usual ones
    std::string part = {};                // "train": x_train is looked for before x
};

enum class ArrayTargets { of_the_labels, classes, reals };
ArrayTargets array_targets(const std::string& word); // "auto", "classes", "reals"

// Images [n, h, w] or [n, h, w, c] with 1 or 3 channels become bytes: whole numbers from 0 to 255
// as they are, reals up to 1 times 255, rounded. Vectors [n, d] become float32. Labels are [n] or
// [n, 1]; reals also [n, k]. Whole ones count as classes, real ones as numbers to be told, unless
// `targets` says otherwise. `outputs`: how many classes there are, where that is known; else the
// greatest label says. Throws Error(damaged) and Error(usage).
std::shared_ptr<const ExampleSource> array_source(const ArrayPair& files, ArrayTargets targets,
                                                  std::optional<std::int64_t> outputs);

// Images alone, rows [begin, end): for files whose labels are elsewhere.
struct ArrayImages {
    std::int64_t height = 0, width = 0, channels = 1;
    std::vector<std::uint8_t> pixels;
};
ArrayImages array_images(const NumberArray& array, std::int64_t begin, std::int64_t end);
// Labels from 0 and below `classes`. Throws Error(damaged) otherwise.
std::vector<std::int32_t> array_labels(const NumberArray& array, std::int64_t classes);

// The array of that name; where it is empty, the first of `usual` that is there. Throws
// Error(usage) with the names that there are.
NumberArray array_named(const std::filesystem::path& file, const std::string& key,
                        const std::vector<std::string>& usual, const std::string& setting);

} // namespace thaw
