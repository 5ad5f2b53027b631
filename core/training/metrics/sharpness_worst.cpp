// The largest rise of the loss in a neighbourhood of the weights (arXiv 2302.07011).
#include "core/training/estimate.h"
#include "core/training/metric.h"
#include "core/training/sharpness.h"

#include <torch/torch.h>

#include <algorithm>

namespace thaw {

namespace {

constexpr const char* id = "sharpness_worst";
constexpr std::int64_t papers_iterations = 15;
// Times the iterations: the first reading, which starts from nowhere, and any other at most.
constexpr std::int64_t first_reading = 3;
constexpr std::int64_t enough_iterations = 20; // of Auto-PGD

class SharpnessWorst : public Metric {
  public:
    SharpnessWorst(const std::string& name, const Table& settings, const MetricSubject& subject)
        : name_(name), settings_(settings), batch_size_(static_cast<double>(subject.batch_size)) {}

    std::vector<SeriesInfo> series() const override {
        return {{name_, translatable("Worst-case sharpness"), "S_worst", "", true},
                {name_ + ".last_gain", translatable("Last gain of S_worst"), "", ""}};
    }

    double steps_per_reading() const override {
        const double batches = static_cast<double>(settings_.integer("examples")) / batch_size_;
        const std::string& how = settings_.text("search");
        const auto steps = how == "paper" ? papers_iterations
                                          : settings_.integer("iterations") +
                                                (with_auto_pgd() ? enough_iterations : 0);
        return (0.4 + 0.95 * static_cast<double>(steps)) * batches;
    }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        const auto blocks = selected_blocks(context.network, settings_);
        if (parameters_of(context.network, blocks).empty())
            return unknown_readings(2);
        const Examples subset = metric_subset(context, settings_, name_);
        const std::int64_t batch_size = settings_.integer("batch_size");
        const std::int64_t batches = (subset.count() + batch_size - 1) / batch_size;
        const bool warm = start().defined() && start().size(0) == batches;
        std::vector<double> rises, gains;
        std::vector<torch::Tensor> places; // one a batch
        for (std::int64_t b = 0; b < batches; ++b) {
            const Examples batch =
                subset.slice(b * batch_size, std::min(subset.count(), (b + 1) * batch_size));
            torch::Tensor from;
            if (warm) // nothing of a block that was not looked at: nowhere to start from
                from = part_in(start()[b], context.network, blocks);
            if (warm && from.count_nonzero().item<std::int64_t>() == 0)
                from = torch::Tensor();
            const auto found = search(
                *batch_objective(context.network, context.task, batch, blocks), context, from);
            if (!found)
                return std::nullopt;
            rises.push_back(found->rise);
            gains.push_back(found->last_gain);
            if (found->z.defined())
                places.push_back(spread_from(found->z, context.network, blocks));
        }
        if (static_cast<std::int64_t>(places.size()) == batches)
            leave(torch::stack(places));
        return std::vector<Reading>{mean_reading(torch::tensor(rises, torch::kDouble)),
                                    mean_reading(torch::tensor(gains, torch::kDouble))};
    }

  private:
    std::optional<WorstSharpness> search(Objective& objective, const MetricContext& context,
                                         const torch::Tensor& from) const {
        const Neighbourhood neighbourhood{settings_.real("rho"), norm_of(settings_.text("norm")),
                                          settings_.boolean("adaptive")};
        const std::string& how = settings_.text("search");
        if (how == "apgd" || how == "paper") {
            auto found = worst_sharpness(objective, neighbourhood,
                                         how == "paper" ? papers_iterations
                                                        : settings_.integer("iterations"),
                                         context.interrupted);
            if (found)
                found->z = torch::Tensor(); // the next reading starts anew
            return found;
        }
        const auto found = full_radius_sharpness(
            objective, neighbourhood,
            settings_.integer("iterations") * (from.defined() ? 1 : first_reading),
            context.interrupted, from, settings_.integer("iterations") * first_reading);
        if (!found || !with_auto_pgd())
            return found;
        const auto other =
            worst_sharpness(objective, neighbourhood, enough_iterations, context.interrupted);
        return other && other->rise <= found->rise ? found : other;
    }
    // Adaptive l2 has one top, as a rule; elsewhere full steps can end on a lower one.
    bool with_auto_pgd() const {
        return settings_.text("search") == "auto" &&
               (settings_.text("norm") != "l2" || !settings_.boolean("adaptive"));
    }

    std::string name_;
    Table settings_;
    double batch_size_; // of training
};

std::vector<Parameter> parameters() {
    auto all = subset_parameters(128);
    all.push_back(batch_size_parameter(
        64, translatable("Images of a batch. Every batch has its own search, and the rises are "
                         "averaged: larger batches give smaller values. The paper uses 256.")));
    all.push_back({.key = "rho",
                   .fallback = 0.01,
                   .label = translatable("Radius rho"),
                   .help = translatable("Radius of the neighbourhood, relative to |w| if adaptive. "
                                        "The paper uses 0.01, where the value is nearly rho times "
                                        "the size of the gradient."),
                   .minimum = 0,
                   .above_minimum = true});
    all.push_back(
        {.key = "search",
         .fallback = std::string("auto"),
         .label = translatable("Search"),
         .help = translatable(
             "auto: full_radius, and outside adaptive l2, where it can end on a lower top, 20 "
             "steps of Auto-PGD as well, of which the larger rise counts. "
             "full_radius: each step goes to the point of the neighbourhood that the gradient "
             "points to, or less far where that leads down, from where the last reading ended; "
             "while the last two steps still add more than 1 % it goes on, up to three times the "
             "iterations, as many as the first reading takes. "
             "apgd: Auto-PGD, which starts anew at every reading; give it 20 iterations or more. "
             "paper: Auto-PGD with 15, as many as the paper gives, which can be too few. The last "
             "gain tells."),
         .words = {"auto", "full_radius", "apgd", "paper"}});
    all.push_back({.key = "iterations",
                   .fallback = std::int64_t{5},
                   .label = translatable("Iterations"),
                   .help = translatable("Ascent steps a batch, about the cost of one training step "
                                        "of as many images each."),
                   .minimum = 1});
    all.push_back({.key = "adaptive",
                   .fallback = true,
                   .label = translatable("Adaptive"),
                   .help = translatable(
                       "Measures perturbations relative to each weight, so that rescaling layers "
                       "changes nothing. A weight that is exactly 0, as every bias and BatchNorm "
                       "shift at the start, stays 0 and takes no part in the norm. Whether the "
                       "paper does so is not stated.")});
    all.push_back({.key = "norm",
                   .fallback = std::string("l2"),
                   .label = translatable("Norm"),
                   .help = translatable("l2: the length of the perturbation is bounded, as in the "
                                        "paper. linf: each weight's own change is."),
                   .words = {"l2", "linf"}});
    all.push_back(parameters_parameter(
        "all", translatable("Which weights are perturbed: those of all blocks, or of the trainable "
                            "ones. The paper does not say; all keeps the curve comparable while "
                            "blocks are released.")));
    return all;
}

} // namespace

CatalogueEntry<MakeMetric> sharpness_worst_metric();
CatalogueEntry<MakeMetric> sharpness_worst_metric() {
    return {{.id = id,
             .label = translatable("Worst-case sharpness"),
             .help = translatable(
                 "Largest rise of the loss that a perturbation of the weights of radius rho can "
                 "cause (Andriushchenko et al. 2023, arXiv 2302.07011). Searched for "
                 "in eval mode; it is never negative and a lower bound of "
                 "the true maximum; averaged over batches, with the standard error over batches. "
                 "The last gain is the part of it that the search's last two steps still added: "
                 "near 0 it has settled, above a few percent it is too low and wants more "
                 "iterations. When Auto-PGD goes back to its best point, the perturbation does "
                 "too; adaptive l2 searches in relative coordinates. Both differ from the "
                 "published code and come closer to the maximum. It changes fast in the first "
                 "steps, then settles: "
                 "the time to release blocks in the paper (arXiv 2403.15210, section 6). The paper "
                 "looks at 2048 images; the default here is 128."),
             .parameters = parameters(),
             .symbol = "S_worst",
             .cost = Cost::many_steps},
            [](const std::string& name, const Table& settings, const MetricSubject& subject) {
                return std::make_unique<SharpnessWorst>(name, settings, subject);
            }};
}

} // namespace thaw
