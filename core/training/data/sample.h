// A few examples of a split, to be looked at.
#pragma once

#include "core/run/data_preview.h"
#include "core/training/data/example_source.h"

namespace thaw {

// Places of at most `count` examples: the first one of each class in turn, then the second, so that
// samples of two sets show the same classes. Without classes the first ones.
std::vector<std::int64_t> sample_places(const ExampleSource& source, std::int64_t count);

// The names of the classes, numbers where they have none.
std::vector<std::string> class_names(const ExampleSpec& spec);

// Images out of bytes as ExampleSource::read() writes them, one for each place. REQUIRES: `source`
// holds pixels.
std::vector<Picture> pictures_of(const ExampleSource& source,
                                 const std::vector<std::int64_t>& places,
                                 std::span<const std::uint8_t> bytes);
// The same, read now; none of a source of vectors. Throws what reading throws.
std::vector<Picture> pictures_of(const ExampleSource& source,
                                 const std::vector<std::int64_t>& places);

// Counts by class, or what the real numbers are; and the size of the set.
void add_targets(const ExampleSource& source, SplitPreview& into);

} // namespace thaw
