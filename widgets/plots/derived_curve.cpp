#include "widgets/plots/derived_curve.h"

#include <algorithm>
#include <cmath>

namespace thaw {

void SmoothedCurve::update(const MetricColumns& columns, std::size_t series) {
    const auto& values = columns.series[series].value;
    if (values.size() < values_.size())
        *this = SmoothedCurve(window_);
    for (std::size_t row = values_.size(); row < values.size(); ++row) {
        const std::int64_t step = columns.step[row];
        while (!steps_.empty() && steps_.front() <= step - window_) {
            mean_.pop();
            steps_.pop_front();
        }
        if (std::isfinite(values[row])) {
            mean_.push(values[row]);
            steps_.push_back(step);
            values_.append(mean_.mean());
        } else {
            values_.append(values[row]);
        }
    }
}

void DifferenceCurve::update(const std::vector<std::int64_t>& steps,
                             const std::vector<double>& values,
                             const std::vector<std::int64_t>& other_steps,
                             const std::vector<double>& other_values) {
    if (values_.size() > steps.size() || other_rows_ != other_steps.size()) {
        values_ = {};
        next_ = 0;
    }
    other_rows_ = other_steps.size();
    for (std::size_t row = values_.size(); row < steps.size(); ++row) {
        while (next_ < other_rows_ && other_steps[next_] < steps[row])
            ++next_;
        const bool paired = next_ < other_rows_ && other_steps[next_] == steps[row];
        values_.append(paired ? values[row] - other_values[next_] : std::nan(""));
    }
}

StabilisationBand::StabilisationBand(const Table& settings, std::int64_t from_step,
                                     std::int64_t fired_step)
    : settings_(settings), from_step_(from_step), fired_step_(fired_step) {}

void StabilisationBand::update(const MetricColumns& columns, std::size_t series) {
    const auto& values = columns.series[series].value;
    if (values.size() < lower_.size())
        *this = StabilisationBand(Table(settings_), from_step_, fired_step_);
    for (std::size_t row = lower_.size(); row < values.size(); ++row)
        add(columns.step[row], values[row]);
}

void StabilisationBand::add(std::int64_t step, double value) {
    double middle = std::nan("");
    const bool watching = step >= from_step_ && (fired_step_ < 0 || step <= fired_step_);
    if (watching && std::isfinite(value)) {
        ++readings_;
        largest_ = std::max(largest_, std::abs(value));
        if (!settled_ && readings_ >= 2) {
            const double change = largest_ > 0 ? std::abs(value - previous_) / largest_ : 0;
            if (change > settings_.real("rapid"))
                moving_ = true;
            else
                settled_ = moving_ || readings_ > settings_.integer("give_up");
        }
        previous_ = value;
        if (settled_) {
            const auto tau = static_cast<std::size_t>(settings_.integer("tau"));
            mean_.push(value);
            if (mean_.size() > tau)
                mean_.pop();
            if (mean_.size() == tau)
                middle = mean_.mean();
        }
    }
    const double half = settings_.real("epsilon") * largest_;
    lower_.append(middle - half);
    upper_.append(middle + half);
}

} // namespace thaw
