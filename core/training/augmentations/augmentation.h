// A random change of a training image. What it draws follows from the run's seed, the epoch and the
// example alone, so that a resumed or forked run sees the same pixels whoever reads them when.
#pragma once

#include "core/run/description.h"
#include "core/run/random.h"
#include "core/training/augmentations/image_view.h"

#include <functional>

namespace thaw {

// Its type stays; its size too but where it was asked to crop. May be called from several threads
// at once.
using Augment = std::function<void(ImageView& image, Random& random)>;

// `size` is what the network will see: croppers give images of it. REQUIRES: `settings` holds every
// parameter of the description, within its range.
using MakeAugmentation = std::function<Augment(const Table& settings, cv::Size size)>;

// In the order of catalogue.def: a new augmentation is one file and one line there.
const Catalogue<MakeAugmentation>& augmentations();

} // namespace thaw
