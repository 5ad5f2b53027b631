#include "core/training/engine/kernels/direct_convolution.h"

#include "core/training/engine/kernels/spread.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/training/engine/kernels/direct_convolution.cpp"
#include "core/training/engine/kernels/targets.h"

HWY_BEFORE_NAMESPACE();
namespace thaw::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// How many vectors of sums fit the registers beside the operands.
#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3
constexpr int most_sums = 12; // of 16 registers
#else
constexpr int most_sums = 28; // of 32
#endif

// What a row of the output is made from.
struct Row {
    const float* x;        // its first pixel's first tap, in the padded image
    std::int64_t line;     // of that image, floats
    std::int64_t channels; // floats from tap to tap
    std::int64_t apart;    // from pixel to pixel
    std::int64_t kernel;
    const float* weight; // [kernel, kernel, channels, outs]
    const float* bias;
    float* y;
    std::int64_t outputs; // floats from pixel to pixel of y
    bool relu;
};

template <int outs, int pixels>
HWY_NOINLINE void Tile(const Row& row, std::int64_t at) {
    const hn::CappedTag<float, (outs < 16 ? outs : 16)> tag;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(tag));
    constexpr int vectors = outs / lanes;
    using Vector = hn::Vec<decltype(tag)>;
    Vector sum[pixels][vectors];
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            sum[p][v] = hn::LoadU(tag, row.bias + v * lanes);
    const float* HWY_RESTRICT w = row.weight;
    const std::int64_t taps = row.kernel * row.channels; // of a line of the kernel, side by side
    for (std::int64_t ky = 0; ky < row.kernel; ++ky) {
        const float* HWY_RESTRICT x = row.x + ky * row.line + at * row.apart;
        for (std::int64_t t = 0; t < taps; ++t, ++x, w += outs) {
            Vector weight[vectors];
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v)
                weight[v] = hn::LoadU(tag, w + v * lanes);
#pragma GCC unroll 16
            for (int p = 0; p < pixels; ++p) {
                const Vector left = hn::Set(tag, x[p * row.apart]);
#pragma GCC unroll 8
                for (int v = 0; v < vectors; ++v)
                    sum[p][v] = hn::MulAdd(left, weight[v], sum[p][v]);
            }
        }
    }
    const Vector zero = hn::Zero(tag);
    float* y = row.y + at * row.outputs;
#pragma GCC unroll 16
    for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v) {
            const Vector s = sum[p][v];
            hn::StoreU(row.relu ? hn::IfThenElse(hn::Le(s, zero), zero, s) : s, tag,
                       y + p * row.outputs + v * lanes);
        }
}

// The last tile begins earlier where the row's end would not fill it.
template <int outs, int pixels>
void Tiles(const Row& row, std::int64_t width) {
    for (std::int64_t at = 0; at < width; at += pixels)
        Tile<outs, pixels>(row, std::min(at, width - pixels));
}

template <int outs, int pixels>
constexpr bool fits() {
    constexpr int lanes =
        static_cast<int>(hn::MaxLanes(hn::CappedTag<float, (outs < 16 ? outs : 16)>()));
    return pixels * (outs / lanes) <= most_sums;
}

// The tile that wastes least, a weight's loading counted as one pixel.
template <int outs>
void OfRow(const Row& row, std::int64_t width) {
    std::int64_t best = 0, least = 0;
    const auto consider = [&](std::int64_t pixels, bool possible) {
        const std::int64_t cost = (width + pixels - 1) / pixels * (pixels + 1);
        if (possible && pixels <= width && (best == 0 || cost < least)) {
            best = pixels;
            least = cost;
        }
    };
    consider(14, fits<outs, 14>());
    consider(12, fits<outs, 12>());
    consider(8, fits<outs, 8>());
    consider(7, fits<outs, 7>());
    consider(4, fits<outs, 4>());
    consider(1, true);
    switch (best) {
    case 14:
        return Tiles<outs, 14>(row, width);
    case 12:
        return Tiles<outs, 12>(row, width);
    case 8:
        return Tiles<outs, 8>(row, width);
    case 7:
        return Tiles<outs, 7>(row, width);
    case 4:
        return Tiles<outs, 4>(row, width);
    default:
        return Tiles<outs, 1>(row, width);
    }
}

void DirectRow(const Row& row, std::int64_t outs, std::int64_t width) {
    if (outs == 8)
        OfRow<8>(row, width);
    else if (outs == 16)
        OfRow<16>(row, width);
    else
        OfRow<32>(row, width);
}

std::int64_t WidestOuts() {
    return hn::Lanes(hn::ScalableTag<float>()) >= 16 ? 32 : 16;
}

void DirectConvolution(const ConvolutionShape& shape, const float* packed, const float* bias,
                       const float* x, float* y, bool relu, std::int64_t outs) {
    // x: padded already.
    const std::int64_t line = (shape.width + 2 * shape.padding) * shape.channels;
    const std::int64_t size = shape.kernel * shape.kernel * shape.channels * outs;
    for (std::int64_t group = 0; group * outs < shape.outputs; ++group)
        for (std::int64_t i = 0; i < shape.out_height; ++i)
            DirectRow({x + i * shape.stride * line, line, shape.channels,
                       shape.stride * shape.channels, shape.kernel, packed + group * size,
                       bias + group * outs, y + i * shape.out_width * shape.outputs + group * outs,
                       shape.outputs, relu},
                      outs, shape.out_width);
}

} // namespace thaw::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thaw::kernels {

HWY_EXPORT(DirectConvolution);
HWY_EXPORT(WidestOuts);

namespace {

// Outputs that are worked on at once; 0: none.
std::int64_t outs_of(const ConvolutionShape& shape) {
    for (const std::int64_t outs : {32, 16, 8})
        if (outs <= HWY_DYNAMIC_DISPATCH(WidestOuts)() && shape.outputs % outs == 0)
            return outs;
    return 0;
}

const float* padded(const ConvolutionShape& shape, const float* x, std::vector<float>& scratch) {
    const std::int64_t edges = 2 * shape.padding;
    scratch.resize(
        static_cast<std::size_t>((shape.height + edges) * (shape.width + edges) * shape.channels));
    spread(x, shape.height, shape.width, shape.channels, shape.padding, shape.channels,
           scratch.data());
    return scratch.data();
}

} // namespace

bool direct_is_faster(const ConvolutionShape& shape) {
    const std::int64_t widest = shape.kernel == 1 ? 64 : 32; // beyond, oneDNN is as good
    return shape.outputs <= widest && outs_of(shape) > 0;
}

std::vector<float> packed_weight(const ConvolutionShape& shape, const float* weight) {
    const std::int64_t outs = outs_of(shape), taps = shape.kernel * shape.kernel;
    std::vector<float> packed;
    packed.reserve(static_cast<std::size_t>(shape.outputs * shape.channels * taps));
    for (std::int64_t group = 0; group * outs < shape.outputs; ++group)
        for (std::int64_t tap = 0; tap < taps; ++tap)
            for (std::int64_t c = 0; c < shape.channels; ++c)
                for (std::int64_t o = group * outs; o < (group + 1) * outs; ++o)
                    packed.push_back(weight[(o * shape.channels + c) * taps + tap]);
    return packed;
}

void direct_convolution(const ConvolutionShape& shape, const float* packed, const float* bias,
                        const float* x, float* y, bool relu, std::vector<float>& scratch) {
    const float* seen = shape.padding == 0 ? x : padded(shape, x, scratch);
    HWY_DYNAMIC_DISPATCH(DirectConvolution)(shape, packed, bias, seen, y, relu, outs_of(shape));
}

} // namespace thaw::kernels
#endif
