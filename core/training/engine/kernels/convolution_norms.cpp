#include "core/training/engine/kernels/convolution_norms.h"

#include "core/training/engine/kernels/spread.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/training/engine/kernels/convolution_norms.cpp"
#include "core/training/engine/kernels/targets.h"

#ifndef THAW_CONVOLUTION_NORMS_ONCE // seen by every instruction set's pass, defined once
#define THAW_CONVOLUTION_NORMS_ONCE
namespace thaw::kernels {
namespace {

constexpr std::int64_t widest = 16; // floats of the widest vector that there is

constexpr std::int64_t rounded_up(std::int64_t n) {
    return (n + widest - 1) / widest * widest;
}

// Where the numbers of one operand of a tile's product lie: element r of pixel (i, j) at
// i * line + j * pixel + r.
struct Walk {
    const float* start;
    std::int64_t line, pixel;
};

} // namespace
} // namespace thaw::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace thaw::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;

// How many vectors of sums fit the registers beside the operands.
#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3
constexpr std::size_t sums = 12; // of 16 registers
#else
constexpr std::size_t sums = 24; // of 32
#endif

// out[r][o] = sum over pixels of a[r] b[o], for `rows` r and `vectors` whole vectors of o.
template <std::size_t rows, std::size_t vectors>
HWY_NOINLINE void Tile(std::int64_t lines, std::int64_t pixels, const Walk& a, const Walk& b,
                       float* HWY_RESTRICT out) {
    const Tag tag;
    const std::size_t lanes = hn::Lanes(tag);
    Vector sum[rows][vectors];
#pragma GCC unroll 32
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            sum[r][v] = hn::Zero(tag);
    for (std::int64_t i = 0; i < lines; ++i) {
        const float* HWY_RESTRICT pa = a.start + i * a.line;
        const float* HWY_RESTRICT pb = b.start + i * b.line;
        for (std::int64_t j = 0; j < pixels; ++j) {
            Vector right[vectors];
#pragma GCC unroll 4
            for (std::size_t v = 0; v < vectors; ++v)
                right[v] = hn::LoadU(tag, pb + v * lanes);
#pragma GCC unroll 32
            for (std::size_t r = 0; r < rows; ++r) {
                const Vector left = hn::Set(tag, pa[r]);
#pragma GCC unroll 4
                for (std::size_t v = 0; v < vectors; ++v)
                    sum[r][v] = hn::MulAdd(left, right[v], sum[r][v]);
            }
            pa += a.pixel;
            pb += b.pixel;
        }
    }
#pragma GCC unroll 32
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v)
            hn::StoreU(sum[r][v], tag, out + (r * vectors + v) * lanes);
}

using TileFunction = void (*)(std::int64_t, std::int64_t, const Walk&, const Walk&, float*);
struct TileSize {
    std::size_t rows;
    TileFunction run;
};

// The tallest tile of this width that is not taller than `rows`.
template <std::size_t vectors>
TileSize TileFor(std::size_t rows) {
    constexpr std::size_t tallest = sums / vectors;
    if constexpr (tallest >= 24)
        if (rows >= 24)
            return {24, Tile<24, vectors>};
    if constexpr (tallest >= 12)
        if (rows >= 12)
            return {12, Tile<12, vectors>};
    if constexpr (tallest >= 8)
        if (rows >= 8)
            return {8, Tile<8, vectors>};
    if (rows >= 6)
        return {6, Tile<6, vectors>};
    if (rows >= 5)
        return {5, Tile<5, vectors>};
    if (rows >= 4)
        return {4, Tile<4, vectors>};
    if (rows >= 3)
        return {3, Tile<3, vectors>};
    if (rows >= 2)
        return {2, Tile<2, vectors>};
    return {1, Tile<1, vectors>};
}

// square[o] += |G'_o|^2; product[o] += <w_o, G'_o> where there is BatchNorm.
void ByTiles(const ConvolutionShape& s, const ConvolutionWeights& weights, const Walk& x,
             const Walk& d, float* square, float* product) {
    const Tag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    const std::int64_t columns = rounded_up(s.outputs);
    const std::int64_t slice = s.kernel * s.channels; // side by side in memory for one kernel row
    HWY_ALIGN float out[sums * HWY_MAX_BYTES / sizeof(float)];
    for (std::int64_t row = 0; row < s.kernel; ++row)
        for (std::int64_t o = 0; o < s.outputs;) {
            const bool two = s.outputs - o > lanes;
            const std::int64_t wide = two ? 2 * lanes : lanes;
            for (std::int64_t r = 0; r < slice;) {
                const auto left = static_cast<std::size_t>(slice - r);
                const TileSize tile = two ? TileFor<2>(left) : TileFor<1>(left);
                tile.run(s.out_height, s.out_width,
                         {x.start + row * (x.line / s.stride) + r, x.line, x.pixel},
                         {d.start + o, d.line, d.pixel}, out);
                const float* w = weights.weight.empty()
                                     ? nullptr
                                     : weights.weight.data() + (row * slice + r) * columns + o;
                for (std::int64_t v = 0; v < wide; v += lanes) {
                    auto squares = hn::Zero(tag), products = hn::Zero(tag);
                    for (std::size_t k = 0; k < tile.rows; ++k) {
                        const auto at = static_cast<std::int64_t>(k);
                        const auto g = hn::LoadU(tag, out + at * wide + v);
                        squares = hn::MulAdd(g, g, squares);
                        if (w != nullptr)
                            products =
                                hn::MulAdd(g, hn::LoadU(tag, w + at * columns + v), products);
                    }
                    hn::StoreU(hn::Add(hn::LoadU(tag, square + o + v), squares), tag,
                               square + o + v);
                    hn::StoreU(hn::Add(hn::LoadU(tag, product + o + v), products), tag,
                               product + o + v);
                }
                r += static_cast<std::int64_t>(tile.rows);
            }
            o += wide;
        }
}

// out [n, columns] = a^T a for a [k, columns] whose first n columns count.
void Gram(const float* a, std::int64_t k, std::int64_t n, std::int64_t columns, float* out) {
    const Tag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    HWY_ALIGN float tile_out[sums * HWY_MAX_BYTES / sizeof(float)];
    for (std::int64_t o = 0; o < columns;) {
        const bool two = columns - o > lanes;
        const std::int64_t wide = two ? 2 * lanes : lanes;
        for (std::int64_t r = 0; r < n;) {
            const auto left = static_cast<std::size_t>(n - r);
            const TileSize tile = two ? TileFor<2>(left) : TileFor<1>(left);
            tile.run(1, k, {a + r, 0, columns}, {a + o, 0, columns}, tile_out);
            for (std::size_t i = 0; i < tile.rows; ++i)
                std::memcpy(out + (r + static_cast<std::int64_t>(i)) * columns + o,
                            tile_out + static_cast<std::int64_t>(i) * wide,
                            sizeof(float) * static_cast<std::size_t>(wide));
            r += static_cast<std::int64_t>(tile.rows);
        }
        o += wide;
    }
}

// sum_{t,u} D[t,u] sum_taps P[t + tap, u + tap], with D and P the inner products of d's and of x's
// pixels. D's columns lie in lines as wide as the padded image, so that u + tap is u plus a number.
double ByPixels(const ConvolutionShape& s, const ConvolutionWeights& weights, const float* x,
                const float* d, std::vector<float>& scratch) {
    const Tag tag;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    const std::int64_t pixels = s.height * s.width, outs = s.out_height * s.out_width;
    const std::int64_t line = s.width + 2 * s.padding;
    const std::int64_t padded = (s.height + 2 * s.padding) * line;
    const std::int64_t x_columns = rounded_up(pixels), d_columns = rounded_up(outs);
    const std::int64_t d_wide = rounded_up(s.out_height * line);
    const std::int64_t p_wide = rounded_up(padded) + d_wide; // room for reading past the end
    scratch.assign(static_cast<std::size_t>(s.channels * x_columns + pixels * x_columns +
                                            s.outputs * d_columns + outs * d_columns +
                                            outs * d_wide + padded * p_wide),
                   0.0F);
    float* xt = scratch.data();
    float* inner_x = xt + s.channels * x_columns;
    float* dt = inner_x + pixels * x_columns;
    float* inner_d = dt + s.outputs * d_columns;
    float* wide_d = inner_d + outs * d_columns;
    float* p = wide_d + outs * d_wide;
    for (std::int64_t t = 0; t < pixels; ++t)
        for (std::int64_t c = 0; c < s.channels; ++c)
            xt[c * x_columns + t] = x[t * s.channels + c];
    for (std::int64_t t = 0; t < outs; ++t)
        for (std::int64_t o = 0; o < s.outputs; ++o)
            dt[o * d_columns + t] =
                d[t * s.outputs + o] *
                (weights.scale.empty() ? 1.0F : weights.scale[static_cast<std::size_t>(o)]);
    Gram(xt, s.channels, pixels, x_columns, inner_x);
    Gram(dt, s.outputs, outs, d_columns, inner_d);
    const auto width = sizeof(float) * static_cast<std::size_t>(s.width);
    const auto out_width = sizeof(float) * static_cast<std::size_t>(s.out_width);
    for (std::int64_t t = 0; t < outs; ++t)
        for (std::int64_t i = 0; i < s.out_height; ++i)
            std::memcpy(wide_d + t * d_wide + i * line, inner_d + t * d_columns + i * s.out_width,
                        out_width);
    const auto padded_place = [&](std::int64_t t) HWY_ATTR {
        return (t / s.width + s.padding) * line + t % s.width + s.padding;
    };
    for (std::int64_t t = 0; t < pixels; ++t)
        for (std::int64_t i = 0; i < s.height; ++i)
            std::memcpy(p + padded_place(t) * p_wide + padded_place(i * s.width),
                        inner_x + t * x_columns + i * s.width, width);
    double total = 0;
    for (std::int64_t t = 0; t < outs; ++t) {
        auto sum = hn::Zero(tag);
        const std::int64_t corner = t / s.out_width * line + t % s.out_width;
        for (std::int64_t row = 0; row < s.kernel; ++row)
            for (std::int64_t column = 0; column < s.kernel; ++column) {
                const std::int64_t tap = row * line + column;
                const float* from = p + (corner + tap) * p_wide + tap;
                for (std::int64_t u = 0; u < d_wide; u += lanes)
                    sum = hn::MulAdd(hn::LoadU(tag, wide_d + t * d_wide + u),
                                     hn::LoadU(tag, from + u), sum);
            }
        total += static_cast<double>(hn::GetLane(hn::SumOfLanes(tag, sum)));
    }
    return std::max(total, 0.0); // rounding could leave a tiny negative number
}

double ConvolutionNorm(const ConvolutionShape& s, const ConvolutionWeights& weights, const float* x,
                       const float* d, const float* y, std::vector<float>& scratch) {
    const std::int64_t columns = rounded_up(s.outputs);
    const std::int64_t pixels = s.out_height * s.out_width;
    double total = 0;
    std::vector<float> by_output(static_cast<std::size_t>(3 * columns), 0.0F);
    float *square = by_output.data(), *product = square + columns, *by_shift = product + columns;
    for (std::int64_t t = 0; t < pixels; ++t)
        for (std::int64_t o = 0; o < s.outputs; ++o)
            by_shift[o] += d[t * s.outputs + o];
    if (y != nullptr) {
        total = ByPixels(s, weights, x, d, scratch);
        for (std::int64_t t = 0; t < pixels && !weights.scale.empty(); ++t)
            for (std::int64_t o = 0; o < s.outputs; ++o)
                product[o] += d[t * s.outputs + o] * y[t * s.outputs + o];
        for (std::int64_t o = 0; o < s.outputs && !weights.scale.empty(); ++o) {
            const auto at = static_cast<std::size_t>(o);
            product[o] = (product[o] - weights.shift[at] * by_shift[o]) / weights.scale[at];
        }
    } else {
        const std::int64_t line = (s.width + 2 * s.padding) * s.channels;
        const bool spread_x = s.padding > 0, spread_d = columns != s.outputs;
        const std::int64_t x_size = spread_x ? (s.height + 2 * s.padding) * line : 0;
        const std::int64_t d_size = spread_d ? pixels * columns : 0;
        if (scratch.size() < static_cast<std::size_t>(x_size + d_size))
            scratch.resize(static_cast<std::size_t>(x_size + d_size));
        if (spread_x)
            spread(x, s.height, s.width, s.channels, s.padding, s.channels, scratch.data());
        if (spread_d)
            spread(d, s.out_height, s.out_width, s.outputs, 0, columns, scratch.data() + x_size);
        ByTiles(s, weights, {spread_x ? scratch.data() : x, s.stride * line, s.stride * s.channels},
                {spread_d ? scratch.data() + x_size : d, s.out_width * columns, columns}, square,
                product);
        for (std::int64_t o = 0; o < s.outputs; ++o) {
            const double scale =
                weights.scale.empty() ? 1 : weights.scale[static_cast<std::size_t>(o)];
            total += scale * scale * square[o];
        }
    }
    for (std::int64_t o = 0; o < s.outputs; ++o) {
        const auto at = static_cast<std::size_t>(o);
        const double shift = by_shift[o];
        if (weights.scale.empty()) {
            total += weights.bias ? shift * shift : 0;
            continue;
        }
        const double by_gamma =
            (product[o] + double{weights.offset[at]} * shift) * weights.inverse_deviation[at];
        total += by_gamma * by_gamma + shift * shift;
        if (weights.bias)
            total += double{weights.scale[at]} * weights.scale[at] * shift * shift;
    }
    return total;
}

// In vectors multiplied, with the transposing and the laying out at about a vector for two numbers.
bool PixelsAreCheaper(const ConvolutionShape& s) {
    if (s.stride != 1)
        return false;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(Tag()));
    const auto vectors = [&](std::int64_t n) HWY_ATTR { return (n + lanes - 1) / lanes; };
    const std::int64_t pixels = s.height * s.width, outs = s.out_height * s.out_width;
    const std::int64_t line = s.width + 2 * s.padding;
    const std::int64_t taps = s.kernel * s.kernel;
    const std::int64_t tiles = outs * taps * s.channels * vectors(s.outputs);
    const std::int64_t products = pixels * vectors(pixels) * s.channels +
                                  outs * vectors(outs) * s.outputs +
                                  taps * outs * vectors(s.out_height * line);
    const std::int64_t moves = (pixels * s.channels + outs * s.outputs) / 2 +
                               (s.height + 2 * s.padding) * line * vectors(2 * pixels);
    return 5 * products / 4 + moves < tiles;
}

} // namespace thaw::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thaw::kernels {

HWY_EXPORT(ConvolutionNorm);
HWY_EXPORT(PixelsAreCheaper);

std::int64_t padded_outputs(std::int64_t outputs) {
    return rounded_up(outputs);
}

bool pixels_are_cheaper(const ConvolutionShape& shape) {
    return HWY_DYNAMIC_DISPATCH(PixelsAreCheaper)(shape);
}

double convolution_norm(const ConvolutionShape& shape, const ConvolutionWeights& weights,
                        const float* x, const float* d, const float* y,
                        std::vector<float>& scratch) {
    return HWY_DYNAMIC_DISPATCH(ConvolutionNorm)(shape, weights, x, d, y, scratch);
}

} // namespace thaw::kernels
#endif
