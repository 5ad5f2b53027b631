#include "core/training/engine/kernels/normal_noise.h"

#include <array>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/training/engine/kernels/normal_noise.cpp"
#include "core/training/engine/kernels/targets.h"
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace thaw::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR // one lane holds no counter

using Block = std::array<std::uint32_t, 4>;

Block Philox(Block c, std::uint64_t seed) {
    auto k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32U);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{c[0]} * 0xD2511F53U;
        const std::uint64_t p1 = std::uint64_t{c[2]} * 0xCD9E8D57U;
        c = {static_cast<std::uint32_t>(p1 >> 32U) ^ c[1] ^ k0, static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32U) ^ c[3] ^ k1, static_cast<std::uint32_t>(p0)};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return c;
}

void NormalNoise(std::uint64_t seed, std::uint64_t stream, float* out, std::size_t n,
                 std::size_t begin, std::size_t end) {
    const std::size_t half = normal_noise_pairs(n);
    for (std::size_t i = begin; i < end; ++i) {
        const std::uint64_t j = i / 2;
        const Block c =
            Philox({static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(j >> 32U),
                    static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32U)},
                   seed);
        const float u = (static_cast<float>(c[i % 2] >> 8U) + 1) / 16777216.0F;
        const float angle =
            static_cast<float>(c[2 + i % 2] >> 8U) * (6.283185307179586F / 16777216.0F);
        const float radius = std::sqrt(-2 * std::log(u));
        if (i < n)
            out[i] = radius * std::cos(angle);
        if (half + i < n)
            out[half + i] = radius * std::sin(angle);
    }
}

#else

using Words = hn::ScalableTag<std::uint64_t>; // each holds one 32-bit word of a counter
using Word = hn::Vec<Words>;

struct Counter {
    Word x0, x1, x2, x3;
};

HWY_INLINE Word Product(Word a, Word b) { // of the low halves
    const hn::Repartition<std::uint32_t, Words> halves;
    return hn::MulEven(hn::BitCast(halves, a), hn::BitCast(halves, b));
}

HWY_INLINE Counter Philox(Counter c, std::uint64_t seed) {
    const Words words;
    const Word low = hn::Set(words, 0xffffffffU);
    const Word m0 = hn::Set(words, 0xD2511F53U), m1 = hn::Set(words, 0xCD9E8D57U);
    auto k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32U);
    for (int round = 0; round < 10; ++round) {
        const Word p0 = Product(c.x0, m0), p1 = Product(c.x2, m1);
        const Word x0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p1), c.x1), hn::Set(words, k0));
        const Word x2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), c.x3), hn::Set(words, k1));
        c = {x0, hn::And(p1, low), x2, hn::And(p0, low)};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return c;
}

// Counter j gives numbers 2 j, 2 j + 1, half + 2 j and half + 2 j + 1.
HWY_INLINE void NormalsAt(std::uint64_t seed, std::uint64_t stream, std::uint64_t j, float* first,
                          float* second) {
    const Words words;
    const hn::Repartition<std::uint32_t, Words> halves;
    const hn::RebindToFloat<decltype(halves)> reals;
    const hn::RebindToSigned<decltype(halves)> integers;
    const Word index = hn::Add(hn::Iota(words, 0), hn::Set(words, j));
    const Word low = hn::Set(words, 0xffffffffU);
    const Counter c = Philox({hn::And(index, low), hn::ShiftRight<32>(index),
                              hn::Set(words, stream & 0xffffffffU), hn::Set(words, stream >> 32U)},
                             seed);
    const auto a = hn::BitCast(halves, hn::Or(c.x0, hn::ShiftLeft<32>(c.x1)));
    const auto b = hn::BitCast(halves, hn::Or(c.x2, hn::ShiftLeft<32>(c.x3)));
    // 24 bits each: u in (0, 1], angle in [0, 2 pi).
    const auto unit = hn::Set(reals, 1.0F / 16777216.0F);
    const auto top_a = hn::BitCast(integers, hn::ShiftRight<8>(a));
    const auto top_b = hn::BitCast(integers, hn::ShiftRight<8>(b));
    const auto u = hn::Mul(hn::Add(hn::ConvertTo(reals, top_a), hn::Set(reals, 1.0F)), unit);
    const auto angle =
        hn::Mul(hn::ConvertTo(reals, top_b), hn::Set(reals, 6.283185307179586F / 16777216.0F));
    const auto radius = hn::Sqrt(hn::Mul(hn::Set(reals, -2.0F), hn::Log(reals, u)));
    hn::StoreU(hn::Mul(radius, hn::Cos(reals, angle)), reals, first);
    hn::StoreU(hn::Mul(radius, hn::Sin(reals, angle)), reals, second);
}

void NormalNoise(std::uint64_t seed, std::uint64_t stream, float* out, std::size_t n,
                 std::size_t begin, std::size_t end) {
    const std::size_t lanes = hn::Lanes(hn::ScalableTag<float>());
    const std::size_t half = normal_noise_pairs(n);
    HWY_ALIGN float first[HWY_MAX_BYTES / sizeof(float)], second[HWY_MAX_BYTES / sizeof(float)];
    for (std::size_t i = begin; i < end; i += lanes) {
        const std::uint64_t j = i / 2;
        if (half + i + lanes <= n && i + lanes <= end) {
            NormalsAt(seed, stream, j, out + i, out + half + i);
            continue;
        }
        NormalsAt(seed, stream, j, first, second);
        for (std::size_t k = 0; k < lanes && i + k < end; ++k) {
            if (i + k < n)
                out[i + k] = first[k];
            if (half + i + k < n)
                out[half + i + k] = second[k];
        }
    }
}

#endif

} // namespace thaw::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thaw::kernels {

HWY_EXPORT(NormalNoise);

std::size_t normal_noise_pairs(std::size_t n) {
    return (n + 3) / 4 * 2;
}

void normal_noise(std::uint64_t seed, std::uint64_t stream, float* out, std::size_t n,
                  std::size_t begin, std::size_t end) {
    HWY_DYNAMIC_DISPATCH(NormalNoise)(seed, stream, out, n, begin, end);
}

} // namespace thaw::kernels
#endif
