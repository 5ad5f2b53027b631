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

// The part of `rise` that came last.
double last_gain(double rise, double before) {
    return rise == 0 ? 0 : (rise - before) / rise;
}

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
    for (std::int64_t i = 1; i <= iterations; ++i) {
        if (stopped && stopped())
            return std::nullopt;
        const torch::Tensor ahead =
            projected(now.z + uphill(now.gradient, neighbourhood.norm, step), neighbourhood);
        const torch::Tensor z = 0.75 * ahead + 0.25 * now.z; // momentum; stays in the ball
        if (i == iterations) {                               // nobody needs the last gradient
            const double rise = std::max(best.loss, objective.loss(w + c * z)) - clean;
            return WorstSharpness{rise, last_gain(rise, best.loss - clean)};
        }
        Iterate next = at(z);
        improvements += next.loss > now.loss ? 1 : 0;
        now = std::move(next);
        if (now.loss > best.loss)
            best = now;
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
                                                    const torch::Tensor& from) {
    const torch::Tensor w = objective.origin();
    const torch::Tensor c = scale_of(w, neighbourhood);
    double clean = 0;
    torch::Tensor towards = from;
    if (from.defined()) {
        clean = objective.loss(w);
    } else {
        const auto here = objective.gradient(w);
        clean = here.loss;
        towards = c * here.gradient;
    }
    if (!std::isfinite(clean)) { // a rise from there is no number
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        return WorstSharpness{nan, nan};
    }
    WorstSharpness worst;
    for (std::int64_t i = 1; i <= iterations; ++i) {
        if (stopped && stopped())
            return std::nullopt;
        const bool far = !from.defined() && i <= 2 && i < iterations - 2;
        const double reach = far ? 4.0 - static_cast<double>(i) : 1;
        const torch::Tensor z = reach * farthest(towards, neighbourhood);
        double loss = 0;
        if (i == iterations) { // nobody needs the last gradient
            loss = objective.loss(w + c * z);
        } else {
            const auto there = objective.gradient(w + c * z);
            loss = there.loss;
            towards = c * there.gradient;
        }
        const double rise = loss - clean;
        if (far)
            continue;
        worst.last_gain = 0;
        if (rise > worst.rise)
            worst = {rise, last_gain(rise, worst.rise), z};
    }
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
