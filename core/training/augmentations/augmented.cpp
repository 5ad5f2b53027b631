#include "core/training/augmentations/augmented.h"

#include "core/training/data/resize.h"

namespace thaw {

Loader::Make augmented(const ExampleSource& source, std::vector<Augment> all, cv::Size seen,
                       std::uint64_t seed) {
    const auto& shape = source.spec().shape;
    const cv::Size whole(static_cast<int>(shape[1]), static_cast<int>(shape[0]));
    const int type = CV_8UC(static_cast<int>(shape[2]));
    return [=, &source, all = std::move(all)](std::int64_t epoch, std::int64_t id,
                                              std::span<std::byte> into) {
        // New pages for every image cost as much as small ones do. Where a row begins at a multiple
        // of 32 bytes, which OpenCV's memory does, libjpeg-turbo writes past the caches, and what
        // is read again here would come from afar.
        constexpr int aside = 16;
        thread_local cv::Mat memory;
        memory.create(1, static_cast<int>(source.spec().bytes()) + aside, CV_8UC1);
        const cv::Mat stored(whole, type, memory.data + aside);
        source.read(std::span(&id, 1), std::span(reinterpret_cast<std::byte*>(stored.data),
                                                 stored.total() * stored.elemSize()));
        Random random(stream_seed(seed, "epoch", static_cast<std::uint64_t>(epoch)), "example",
                      static_cast<std::uint64_t>(id));
        ImageView image(stored);
        for (const Augment& augment : all)
            augment(image, random);
        if (image.size() != seen)
            image.cut({centre_offset(image.size().width, seen.width),
                       centre_offset(image.size().height, seen.height), seen.width, seen.height});
        image.write(cv::Mat(seen, type, into.data()));
    };
}

} // namespace thaw
