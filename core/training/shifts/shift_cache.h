// Shifted images on disk, so that a run need not make them again.
#pragma once

#include "core/run/key_lock.h"
#include "core/training/data/example_source.h"
#include "core/training/datasets/image_set.h"

#include <filesystem>
#include <memory>

namespace thaw {

// $THAW_CACHE, or thawscope/shifts in the user's cache folder; empty if the user has none.
std::filesystem::path default_shift_cache();

// Writes the pixels of `set`, under another name at first, so that no reader sees half a file and
// several processes may write the same one. A cache is a convenience: if the folder cannot be
// written to, nothing happens.
void write_shift_cache(const std::filesystem::path& file, const ImageSet& set);

// To be held from before the file is made until it is written: another process that wants it
// waits, and finds it. Null where there are no locks.
std::unique_ptr<KeyLock> turn_to_make(const std::filesystem::path& file);

// The images that were written there, with the labels of `like`, read when they are asked for. Null
// if there is no such file, if its images are not as many and as large as those of `like`, or if
// they are not the ones that were written: their SHA-256 stands beside them, in `file` with
// ".sha256" appended.
std::shared_ptr<const ExampleSource> read_shift_cache(const std::filesystem::path& file,
                                                      const ImageSet& like);

} // namespace thaw
