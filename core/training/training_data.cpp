#include "core/training/training_data.h"

#include "core/training/datasets/dataset.h"
#include "core/training/shifts/shift.h"
#include "core/training/shifts/shift_cache.h"
#include "core/training/shifts/shifted_set.h"

#include <torch/torch.h>

namespace thaw {

namespace {

// from_blob only reads, but takes no const pointer.
template <class Number>
torch::Tensor view_of(const std::vector<Number>& numbers, at::IntArrayRef shape) {
    return torch::from_blob(const_cast<Number*>(numbers.data()), shape,
                            c10::CppTypeToScalarType<Number>::value);
}

torch::Tensor pixels_of(const ImageSet& set) {
    return view_of(set.pixels, {set.count, set.height, set.width, set.channels})
        .permute({0, 3, 1, 2})
        .clone(torch::MemoryFormat::Contiguous);
}

torch::Tensor labels_of(const ImageSet& set) {
    return view_of(set.labels, {set.count}).to(torch::kInt64);
}

SplitInfo info_of(const ImageSet& set, const std::string& name, SplitRole role,
                  const std::string& source) {
    SplitInfo info;
    info.name = name;
    info.role = role;
    info.source = source;
    info.examples = set.count;
    info.digest = set.digest;
    return info;
}

} // namespace

TrainingData::TrainingData(const RunConfig& config, const torch::Device& device)
    : device_(device), pad_(config.dataset.settings.integer("pad")) {
    const Dataset dataset = entry_of(datasets(), config.dataset.id).make(config.dataset.settings);
    files_ = dataset.files;
    const std::string test_source = dataset.name + " test";

    if (config.dataset.settings.boolean("normalise")) {
        const auto pixels = pixels_of(dataset.train).to(torch::kFloat64) / 255.0;
        mean_ = pixels.mean().item<double>();
        const double spread = pixels.std().item<double>();
        deviation_ = spread > 0 ? spread : 1.0;
    }
    shape_ = {dataset.train.channels, dataset.train.height + 2 * pad_,
              dataset.train.width + 2 * pad_, dataset.train.classes};
    train_ = {normalise(pixels_of(dataset.train)), labels_of(dataset.train).to(device_)};
    train_info_ = info_of(dataset.train, "train", SplitRole::train, dataset.name + " train");

    splits_.push_back({info_of(dataset.test, "id_test", SplitRole::id, test_source),
                       pixels_of(dataset.test), labels_of(dataset.test)});
    const auto seed = static_cast<std::uint64_t>(config.seeds.settings.integer("shifts"));
    for (const auto& item : config.ood) {
        const ImageSet shifted =
            shifted_set(dataset.test, item.id, item.settings, seed, default_shift_cache());
        SplitInfo info =
            info_of(shifted, split_name(item.id, item.settings), SplitRole::ood, test_source);
        info.shift = item.id;
        info.settings = item.settings;
        splits_.push_back({info, pixels_of(shifted), labels_of(shifted)});
    }
}

torch::Tensor TrainingData::normalise(const torch::Tensor& pixels) const {
    auto images = pixels.to(device_).to(torch::kFloat32) / 255.0F;
    if (pad_ > 0)
        images = torch::constant_pad_nd(images, {pad_, pad_, pad_, pad_});
    return (images - mean_) / deviation_;
}

} // namespace thaw
