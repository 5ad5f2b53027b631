#include "core/training/augmentations/augmented.h"

#include "core/training/data/resize.h"

namespace thaw {

Loader::Make augmented(const ExampleSource& source, std::vector<Augment> all, cv::Size seen,
                       std::uint64_t seed) {
    const auto& shape = source.spec().shape;
    const cv::Size whole(static_cast<int>(shape[1]), static_cast<int>(shape[0]));
    const int type = CV_8UC(static_cast<int>(shape[2]));
    if (all.empty() && whole == seen)
        return [&source](std::int64_t, std::int64_t id, std::span<std::byte> into) {
            source.read(std::span(&id, 1), into);
        };
    return [=, &source, all = std::move(all)](std::int64_t epoch, std::int64_t id,
                                              std::span<std::byte> into) {
        thread_local cv::Mat stored; // new pages for every image cost as much as small ones do
        stored.create(whole, type);
        source.read(std::span(&id, 1), std::span(reinterpret_cast<std::byte*>(stored.data),
                                                 stored.total() * stored.elemSize()));
        Random random(stream_seed(seed, "epoch", static_cast<std::uint64_t>(epoch)), "example",
                      static_cast<std::uint64_t>(id));
        cv::Mat image = stored;
        for (const Augment& augment : all)
            image = augment(image, random);
        if (image.size() != seen)
            image = centre_crop(image, seen.width, seen.height);
        cv::Mat out(seen, type, into.data());
        image.copyTo(out);
    };
}

} // namespace thaw
