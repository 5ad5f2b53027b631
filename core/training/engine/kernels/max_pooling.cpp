#include "core/training/engine/kernels/max_pooling.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/training/engine/kernels/max_pooling.cpp"
#include "core/training/engine/kernels/targets.h"

HWY_BEFORE_NAMESPACE();
namespace thaw::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The window of one output pixel, cut to the image: rows and columns of the window.
struct Window {
    std::int64_t top, left; // of the window in the image, may be negative
    std::int64_t first_row, last_row, first_column, last_column;
};

HWY_INLINE Window WindowAt(const PoolShape& s, std::int64_t row, std::int64_t column) {
    const std::int64_t top = row * s.stride - s.padding;
    const std::int64_t left = column * s.stride - s.padding;
    return {top,
            left,
            std::max<std::int64_t>(0, -top),
            std::min(s.kernel, s.height - top),
            std::max<std::int64_t>(0, -left),
            std::min(s.kernel, s.width - left)};
}

enum class Way { pool, scatter, scatter_once, gather };

// One output pixel, the channels from c on that fill whole vectors; returns where it stopped.
template <Way way, class Tag>
HWY_INLINE std::int64_t Channels(Tag tag, const PoolShape& s, const Window& w, std::int64_t c,
                                 const float* in, float* out, std::uint8_t* from) {
    const hn::RebindToSigned<Tag> integers;
    const hn::Rebind<std::uint8_t, Tag> bytes;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(tag));
    for (; c + lanes <= s.channels; c += lanes) {
        auto value = hn::Zero(tag);
        auto place = hn::Zero(integers);
        if constexpr (way == Way::pool) {
            value = hn::Set(tag, -__builtin_inff());
            place = hn::Set(integers,
                            static_cast<std::int32_t>(w.first_row * s.kernel + w.first_column));
        } else {
            place = hn::PromoteTo(integers, hn::LoadU(bytes, from + c));
            if constexpr (way != Way::gather)
                value = hn::LoadU(tag, in + c);
        }
        for (std::int64_t i = w.first_row; i < w.last_row; ++i)
            for (std::int64_t j = w.first_column; j < w.last_column; ++j) {
                const auto here = hn::Set(integers, static_cast<std::int32_t>(i * s.kernel + j));
                const std::int64_t pixel = ((w.top + i) * s.width + w.left + j) * s.channels + c;
                if constexpr (way == Way::pool) {
                    const auto x = hn::LoadU(tag, in + pixel);
                    const auto larger = hn::Or(hn::Gt(x, value), hn::IsNaN(x));
                    value = hn::IfThenElse(larger, x, value);
                    place = hn::IfThenElse(hn::RebindMask(integers, larger), here, place);
                } else {
                    const auto taken = hn::RebindMask(tag, hn::Eq(place, here));
                    if constexpr (way == Way::gather)
                        value = hn::IfThenElse(taken, hn::LoadU(tag, in + pixel), value);
                    if constexpr (way == Way::scatter_once)
                        hn::StoreU(hn::IfThenElseZero(taken, value), tag, out + pixel);
                    if constexpr (way == Way::scatter)
                        hn::StoreU(
                            hn::Add(hn::LoadU(tag, out + pixel), hn::IfThenElseZero(taken, value)),
                            tag, out + pixel);
                }
            }
        if constexpr (way == Way::pool || way == Way::gather)
            hn::StoreU(value, tag, out + c);
        if constexpr (way == Way::pool)
            hn::StoreU(hn::DemoteTo(bytes, place), bytes, from + c);
    }
    return c;
}

// `pooled` and `from` walk over the output pixels, `image` stays.
template <Way way>
HWY_INLINE void Pixels(const PoolShape& s, const float* in, float* out, std::uint8_t* from) {
    constexpr bool from_image = way == Way::pool || way == Way::gather;
    for (std::int64_t row = 0; row < s.out_height; ++row)
        for (std::int64_t column = 0; column < s.out_width; ++column) {
            const Window w = WindowAt(s, row, column);
            std::int64_t c = 0;
            c = Channels<way>(hn::ScalableTag<float>(), s, w, c, in, out, from);
            c = Channels<way>(hn::CappedTag<float, 8>(), s, w, c, in, out, from);
            c = Channels<way>(hn::CappedTag<float, 4>(), s, w, c, in, out, from);
            c = Channels<way>(hn::CappedTag<float, 2>(), s, w, c, in, out, from);
            Channels<way>(hn::CappedTag<float, 1>(), s, w, c, in, out, from);
            from += s.channels;
            if constexpr (from_image)
                out += s.channels;
            else
                in += s.channels;
        }
}

void MaxPool(const PoolShape& s, const float* x, float* y, std::uint8_t* from) {
    Pixels<Way::pool>(s, x, y, from);
}

void MaxPoolGather(const PoolShape& s, const float* x, const std::uint8_t* from, float* y) {
    Pixels<Way::gather>(s, x, y, const_cast<std::uint8_t*>(from));
}

void MaxPoolScatter(const PoolShape& s, const float* dy, const std::uint8_t* from, float* dx) {
    auto* places = const_cast<std::uint8_t*>(from);
    const bool apart = s.stride >= s.kernel;
    const bool covered = s.stride == s.kernel && s.padding == 0 &&
                         s.out_height * s.stride == s.height && s.out_width * s.stride == s.width;
    if (!covered)
        std::memset(dx, 0,
                    sizeof(float) * static_cast<std::size_t>(s.height * s.width * s.channels));
    if (apart)
        Pixels<Way::scatter_once>(s, dy, dx, places);
    else
        Pixels<Way::scatter>(s, dy, dx, places);
}

} // namespace thaw::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thaw::kernels {

HWY_EXPORT(MaxPool);
HWY_EXPORT(MaxPoolGather);
HWY_EXPORT(MaxPoolScatter);

void max_pool(const PoolShape& shape, const float* x, float* y, std::uint8_t* from) {
    HWY_DYNAMIC_DISPATCH(MaxPool)(shape, x, y, from);
}

void max_pool_gather(const PoolShape& shape, const float* x, const std::uint8_t* from, float* y) {
    HWY_DYNAMIC_DISPATCH(MaxPoolGather)(shape, x, from, y);
}

void max_pool_scatter(const PoolShape& shape, const float* dy, const std::uint8_t* from,
                      float* dx) {
    HWY_DYNAMIC_DISPATCH(MaxPoolScatter)(shape, dy, from, dx);
}

} // namespace thaw::kernels
#endif
