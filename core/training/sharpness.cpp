#include "core/training/sharpness.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace thaw {

namespace {

// Everything below is in the coordinates z = delta / c, in which the neighbourhood is a ball: one
// rule serves all four cases, and where c is 0 the gradient by z is 0 and z stays 0. For c = 1 and
// for linf these are the steps of Andriushchenko et al.'s code. For adaptive l2 that code goes
// along c g with the length of g and projects orthogonally in delta: it settles on c^3 g, which is
// not the maximum even of a linear loss (c^2 g is), and it divides by zero where c is 0.

// A step of length `step` in the norm, uphill.
torch::Tensor uphill(const torch::Tensor& gradient, Norm norm, double step) {
    if (norm == Norm::linf)
        return step * gradient.sign();
    return gradient * (step / (gradient.norm().item<double>() + 1e-12));
}

torch::Tensor projected(const torch::Tensor& z, const Neighbourhood& neighbourhood) {
    if (neighbourhood.norm == Norm::linf)
        return z.clamp(-neighbourhood.rho, neighbourhood.rho);
    const double length = z.norm().item<double>();
    return length > neighbourhood.rho ? z * (neighbourhood.rho / length) : z;
}

struct Iterate {
    torch::Tensor z;
    double loss;
    torch::Tensor gradient; // by z
};

// The point of the ball that lies farthest uphill; z = 0 where there is no uphill.
torch::Tensor farthest(const torch::Tensor& gradient, const Neighbourhood& neighbourhood) {
    return uphill(gradient, neighbourhood.norm, neighbourhood.rho);
}

// The part of the highest rise that the last two steps added, from the highest after each step.
double last_gain(const std::vector<double>& highest) {
    const double rise = highest.back();
    const double before = highest.size() > 2 ? highest[highest.size() - 3] : 0;
    return rise == 0 ? 0 : (rise - before) / rise;
}

constexpr double settled = 0.01; // a last gain that is small enough

// z at its full length; for linf, where there is none, inside the box.
torch::Tensor outermost(const torch::Tensor& z, const Neighbourhood& neighbourhood) {
    return neighbourhood.norm == Norm::l2 ? uphill(z, Norm::l2, neighbourhood.rho)
                                          : projected(z, neighbourhood);
}

// How full_radius_sharpness goes on from the highest point: at first as far as the ball reaches.
class FullSteps {
  public:
    explicit FullSteps(const Neighbourhood& neighbourhood) : neighbourhood_(neighbourhood) {}

    torch::Tensor next(const Iterate& top) const {
        torch::Tensor direction = farthest(top.gradient, neighbourhood_);
        if (last_way_.defined())
            direction += 0.5 * last_way_;
        return outermost(length_ ? top.z + *length_ * direction : direction, neighbourhood_);
    }
    void went_up(const torch::Tensor& way) {
        last_way_ = way;
        if (length_)
            length_ = *length_ * 1.5;
    }
    void went_down() {
        last_way_ = torch::Tensor();
        length_ = length_ ? *length_ / 3 : 1;
    }

  private:
    Neighbourhood neighbourhood_;
    torch::Tensor last_way_;
    std::optional<double> length_; // of a step, in full ones; none: to where the ball ends
};

} // namespace

torch::Tensor scale_of(const torch::Tensor& weights, const Neighbourhood& neighbourhood) {
    return neighbourhood.adaptive ? weights.abs() : torch::ones_like(weights);
}

Norm norm_of(std::string_view word) {
    if (word != "l2" && word != "linf")
        throw std::logic_error("no such norm");
    return word == "l2" ? Norm::l2 : Norm::linf;
}

std::optional<std::vector<double>> average_sharpness(Objective& objective,
                                                     const Neighbourhood& neighbourhood,
                                                     std::int64_t draws, at::Generator generator,
                                                     const std::function<bool()>& stopped) {
    const torch::Tensor w = objective.origin();
    const torch::Tensor reach = neighbourhood.rho * scale_of(w, neighbourhood);
    const double clean = objective.loss(w);
    std::vector<double> rises;
    for (std::int64_t i = 0; i < draws; ++i) {
        if (stopped && stopped())
            return std::nullopt;
        // Drawn on the CPU, so that every device sees the same draws.
        torch::Tensor noise = torch::empty(w.sizes(), w.options().device(torch::kCPU));
        neighbourhood.norm == Norm::l2 ? noise.normal_(0, 1, generator)
                                       : noise.uniform_(-1, 1, generator);
        rises.push_back(objective.loss(w + reach * noise.to(w.device())) - clean);
    }
    return rises;
}

std::optional<WorstSharpness> worst_sharpness(Objective& objective,
                                              const Neighbourhood& neighbourhood,
                                              std::int64_t iterations,
                                              const std::function<bool()>& stopped) {
    const torch::Tensor w = objective.origin();
    const torch::Tensor c = scale_of(w, neighbourhood);
    const auto at = [&](const torch::Tensor& z) {
        const auto found = objective.gradient(w + c * z);
        return Iterate{z, found.loss, c * found.gradient};
    };

    const auto checkpoints = step_checkpoints(iterations);
    auto checkpoint = checkpoints.begin();
    std::int64_t previous_checkpoint = 0, improvements = 0;
    double step = 2 * neighbourhood.rho;
    bool just_halved = false;
    Iterate now = at(torch::zeros_like(w));
    const double clean = now.loss;
    Iterate best = now;
    double best_at_checkpoint = best.loss;
    std::vector<double> highest; // rise after each step
    for (std::int64_t i = 1; i <= iterations; ++i) {
        if (stopped && stopped())
            return std::nullopt;
        const torch::Tensor ahead =
            projected(now.z + uphill(now.gradient, neighbourhood.norm, step), neighbourhood);
        const torch::Tensor z = 0.75 * ahead + 0.25 * now.z; // momentum; stays in the ball
        if (i == iterations) {                               // nobody needs the last gradient
            const double loss = objective.loss(w + c * z);
            highest.push_back(std::max(best.loss, loss) - clean);
            return WorstSharpness{highest.back(), last_gain(highest),
                                  loss > best.loss ? z : best.z};
        }
        Iterate next = at(z);
        improvements += next.loss > now.loss ? 1 : 0;
        now = std::move(next);
        if (now.loss > best.loss)
            best = now;
        highest.push_back(best.loss - clean);
        if (checkpoint == checkpoints.end() || i != *checkpoint)
            continue;
        const bool stuck = !just_halved && best.loss <= best_at_checkpoint;
        just_halved = static_cast<double>(improvements) <
                          0.75 * static_cast<double>(i - previous_checkpoint) ||
                      stuck;
        if (just_halved) {
            step /= 2;
            now = best; // the perturbation too: the published code puts back the weights only
        }
        best_at_checkpoint = best.loss;
        previous_checkpoint = i;
        improvements = 0;
        ++checkpoint;
    }
    return WorstSharpness{}; // no iterations
}

std::optional<WorstSharpness> full_radius_sharpness(Objective& objective,
                                                    const Neighbourhood& neighbourhood,
                                                    std::int64_t iterations,
                                                    const std::function<bool()>& stopped,
                                                    const torch::Tensor& from, std::int64_t most) {
    const torch::Tensor w = objective.origin();
    const torch::Tensor c = scale_of(w, neighbourhood);
    double clean = 0;
    torch::Tensor z, towards;
    if (from.defined()) {
        clean = objective.loss(w);
        z = outermost(from, neighbourhood);
    } else {
        const auto here = objective.gradient(w);
        clean = here.loss;
        towards = c * here.gradient;
    }
    if (!std::isfinite(clean)) { // a rise from there is no number
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        return WorstSharpness{nan, nan};
    }
    std::int64_t left = iterations;
    for (double reach = 3; !z.defined(); --reach) {
        if (stopped && stopped())
            return std::nullopt;
        z = farthest(towards, neighbourhood);
        if (reach < 2 || left < 4)
            break;
        towards = c * objective.gradient(w + c * (reach * z)).gradient;
        z = torch::Tensor();
        --left;
    }
    FullSteps steps(neighbourhood);
    Iterate top{{}, 0, {}};
    WorstSharpness worst;
    std::vector<double> highest; // rise after each step
    for (std::int64_t more = most - iterations;; --left) {
        if (stopped && stopped())
            return std::nullopt;
        const bool last = left <= 1; // nobody needs the last gradient
        auto there =
            last ? LossAndGradient{objective.loss(w + c * z), {}} : objective.gradient(w + c * z);
        if (there.loss - clean > worst.rise) {
            worst.rise = there.loss - clean;
            worst.z = z;
        }
        highest.push_back(worst.rise);
        if (last && (more <= 0 || last_gain(highest) <= settled))
            break;
        if (last) {
            there = objective.gradient(w + c * z);
            left += std::min(iterations, more);
            more -= iterations;
        }
        if (!top.z.defined() || there.loss > top.loss) {
            if (top.z.defined())
                steps.went_up(z - top.z);
            top = {z, there.loss, c * there.gradient};
        } else {
            steps.went_down();
        }
        z = steps.next(top);
    }
    worst.last_gain = last_gain(highest);
    return worst;
}

std::vector<std::int64_t> step_checkpoints(std::int64_t iterations) {
    std::vector<std::int64_t> found;
    double before = 0, p = 0.22;
    while (p < 1) {
        const auto i = static_cast<std::int64_t>(std::ceil(p * static_cast<double>(iterations)));
        if (i < iterations && (found.empty() || i > found.back()))
            found.push_back(i);
        const double next = p + std::max(p - before - 0.03, 0.06);
        before = p;
        p = next;
    }
    return found;
}

} // namespace thaw
