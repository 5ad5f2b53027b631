#include "core/training/engine/kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/training/engine/kernels/elementwise.cpp"
#include "core/training/engine/kernels/targets.h"

HWY_BEFORE_NAMESPACE();
namespace thaw::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void AddRelu(const float* a, const float* b, float* y, std::size_t n) {
    const hn::ScalableTag<float> tag;
    const auto zero = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= n; i += hn::Lanes(tag)) {
        const auto sum = hn::Add(hn::LoadU(tag, a + i), hn::LoadU(tag, b + i));
        hn::StoreU(hn::IfThenElse(hn::Le(sum, zero), zero, sum), tag, y + i);
    }
    for (; i < n; ++i) {
        const float sum = a[i] + b[i];
        y[i] = sum <= 0 ? 0 : sum;
    }
}

void ReluGradient(const float* d, const float* more, const float* y, float* out, std::size_t n) {
    const hn::ScalableTag<float> tag;
    const auto zero = hn::Zero(tag);
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= n; i += hn::Lanes(tag)) {
        auto sum = hn::LoadU(tag, d + i);
        if (more != nullptr)
            sum = hn::Add(sum, hn::LoadU(tag, more + i));
        hn::StoreU(hn::IfThenElse(hn::Le(hn::LoadU(tag, y + i), zero), zero, sum), tag, out + i);
    }
    for (; i < n; ++i) {
        const float sum = more == nullptr ? d[i] : d[i] + more[i];
        out[i] = y[i] <= 0 ? 0 : sum;
    }
}

const char* InstructionSet() {
    return hwy::TargetName(HWY_TARGET);
}

} // namespace thaw::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace thaw::kernels {

HWY_EXPORT(AddRelu);
HWY_EXPORT(ReluGradient);
HWY_EXPORT(InstructionSet);

void add_relu(const float* a, const float* b, float* y, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(AddRelu)(a, b, y, n);
}

void relu_gradient(const float* d, const float* more, const float* y, float* out, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(ReluGradient)(d, more, y, out, n);
}

const char* instruction_set() {
    return HWY_DYNAMIC_DISPATCH(InstructionSet)();
}

} // namespace thaw::kernels
#endif
