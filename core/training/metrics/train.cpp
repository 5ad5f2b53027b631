// Loss and accuracy of the mini-batch that was trained on: a by-product of the update.
#include "core/training/estimate.h"
#include "core/training/metric.h"

namespace thaw {

namespace {

constexpr const char* id = "train";

class Train : public Metric {
  public:
    explicit Train(const std::string& name) : prefix_(series_prefix(id, name)) {}

    std::vector<SeriesInfo> series() const override {
        return {{prefix_ + "train_loss", translatable("Training loss"), "L", "", true},
                {prefix_ + "train_accuracy", translatable("Training accuracy"), "", ""}};
    }

    double steps_per_reading() const override { return 0; }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        if (context.last_update == nullptr)
            return std::nullopt;
        return std::vector<Reading>{mean_reading(context.last_update->losses),
                                    mean_reading(context.last_update->correct)};
    }

  private:
    std::string prefix_;
};

} // namespace

CatalogueEntry<MakeMetric> train_metric();
CatalogueEntry<MakeMetric> train_metric() {
    return {
        {.id = id,
         .label = translatable("Training loss and accuracy"),
         .help = translatable(
             "Mean cross-entropy and the share of right answers on the last mini-batch, before "
             "its update and in train mode (with batch statistics and dropout). Standard error: "
             "sd / sqrt(batch size). A by-product of the update, so it may be read at every "
             "step. A loss that jumps up and does not come back means a learning rate that is "
             "too high; a flat one while blocks are frozen means that the trainable blocks "
             "have learnt what they can."),
         .symbol = "L",
         .cost = Cost::free},
        [](const std::string& name, const Table&, const MetricSubject&) {
            return std::make_unique<Train>(name);
        }};
}

} // namespace thaw
