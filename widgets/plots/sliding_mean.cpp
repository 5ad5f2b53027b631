#include "widgets/plots/sliding_mean.h"

#include <cmath>

namespace thaw {

void SlidingMean::push(double value) {
    newer_.push_back(value);
    newer_sum_ += value;
}

void SlidingMean::pop() {
    if (older_.empty()) {
        double sum = 0;
        while (!newer_.empty()) {
            sum += newer_.back();
            older_.push_back(sum);
            newer_.pop_back();
        }
        newer_sum_ = 0;
    }
    older_.pop_back();
}

double SlidingMean::mean() const {
    if (size() == 0)
        return std::nan("");
    return ((older_.empty() ? 0 : older_.back()) + newer_sum_) / static_cast<double>(size());
}

} // namespace thaw
