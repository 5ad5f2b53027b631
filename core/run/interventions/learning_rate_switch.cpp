#include "core/run/interventions/standard_training.h"

namespace thaw {

namespace {

class LearningRateSwitch final : public StandardTraining {
  public:
    LearningRateSwitch(const Table& settings, std::size_t blocks)
        : StandardTraining(blocks), step_(settings.integer("step")),
          factor_(settings.real("factor")), low_first_(settings.text("order") == "low_to_high") {}

    double learning_rate_factor(std::int64_t step) const override {
        const bool low = (step < step_) == low_first_;
        return low ? factor_ : 1;
    }

  private:
    std::int64_t step_;
    double factor_;
    bool low_first_;
};

} // namespace

CatalogueEntry<MakeIntervention> learning_rate_switch_intervention() {
    return {
        {.id = "learning_rate_switch",
         .label = translatable("Learning-rate switch"),
         .help =
             translatable("Two learning rates, one after the other: low to high is the simplest "
                          "warm-up, high to low the reverse (Liu & Gurevych, arXiv 2403.15210, "
                          "section 7.1: low to high gains OOD accuracy, high to low loses it)."),
         .parameters = {{.key = "order",
                         .fallback = std::string("low_to_high"),
                         .label = translatable("Order"),
                         .help = translatable("Which rate comes first."),
                         .words = {"low_to_high", "high_to_low"}},
                        {.key = "step",
                         .fallback = std::int64_t{200},
                         .label = translatable("Switch at"),
                         .help = translatable("Completed steps at which the rate changes; 200 is "
                                              "the paper's example."),
                         .unit = translatable("steps"),
                         .minimum = 1},
                        {.key = "factor",
                         .fallback = 0.1,
                         .label = translatable("Low rate"),
                         .help = translatable("The low rate as a part of the optimiser's learning "
                                              "rate; 0.1 in the paper."),
                         .minimum = 0,
                         .maximum = 1,
                         .above_minimum = true}}},
        [](const Table& settings, std::size_t blocks, std::uint64_t) {
            return std::make_unique<LearningRateSwitch>(settings, blocks);
        }};
}

} // namespace thaw
