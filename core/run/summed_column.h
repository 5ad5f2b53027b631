// A column of numbers together with what sums it up: all that a view needs to draw it at any zoom.
#pragma once

#include "core/run/summary_pyramid.h"

#include <cstddef>
#include <vector>

namespace thaw {

// Looks at both and owns neither: valid until the column grows. Two columns make one where
// `shift` is not 0: value + shift * error, row by row (value - error and value + error are never
// stored).
class SummedColumn {
  public:
    SummedColumn(const std::vector<double>& values, const SummaryPyramid& pyramid)
        : values_(values.data()), pyramid_(&pyramid) {}
    SummedColumn(const std::vector<double>& values, const std::vector<double>& errors, double shift,
                 const SummaryPyramid& pyramid)
        : values_(values.data()), errors_(errors.data()), shift_(shift), pyramid_(&pyramid) {}

    std::size_t size() const { return pyramid_->size(); }
    double operator[](std::size_t row) const {
        return errors_ == nullptr ? values_[row] : values_[row] + shift_ * errors_[row];
    }
    // Soon the row will be asked for: memory can begin to bring it.
    void prefetch(std::size_t row) const { __builtin_prefetch(values_ + row); }
    // Of rows [first, last).
    Extent extent(std::size_t first, std::size_t last) const {
        return pyramid_->extent(first, last, [this](std::size_t row) { return (*this)[row]; });
    }

  private:
    const double* values_;
    const double* errors_ = nullptr;
    double shift_ = 0;
    const SummaryPyramid* pyramid_;
};

// A column that is nobody else's.
class OwnColumn {
  public:
    void append(double value) {
        values_.push_back(value);
        pyramid_.append(value);
    }
    std::size_t size() const { return values_.size(); }
    SummedColumn look() const { return {values_, pyramid_}; }

  private:
    std::vector<double> values_;
    SummaryPyramid pyramid_;
};

} // namespace thaw
