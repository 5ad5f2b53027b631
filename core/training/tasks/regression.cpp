// Real numbers, by squared error: p(y | x) is a normal distribution of variance 1 about the
// outputs.
#include "core/training/tasks/task.h"

#include <torch/torch.h>

#include <cmath>

namespace thaw {
namespace {

using torch::Tensor;

// Squared error of each example and its targets: [n, 1 + outputs].
Tensor error_columns(const Tensor& outputs, const Tensor& targets) {
    const Tensor y = targets.to(torch::kDouble);
    const Tensor error = (outputs.to(torch::kDouble) - y).square().sum(1, true);
    return torch::cat({error, y}, 1).to(torch::kCPU);
}

// R2 = 1 - sum of squared errors / sum of squares about the mean target. Standard error by the
// delta method: each example adds (e_i - (1 - R2) v_i) / (n mean v), v_i its square about the mean.
Reading explained_variance(const Tensor& columns) {
    const Tensor error = columns.select(1, 0);
    const Tensor y = columns.slice(1, 1);
    const Tensor spread = (y - y.mean(0, true)).square().sum(1);
    const double all = spread.sum().item<double>();
    const double ratio = error.sum().item<double>() / all;
    const Tensor influence = (error - ratio * spread) / spread.mean();
    return {1 - ratio,
            influence.std().item<double>() / std::sqrt(static_cast<double>(error.numel())),
            error.numel()};
}

class Regression final : public Task {
  public:
    TargetKind targets() const override { return TargetKind::reals; }
    Tensor losses(const Tensor& outputs, const Tensor& targets) const override {
        return 0.5 * (outputs - targets).square().sum(1);
    }
    Tensor exact_losses(const Tensor& outputs, const Tensor& targets) const override {
        return losses(outputs.to(torch::kDouble), targets.to(torch::kDouble));
    }
    Tensor gradient(const Tensor& outputs, const Tensor& targets) const override {
        const torch::NoGradGuard no_grad;
        return (outputs.to(torch::kDouble) - targets.to(torch::kDouble)).to(outputs.scalar_type());
    }
    Curvature curvature(const Tensor&) const override {
        return [](const Tensor& direction) { return direction.to(torch::kDouble); };
    }
    Tensor draw(const Tensor& outputs, at::Generator generator) const override {
        const torch::NoGradGuard no_grad;
        const Tensor noise =
            torch::empty(outputs.sizes(), torch::kDouble).normal_(0, 1, std::move(generator));
        return outputs + noise.to(outputs.device(), outputs.scalar_type());
    }
    Tensor score_covariance(const Tensor& outputs) const override {
        return torch::eye(outputs.size(1), torch::kDouble)
            .expand({outputs.size(0), outputs.size(1), outputs.size(1)});
    }
    ScoreRow score_row(const Tensor& outputs, std::int64_t k) const override {
        Tensor row = torch::zeros_like(outputs);
        row.select(1, k).fill_(1);
        return {torch::ones({outputs.size(0)}, torch::kDouble), row};
    }
    bool has_right_answers() const override { return false; }
    Tensor correct(const Tensor&, const Tensor&) const override { return {}; }
    std::vector<Score> scores() const override {
        return {{"r2", translatable("Explained variance R2"),
                 translatable("Mean OOD explained variance"),
                 translatable("Worst OOD explained variance"), Better::greater, false,
                 error_columns, explained_variance}};
    }
};

} // namespace

CatalogueEntry<MakeTask> task_regression() {
    return {{.id = "regression",
             .label = translatable("Regression"),
             .help = translatable(
                 "Real numbers: minimises half the squared error, summed over the outputs. It is "
                 "the negative log-likelihood of a normal distribution of variance 1 about the "
                 "outputs, up to a constant, which is what tr(F) is then of. Judged by R2, the "
                 "share of the targets' variance that is explained.")},
            [](const Table&) { return std::make_shared<Regression>(); }};
}

} // namespace thaw
