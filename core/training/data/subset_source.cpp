#include "core/training/data/subset_source.h"

#include "core/run/random.h"
#include "core/run/sha256.h"

#include <algorithm>

namespace thaw {

SubsetSource::SubsetSource(std::shared_ptr<const ExampleSource> whole,
                           std::vector<std::int64_t> places)
    : whole_(std::move(whole)), places_(std::move(places)) {
    const Targets& all = whole_->targets();
    const auto width = static_cast<std::ptrdiff_t>(spec().outputs);
    for (const std::int64_t place : places_) {
        if (!all.labels.empty())
            targets_.labels.push_back(all.labels[static_cast<std::size_t>(place)]);
        if (!all.reals.empty())
            targets_.reals.insert(targets_.reals.end(), all.reals.begin() + place * width,
                                  all.reals.begin() + (place + 1) * width);
    }
}

std::string SubsetSource::digest() const {
    std::string text = whole_->digest();
    for (const std::int64_t place : places_)
        text += " " + std::to_string(place);
    return sha256(text);
}

void SubsetSource::read(std::span<const std::int64_t> ids, std::span<std::byte> into) const {
    std::vector<std::int64_t> places;
    places.reserve(ids.size());
    for (const std::int64_t id : ids)
        places.push_back(places_[static_cast<std::size_t>(id)]);
    whole_->read(places, into);
}

std::shared_ptr<const ExampleSource>
mixed_if_sorted(const std::shared_ptr<const ExampleSource>& source) {
    const auto& labels = source->targets().labels;
    // So few that each class is there but once or twice are in no order to speak of.
    if (source->count() <= 2 * source->spec().outputs ||
        !std::is_sorted(labels.begin(), labels.end()) || labels.empty() ||
        labels.front() == labels.back())
        return source;
    Random random(0, "mixed_if_sorted");
    return std::make_shared<SubsetSource>(source, permutation(source->count(), random));
}

} // namespace thaw
