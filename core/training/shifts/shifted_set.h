// A whole test set, shifted.
#pragma once

#include "core/training/data/example_source.h"
#include "core/training/datasets/image_set.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/shift_cache.h"

#include <memory>

namespace thaw {

// Every image of `source` shifted, with the labels of `source`. Image i is drawn from the stream
// (seed, split_name, i), so the result depends neither on the number of threads nor on the other
// images. Uses all cores that OpenCV is allowed.
//
// Kept in `cache_folder` as <split_name>-<seed>-<16 hex digits>.idx3-ubyte (idx4 for colour, see
// idx_file.h) and read from there the next time; the digits stand for the source's pixels and
// labels, for the recipe, and for the content of files that the shift draws from. A file that is
// damaged is made again, a folder that cannot be written to is no error, and an empty path
// means that nothing is kept.
//
// What is kept stays there and is read when it is asked for: a hundred shifted sets need no more
// memory than one. Other sets are in memory.
//
// REQUIRES: `shift_id` is in the catalogue, `settings` are complete and in range for it, and
// `source.digest` is right. Throws Error(usage) if the images have neither 1 nor 3 channels, and
// what the shift throws about files that the settings name.
std::shared_ptr<const ExampleSource> shifted_source(const ImageSet& source,
                                                    const std::string& shift_id,
                                                    const Table& settings, std::uint64_t seed,
                                                    const std::filesystem::path& cache_folder);

// The images `ids` of such a test set alone, one behind the other, with the pixels that they have
// in shifted_source(). Nothing is kept. `source` holds pixels; REQUIRES and throws as above.
std::vector<std::uint8_t> shifted_images(const ExampleSource& source,
                                         std::span<const std::int64_t> ids,
                                         const std::string& shift_id, const Table& settings,
                                         std::uint64_t seed);

} // namespace thaw
