// Loss and, where answers are right or wrong, accuracy of the mini-batch that was trained on: a
// by-product of the update.
#include "core/training/estimate.h"
#include "core/training/metric.h"

namespace thaw {

namespace {

constexpr const char* id = "train";

class Train : public Metric {
  public:
    Train(const std::string& name, const MetricSubject& subject)
        : prefix_(series_prefix(id, name)), accuracy_(subject.task->has_right_answers()) {}

    std::vector<SeriesInfo> series() const override {
        std::vector<SeriesInfo> all = {{.name = prefix_ + "train_loss",
                                        .label = translatable("Training loss"),
                                        .symbol = "L",
                                        .headline = true,
                                        .quantity = "loss",
                                        .role = SplitRole::train,
                                        .better = Better::less},
                                       {.name = prefix_ + "train_accuracy",
                                        .label = translatable("Training accuracy"),
                                        .quantity = "accuracy",
                                        .role = SplitRole::train,
                                        .better = Better::greater,
                                        .share = true}};
        if (!accuracy_)
            all.pop_back();
        return all;
    }

    double steps_per_reading() const override { return 0; }

    std::optional<std::vector<Reading>> measure(const MetricContext& context) override {
        if (context.last_update == nullptr)
            return std::nullopt;
        std::vector<Reading> readings = {mean_reading(context.last_update->losses)};
        if (accuracy_)
            readings.push_back(mean_reading(context.last_update->correct));
        return readings;
    }

  private:
    std::string prefix_;
    bool accuracy_;
};

} // namespace

CatalogueEntry<MakeMetric> train_metric();
CatalogueEntry<MakeMetric> train_metric() {
    return {
        {.id = id,
         .label = translatable("Training loss and accuracy"),
         .help = translatable(
             "Mean loss and the share of right answers on the last mini-batch, before "
             "its update and in train mode (with batch statistics and dropout). Standard error: "
             "sd / sqrt(batch size). A by-product of the update, so it may be read at every "
             "step. A loss that jumps up and does not come back means a learning rate that is "
             "too high; a flat one while blocks are frozen means that the trainable blocks "
             "have learnt what they can."),
         .symbol = "L",
         .cost = Cost::free},
        [](const std::string& name, const Table&, const MetricSubject& subject) {
            return std::make_unique<Train>(name, subject);
        }};
}

} // namespace thaw
