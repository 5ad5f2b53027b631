#include "core/run/triggers/trigger.h"

#include <cmath>

namespace thaw {

namespace {

class Threshold final : public Trigger {
  public:
    explicit Threshold(const Table& settings)
        : above_(settings.text("direction") == "above"), limit_(settings.real("value")),
          relative_(settings.boolean("relative")),
          reference_step_(settings.integer("reference_step")),
          patience_(settings.integer("patience")) {}

    std::optional<Table> observe(std::int64_t step, const Reading* reading) override {
        if (reading == nullptr)
            return {};
        if (relative_ && std::isnan(reference_)) {
            if (step >= reference_step_ && std::isfinite(reading->value))
                reference_ = reading->value; // others say nothing about what comes after them
            return {};
        }
        const double seen = relative_ ? reading->value / reference_ : reading->value;
        // A NaN is on neither side: it breaks a row of readings.
        in_a_row_ = (above_ ? seen > limit_ : seen < limit_) ? in_a_row_ + 1 : 0;
        if (in_a_row_ < patience_)
            return {};
        Table why;
        why.set("value", reading->value);
        why.set("limit", limit_);
        if (relative_)
            why.set("reference", reference_);
        return why;
    }

    Table state() const override {
        Table table;
        table.set("reference", reference_);
        table.set("in_a_row", in_a_row_);
        return table;
    }
    void restore(const Table& state) override {
        reference_ = state.real("reference");
        in_a_row_ = state.integer("in_a_row");
    }

  private:
    bool above_;
    double limit_;
    bool relative_;
    std::int64_t reference_step_, patience_;
    double reference_ = std::nan("");
    std::int64_t in_a_row_ = 0;
};

} // namespace

CatalogueEntry<MakeTrigger> threshold_trigger() {
    return {
        {.id = "threshold",
         .label = translatable("Threshold"),
         .help = translatable("Fires when a series has been above or below a value for some "
                              "readings in a row. Infinity is above or below every value, NaN "
                              "on neither side; neither can be a reference."),
         .parameters =
             {watched_metric(),
              {.key = "direction",
               .fallback = std::string("below"),
               .label = translatable("Direction"),
               .help = translatable("On which side of the value it fires."),
               .words = {"above", "below"}},
              {.key = "value",
               .fallback = 0.0,
               .label = translatable("Value"),
               .help = translatable("The value to pass, or with `relative` the ratio to the "
                                    "reference reading."),
               .required = true},
              {.key = "relative",
               .fallback = false,
               .label = translatable("Relative"),
               .help = translatable("Compare reading / reference instead of the reading. The paper "
                                    "finds that absolute early values are not telling, relative "
                                    "changes are.")},
              {.key = "reference_step",
               .fallback = std::int64_t{0},
               .label = translatable("Reference step"),
               .help = translatable("The reference is the first number read at or after this step; "
                                    "used with `relative`."),
               .unit = translatable("steps"),
               .minimum = 0},
              {.key = "patience",
               .fallback = std::int64_t{1},
               .label = translatable("Patience"),
               .help = translatable("Readings in a row that must be on that side."),
               .unit = translatable("readings"),
               .minimum = 1}}},
        [](const Table& settings) { return std::make_unique<Threshold>(settings); }};
}

} // namespace thaw
