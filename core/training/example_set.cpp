#include "core/training/example_set.h"

#include "core/training/data/resize.h"
#include "core/training/data/subset_source.h"
#include "core/training/parallel.h"

#include <torch/torch.h>

#include <cstring>
#include <numeric>

namespace thaw {

using torch::Tensor;

namespace {

constexpr std::int64_t levels = 256;

Tensor tensor_of(const Targets& targets, const ExampleSpec& spec, std::int64_t count) {
    if (spec.targets == TargetKind::classes)
        return torch::tensor(c10::ArrayRef<std::int32_t>(targets.labels), torch::kInt)
            .to(torch::kLong);
    return torch::tensor(c10::ArrayRef<float>(targets.reals), torch::kFloat)
        .view({count, spec.outputs});
}

// What LibTorch makes of every byte, so that a table gives the bits that it would.
std::vector<float> table_of(const Preparation& preparation, std::int64_t channels) {
    Tensor all =
        torch::arange(levels).to(torch::kFloat).unsqueeze(1).expand({levels, channels}) / 255.0F;
    if (!preparation.mean.empty()) {
        std::vector<Tensor> columns;
        for (std::int64_t c = 0; c < channels; ++c) {
            const auto k = static_cast<std::size_t>(c) % preparation.mean.size();
            columns.push_back((all.select(1, c) - preparation.mean[k]) / preparation.deviation[k]);
        }
        all = torch::stack(columns, 1);
    }
    all = all.contiguous();
    return {all.data_ptr<float>(), all.data_ptr<float>() + all.numel()};
}

// One image, its rows `stride` bytes apart, into its padded place, channels side by side.
void prepare(const std::uint8_t* image, std::int64_t stride, std::int64_t height,
             std::int64_t width, std::int64_t channels, std::int64_t pad, bool reversed,
             const std::vector<float>& table, float* out) {
    const std::int64_t row = (width + 2 * pad) * channels;
    const auto black = [&](float* from, std::int64_t pixels) {
        for (std::int64_t p = 0; p < pixels; ++p)
            std::memcpy(from + p * channels, table.data(),
                        static_cast<std::size_t>(channels) * sizeof(float));
    };
    black(out, pad * (width + 2 * pad));
    for (std::int64_t y = 0; y < height; ++y) {
        float* line = out + (y + pad) * row;
        black(line, pad);
        float* to = line + pad * channels;
        const std::uint8_t* from = image + y * stride;
        if (channels == 1) {
            for (std::int64_t x = 0; x < width; ++x)
                to[x] = table[from[x]];
        } else {
            for (std::int64_t x = 0; x < width; ++x)
                for (std::int64_t c = 0; c < channels; ++c) {
                    const std::uint8_t level =
                        from[x * channels + (reversed ? channels - 1 - c : c)];
                    to[x * channels + c] = table[static_cast<std::size_t>(level * channels + c)];
                }
        }
        black(line + (pad + width) * channels, pad);
    }
    black(out + (height + pad) * row, pad * (width + 2 * pad));
}

} // namespace

struct ExampleSet::Images {
    const std::byte* first = nullptr;              // of the first pixel that is seen
    std::int64_t count = 0, apart = 0, stride = 0; // bytes from image to image, from row to row
    const std::int64_t* places = nullptr;          // which ones; null: one after the other
};

ExampleSet::ExampleSet(SplitInfo info, std::shared_ptr<const ExampleSource> source,
                       const Preparation& preparation, torch::Device device)
    : info_(std::move(info)), source_(std::move(source)), device_(device),
      targets_(tensor_of(source_->targets(), source_->spec(), source_->count())) {
    const ExampleSpec& spec = source_->spec();
    if (spec.kind != ElementKind::pixels)
        return;
    pad_ = preparation.pad;
    reversed_ = preparation.reversed;
    height_ = preparation.crop > 0 ? preparation.crop : spec.shape.at(0);
    width_ = preparation.crop > 0 ? preparation.crop : spec.shape.at(1);
    table_ = table_of(preparation, spec.shape.at(2));
}

ExampleSet ExampleSet::first(std::int64_t count) const {
    std::vector<std::int64_t> places(static_cast<std::size_t>(count));
    std::iota(places.begin(), places.end(), std::int64_t{0});
    ExampleSet some = *this;
    some.source_ = std::make_shared<SubsetSource>(source_, std::move(places));
    some.targets_ = targets_.slice(0, 0, count);
    some.info_.examples = count;
    some.info_.digest = some.source_->digest();
    return some;
}

Tensor ExampleSet::vectors(std::span<const std::int64_t> ids) const {
    const ExampleSpec& spec = source_->spec();
    const auto n = static_cast<std::int64_t>(ids.size());
    Tensor inputs = torch::empty({n, spec.elements()}, torch::kFloat);
    source_->read(ids, {static_cast<std::byte*>(inputs.data_ptr()),
                        static_cast<std::size_t>(n * spec.bytes())});
    return inputs;
}

Tensor ExampleSet::prepared(const Images& images) const {
    const std::int64_t channels = source_->spec().shape[2];
    const std::int64_t h = height_ + 2 * pad_, w = width_ + 2 * pad_;
    Tensor inputs = torch::empty({images.count, h, w, channels}, torch::kFloat);
    auto* out = inputs.data_ptr<float>();
    constexpr std::int64_t grain = 16;
    in_parallel(images.count, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t place = images.places == nullptr ? i : images.places[i];
            prepare(reinterpret_cast<const std::uint8_t*>(images.first + place * images.apart),
                    images.stride, height_, width_, channels, pad_, reversed_, table_,
                    out + i * h * w * channels);
        }
    });
    // One channel: the same bytes either way, told as images usually are.
    return channels == 1 ? inputs.view({images.count, 1, h, w}) : inputs.permute({0, 3, 1, 2});
}

Tensor ExampleSet::inputs_of(std::span<const std::byte> images) const {
    const std::int64_t stride = width_ * source_->spec().shape[2];
    const std::int64_t apart = height_ * stride;
    return prepared(
               {images.data(), static_cast<std::int64_t>(images.size()) / apart, apart, stride})
        .to(device_);
}

Tensor ExampleSet::inputs_at(const Tensor& indices) const {
    const Tensor ids = indices.contiguous();
    const std::span<const std::int64_t> places(ids.data_ptr<std::int64_t>(),
                                               static_cast<std::size_t>(ids.numel()));
    const ExampleSpec& spec = source_->spec();
    if (spec.kind == ElementKind::reals)
        return vectors(places).to(device_);
    const std::int64_t channels = spec.shape[2], stride = spec.shape[1] * channels;
    const std::int64_t begin =
        centre_offset(static_cast<int>(spec.shape[0]), static_cast<int>(height_)) * stride +
        centre_offset(static_cast<int>(spec.shape[1]), static_cast<int>(width_)) * channels;
    if (const auto all = source_->in_memory(); !all.empty())
        return prepared({all.data() + begin, ids.numel(), spec.bytes(), stride, places.data()})
            .to(device_);
    std::vector<std::byte> read(places.size() * static_cast<std::size_t>(spec.bytes()));
    source_->read(places, read);
    return prepared({read.data() + begin, ids.numel(), spec.bytes(), stride}).to(device_);
}

Examples ExampleSet::at(const Tensor& indices) const {
    return {inputs_at(indices), targets_.index_select(0, indices).to(device_)};
}

Examples ExampleSet::slice(std::int64_t begin, std::int64_t end) const {
    return at(torch::arange(begin, end, torch::kLong));
}

} // namespace thaw
