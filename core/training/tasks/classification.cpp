// One of several classes, by cross-entropy: p(y | x) = softmax(outputs).
#include "core/training/tasks/task.h"

#include <torch/torch.h>

#include <cmath>

namespace thaw {
namespace {

using torch::Tensor;

// Where a confidence lies among this many bins of equal width.
constexpr std::int64_t calibration_bins = 15;

// Rightness and confidence of each example: [n, 2].
Tensor calibration_columns(const Tensor& outputs, const Tensor& targets) {
    const auto [confidence, answer] = torch::softmax(outputs, 1, torch::kDouble).max(1);
    return torch::stack({answer.eq(targets).to(torch::kDouble), confidence}, 1).to(torch::kCPU);
}

// Expected calibration error: sum_b n_b / n |accuracy_b - confidence_b| over bins of equal width
// (Guo et al. 2017, arXiv 1706.04599, eq. 3; 15 bins as there). Its standard error is that of the
// examples' own |right - confidence| signed by their bin: what it would be with the signs known.
Reading calibration_error(const Tensor& columns) {
    const Tensor gap = columns.select(1, 0) - columns.select(1, 1);
    if (!gap.isfinite().all().item<bool>())
        return {std::nan(""), std::nan(""), gap.numel()};
    const Tensor bin = (columns.select(1, 1) * static_cast<double>(calibration_bins))
                           .ceil()
                           .sub(1)
                           .clamp(0, calibration_bins - 1)
                           .to(torch::kLong);
    const Tensor sums = torch::zeros({calibration_bins}, torch::kDouble).index_add_(0, bin, gap);
    const Tensor signed_gap = gap * sums.sign().index_select(0, bin);
    const auto n = static_cast<double>(gap.numel());
    return {sums.abs().sum().item<double>() / n, signed_gap.std().item<double>() / std::sqrt(n),
            gap.numel()};
}

class Classification final : public Task {
  public:
    Classification(double smoothing, bool calibration)
        : smoothing_(smoothing), calibration_(calibration) {}

    TargetKind targets() const override { return TargetKind::classes; }
    Tensor losses(const Tensor& outputs, const Tensor& targets) const override {
        // LibTorch's own cross-entropy wakes every thread for it, twice.
        const Tensor log_p = torch::log_softmax(outputs, 1);
        const Tensor own = log_p.gather(1, targets.unsqueeze(1)).squeeze(1).neg();
        return smoothing_ == 0 ? own : (1 - smoothing_) * own - smoothing_ * log_p.mean(1);
    }
    Tensor exact_losses(const Tensor& outputs, const Tensor& targets) const override {
        return torch::cross_entropy_loss(outputs.to(torch::kDouble), targets, {},
                                         torch::Reduction::None, -100, smoothing_);
    }
    // softmax - one_hot. The label's own entry is minus the sum of the others, so that a confident
    // example keeps its digits.
    Tensor gradient(const Tensor& outputs, const Tensor& targets) const override {
        const torch::NoGradGuard no_grad;
        const Tensor index = targets.unsqueeze(1);
        const Tensor p = torch::softmax(outputs, 1, torch::kDouble);
        Tensor gradient = p.scatter(1, index, 0.0);
        gradient.scatter_(1, index, -gradient.sum(1, true));
        if (smoothing_ > 0)
            gradient = (1 - smoothing_) * gradient +
                       smoothing_ * (p - 1 / static_cast<double>(outputs.size(1)));
        return gradient.to(outputs.scalar_type());
    }
    Curvature curvature(const Tensor& outputs) const override {
        return [p = torch::softmax(outputs, 1, torch::kDouble)](const Tensor& direction) {
            const Tensor d = direction.to(torch::kDouble);
            return p * (d - (p * d).sum(1, true));
        };
    }
    // By inversion, one uniform number an example.
    Tensor draw(const Tensor& outputs, at::Generator generator) const override {
        const torch::NoGradGuard no_grad;
        const Tensor below = torch::softmax(outputs, 1, torch::kDouble).cumsum(1);
        const Tensor uniform =
            torch::empty({outputs.size(0), 1}, torch::kDouble).uniform_(0, 1, std::move(generator));
        return (below <= uniform.to(outputs.device())).sum(1).clamp_max(outputs.size(1) - 1);
    }
    Tensor score_covariance(const Tensor& outputs) const override {
        const Tensor p = torch::softmax(outputs, 1, torch::kDouble).to(torch::kCPU);
        return torch::diag_embed(p) - p.unsqueeze(2) * p.unsqueeze(1);
    }
    // Of class k: p_k, and softmax - one_hot(k).
    ScoreRow score_row(const Tensor& outputs, std::int64_t k) const override {
        const Tensor labels = torch::full({outputs.size(0)}, k, torch::kLong).to(outputs.device());
        return {torch::softmax(outputs, 1, torch::kDouble).select(1, k).to(torch::kCPU),
                likelihood().gradient(outputs, labels)};
    }
    const Task& likelihood() const override {
        static const Classification plain(0, false);
        return smoothing_ == 0 ? *this : plain;
    }
    bool has_right_answers() const override { return true; }
    Tensor correct(const Tensor& outputs, const Tensor& targets) const override {
        // argmax() of NaN is the first class: an answer that was not given is not right.
        return outputs.argmax(1).eq(targets).logical_and_(outputs.isnan().any(1).logical_not_());
    }
    std::vector<Score> scores() const override {
        const auto right = [this](const Tensor& outputs, const Tensor& targets) {
            return correct(outputs, targets).to(torch::kCPU, torch::kDouble).unsqueeze(1);
        };
        std::vector<Score> all = {{"accuracy",
                                   translatable("Accuracy"),
                                   translatable("Mean OOD accuracy"),
                                   translatable("Worst OOD accuracy"),
                                   Better::greater,
                                   true,
                                   right,
                                   {}}};
        if (calibration_)
            all.push_back({"calibration_error", translatable("Expected calibration error"),
                           translatable("Mean OOD calibration error"), "", Better::less, true,
                           calibration_columns, calibration_error});
        return all;
    }

  private:
    double smoothing_;
    bool calibration_;
};

std::shared_ptr<const Task> make(const Table& settings) {
    return std::make_shared<Classification>(settings.real("label_smoothing"),
                                            settings.boolean("calibration_error"));
}

} // namespace

CatalogueEntry<MakeTask> task_classification() {
    return {{.id = "classification",
             .label = translatable("Classification"),
             .help = translatable("One of several classes: minimises the cross-entropy, and is "
                                  "judged by the share of correct answers."),
             .parameters =
                 {{.key = "label_smoothing",
                   .fallback = 0.0,
                   .label = translatable("Label smoothing"),
                   .help = translatable(
                       "Share of the target probability that is spread evenly over all classes "
                       "(Szegedy et al. 2016, arXiv 1512.00567). 0 = off. Training and the "
                       "diagnostics of its loss use it; tr(F) and the loss that evaluation tells "
                       "do not."),
                   .minimum = 0,
                   .maximum = 1},
                  {.key = "calibration_error",
                   .fallback = false,
                   .label = translatable("Calibration error"),
                   .help = translatable(
                       "Evaluation also reads the expected calibration error of every split: the "
                       "mean distance between confidence and accuracy over 15 bins of equal width "
                       "(Guo et al. 2017, arXiv 1706.04599, eq. 3).")}}},
            make};
}

} // namespace thaw
